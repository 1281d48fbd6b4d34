import { generate } from "otplib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signIn } from "./people.ts";
import { firstPerson, type Person, personIn } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";

const params = { teamId: "web" };
const GRACE = { name: "Grace Hopper", email: "grace@example.com", password: "quiet harbour lamp" };

let service: Service;
let browser: Browser;
let ada: Person;
let adaPage: Page;
let graceContext: BrowserContext;
let gracePage: Page;
let totpSecret: string;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), sharedBrowser()]);
  ada = await firstPerson(service);
  const permissions = { projectScope: ["project:projects:manage:read"] };
  await ada.client.createRole({ params, body: { name: "Looker", permissions } });
  adaPage = await (await signedIn(browser, service, ada)).newPage();
  graceContext = await browser.newContext();
  gracePage = await graceContext.newPage();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const member = (name: string) => adaPage.getByRole("table", { name: "Members" }).getByRole("row", { name });

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Your account|Grace Hopper/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

test("whoever is invited joins with the link in another browser, and is shown as joined without a reload", async () => {
  await adaPage.goto(`${service.url}/o/northwind/t/web/members`);
  await adaPage.getByRole("button", { name: "Invite a member" }).click();
  const dialog = adaPage.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill(GRACE.email);
  const roles = dialog.getByRole("combobox", { name: "Roles" });
  await roles.press("Backspace");
  await roles.click();
  await adaPage.getByRole("option", { name: "Looker" }).click();
  await roles.press("Tab");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const link = await adaPage.getByRole("textbox", { name: "Invitation link" }).innerText();
  await adaPage.getByRole("button", { name: "Done" }).click();
  await member(GRACE.email).getByText("invited").waitFor();

  await gracePage.goto(link);
  await gracePage.getByText("Ada Lovelace invites grace@example.com").waitFor();
  await gracePage.getByLabel("Your name").fill(GRACE.name);
  await gracePage.getByLabel("Password").first().fill(GRACE.password);
  await gracePage.getByRole("button", { name: "Join" }).click();
  await gracePage.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await member(GRACE.name).getByText("joined").waitFor();

  const stranger = await browser.newPage();
  await stranger.goto(link);
  await stranger.getByText("This invitation does not work").waitFor();
  await stranger.close();
});

test("a member without rights sees neither the buttons nor, by their own cookie, the data", async () => {
  const navigation = gracePage.getByRole("navigation");
  await navigation.getByRole("link", { name: "Projects" }).waitFor();
  for (const name of ["Roles", "Members", "Audit log", "Settings"]) {
    expect(await navigation.getByRole("link", { name, exact: true }).count()).toBe(0);
  }
  const { client } = await personIn(graceContext, service, "northwind");
  const body = { email: "eve@example.com", roles: ["owner"] };
  for (const ask of [
    () => client.listMembers({ params }),
    () => client.listRoles({ params }),
    () => client.listAuditEvents({ params }),
    () => client.listOrgMembers(),
    () => client.inviteMember({ params, body }),
    () => client.createRole({ params, body: { name: "Mine", permissions: { teamScope: ["*"] } } }),
  ]) {
    await expect(ask()).rejects.toMatchObject({ status: 403, code: "permission_missing" });
  }
  await gracePage.goto(`${service.url}/o/northwind/t/web/members`);
  await gracePage.getByText("You may not do this").waitFor();
  expect(await gracePage.getByText("ada@example.com").count()).toBe(0);
  expect(await gracePage.getByRole("button", { name: "Invite a member" }).count()).toBe(0);
});

