import { createClient } from "@keywright/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ALLOW_PRIVATE } from "./connected.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";
import { type Watch, watch } from "./watch.ts";

const params = { teamId: "web" };
const LIST = "/o/northwind/t/web/external-tokens";

let service: Service;
/** Another Keywright, on which tokens are made. */
let platform: Service;
let there: Person;
let browser: Browser;
let page: Page;
let seen: Watch;
/** The role of the connection's token. */
let minting: string;
const values: string[] = [];

beforeAll(async () => {
  [service, platform, browser] = await Promise.all([
    startService(ALLOW_PRIVATE),
    startService(),
    sharedBrowser(),
  ]);
  const ada = await firstPerson(service);
  there = await firstPerson(platform);
  const credentials = { apiToken: await mintingToken(), baseUrl: platform.url };
  const body = { name: "staging", app: "keywright", method: "api-token", credentials };
  await ada.client.createAppConnection({ params, body });
  page = await (await signedIn(browser, service, ada)).newPage();
  seen = watch(page);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([service?.stop(), platform?.stop()]);
});

async function mintingToken(): Promise<string> {
  const projectScope = ["project:projects:manage:read"];
  const teamScope = ["create", "read", "delete"].map((verb) => `team:admin:api-tokens:${verb}`);
  const { client } = there;
  await client.createRole({ params, body: { name: "Deploys", permissions: { projectScope } } });
  const role = { name: "Minting", permissions: { projectScope, teamScope } };
  minting = (await client.createRole({ params, body: role })).id;
  const body = { name: "for the connection", roleId: minting, owner: "team" as const };
  return (await client.issueToken({ params, body })).token;
}

const dialog = () => page.getByRole("dialog");
const press = (name: string) => dialog().getByRole("button", { name, exact: true }).click();
const works = (token: string | undefined) =>
  createClient({ url: platform.url, token: token ?? "" })
    .login()
    .then(
      () => "works",
      (error: { code?: string }) => error.code,
    );

async function takeValue(): Promise<string> {
  const value = await dialog().getByRole("textbox", { name: "Token" }).textContent();
  await press("Done");
  await dialog().waitFor({ state: "detached" });
  return value ?? "";
}

test("a token is issued elsewhere from what the platform lists, and works there", async () => {
  await page.goto(`${service.url}/o/northwind/t/web/tokens`);
  await page.getByRole("tab", { name: "Issued elsewhere" }).click();
  await page.getByRole("button", { name: "Issue the first one" }).click();
  await dialog().getByLabel("Name").fill("staging deploys");
  await dialog().getByRole("combobox", { name: "App connection" }).click();
  await page.getByRole("option", { name: "staging (Keywright)" }).click();
  await dialog().getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "Deploys" }).click();
  await press("Issue");
  values.push(await takeValue());
  expect(await works(values[0])).toBe("works");
  const row = page.getByRole("row", { name: /staging deploys/ });
  await row.getByText("token of the role Deploys").waitFor();
  await row.getByText("active").waitFor();
});

test("its page rotates it: the new key works, and the old one ends there by itself", async () => {
  await page.getByRole("link", { name: "staging deploys" }).click();
  await page.getByRole("heading", { name: "Delivered by" }).waitFor();
  await page.getByRole("button", { name: "Rotate" }).click();
  await press("Rotate");
  values.push(await takeValue());
  expect(await works(values[1])).toBe("works");
  await expect.poll(() => works(values[0]), { timeout: 20_000 }).toBe("revoked");
  await page.getByText("rotated the external token").first().waitFor();
});

test("a platform that does not end it is named, until it does", async () => {
  const role = { params: { ...params, roleId: minting } };
  const { permissions } = await there.client.getRole(role);
  await there.client.patchRole({
    ...role,
    body: { permissions: { projectScope: permissions.projectScope } },
  });
  await page.getByRole("button", { name: "Revoke" }).click();
  await press("Revoke");
  await dialog().getByText("Team > Admin > ApiTokens > Delete", { exact: false }).waitFor();
  await press("Keep it");
  await page.getByText("The platform still accepts what should have ended").waitFor();
  expect(await works(values[1])).toBe("works");
  await there.client.patchRole({ ...role, body: { permissions } });
  await page.getByRole("button", { name: "Revoke again" }).click();
  await press("Revoke");
  await page.getByText("revoked", { exact: true }).waitFor();
  expect(await works(values[1])).toBe("revoked");
});

test("who looks only at what there is does not see it, and its value was answered once", async () => {
  await page.goto(service.url + LIST);
  await page.getByText("No external tokens yet").waitFor();
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("menuitem", { name: "revoked ones too" }).click();
  await page.getByRole("link", { name: "staging deploys" }).waitFor();
  for (const value of values) expect(seen.answersWith(value)).toHaveLength(1);
  // The browser itself says so of every refusal.
  expect(seen.complaints().filter((complaint) => !complaint.includes("status of 424"))).toEqual([]);
});