test("with an authenticator app set up, the password alone signs nobody in", async () => {
  await gracePage.goto(`${service.url}/account?tab=security`);
  await gracePage.getByRole("button", { name: "Set up" }).click();
  const dialog = gracePage.getByRole("dialog");
  await dialog.getByLabel("Your password").fill(GRACE.password);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await dialog.getByRole("img", { name: "The secret" }).waitFor();
  totpSecret = await dialog.getByLabel("Secret", { exact: true }).innerText();
  await dialog.getByLabel("Code").fill(await generate({ secret: totpSecret }));
  await dialog.getByRole("button", { name: "Turn on" }).click();
  const codes = await dialog.getByRole("textbox", { name: "Recovery codes" }).innerText();
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await gracePage.getByRole("button", { name: "Turn off" }).waitFor();

  await signOut(gracePage);
  await enterPassword();
  await gracePage.getByLabel("Code").fill("000000");
  await gracePage.getByRole("button", { name: "Go on" }).click();
  await gracePage.getByText("This code is not right").waitFor();
  await gracePage.getByLabel("Code").fill(await generate({ secret: totpSecret }));
  await gracePage.getByRole("button", { name: "Go on" }).click();
  await gracePage.getByRole("heading", { level: 1, name: "Overview" }).waitFor();

  await signOut(gracePage);
  await enterPassword();
  await gracePage.getByRole("button", { name: "Use a backup code" }).click();
  await gracePage.getByLabel("Backup code").fill(codes.split("\n")[0] ?? "");
  await gracePage.getByRole("button", { name: "Go on" }).click();
  await gracePage.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
});

async function enterPassword(): Promise<void> {
  await gracePage.getByLabel("E-mail").fill(GRACE.email);
  await gracePage.getByLabel("Password").first().fill(GRACE.password);
  await gracePage.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("a passkey is added, named, signs in, and does so no more once removed", async () => {
  const devtools = await graceContext.newCDPSession(gracePage);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await gracePage.goto(`${service.url}/account?tab=security`);
  await gracePage.getByRole("button", { name: "Add a passkey" }).click();
  const passkeys = gracePage.getByRole("table", { name: "Passkeys" });
  await passkeys.getByRole("button", { name: /^Actions for/ }).click();
  await gracePage.getByRole("menuitem", { name: "Rename" }).click();
  await gracePage.getByRole("dialog").getByLabel("Name").fill("My laptop");
  await gracePage.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await passkeys.getByRole("row", { name: "My laptop" }).waitFor();

  await signOut(gracePage);
  await gracePage.getByRole("button", { name: "Sign in with a passkey" }).click();
  await gracePage.getByRole("heading", { level: 1, name: "Overview" }).waitFor();

  await gracePage.goto(`${service.url}/account?tab=security`);
  await passkeys.getByRole("button", { name: "Actions for My laptop" }).click();
  await gracePage.getByRole("menuitem", { name: "Remove" }).click();
  await gracePage.getByText("No passkey").waitFor();
  await signOut(gracePage);
  await gracePage.getByRole("button", { name: "Sign in with a passkey" }).click();
  await gracePage.getByRole("alert").waitFor();
});

test("signing out everywhere else ends a session in another browser", async () => {
  const elsewhere = await (await browser.newContext()).newPage();
  await signIn(elsewhere, service);
  await adaPage.goto(`${service.url}/account?tab=sessions`);
  await adaPage.getByRole("button", { name: "Sign out everywhere else" }).click();
  await adaPage.getByText("Signed out everywhere else.").waitFor();
  await expect.poll(() => adaPage.getByRole("table", { name: "Sessions" }).getByRole("row").count()).toBe(2);
  await elsewhere.goto(`${service.url}/account`);
  await elsewhere.getByRole("heading", { name: "Sign in" }).waitFor();
});

test("the last owner stays, and a member who is removed can do nothing at once", async () => {
  await adaPage.goto(`${service.url}/o/northwind/t/web/members`);
  await remove("Ada Lovelace");
  await adaPage.getByRole("dialog").getByText("last owner").waitFor();
  await adaPage.getByRole("button", { name: "Keep it" }).click();

  await enterPassword();
  await gracePage.getByLabel("Code").fill(await generate({ secret: totpSecret }));
  await gracePage.getByRole("button", { name: "Go on" }).click();
  await gracePage.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  const { client } = await personIn(graceContext, service, "northwind");
  await client.listProjects({ params });
  await remove(GRACE.name);
  await member(GRACE.name).waitFor({ state: "detached" });
  await expect(client.listProjects({ params })).rejects.toMatchObject({ code: "permission_missing" });
});

async function remove(name: string): Promise<void> {
  await adaPage.getByRole("button", { name: `Actions for ${name}` }).click();
  await adaPage.getByRole("menuitem", { name: "Remove" }).click();
  await adaPage.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
}
