import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeProblemsInBothSchemes } from "./axe.ts";
import { type Cli, newCli, type Running } from "./cli.ts";
import { FIRST_PERSON } from "./people.ts";
import { firstPerson, invitedPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";

const params = { teamId: "web" };
const ADDRESS = /http:\S+\/oauth2\/authorize\S+/;
const WRONG_CODES_MAX = 10;
const DEVICE_LINK = /http:\S+\/device#\S+/;

let service: Service;
let browser: Browser;
let ada: Person;
let context: BrowserContext;
let keywright: Cli;

beforeAll(async () => {
  [service, browser, keywright] = await Promise.all([startService(), sharedBrowser(), newCli()]);
  ada = await firstPerson(service);
  await ada.client.createProject({ params, body: { name: "Web shop" } });
  await ada.client.createRole({
    params,
    body: {
      name: "CI deploy",
      permissions: { projectScope: ["project:projects:manage:read"] },
      restrictions: { enabled: true, projects: ["web-shop"] },
    },
  });
  context = await signedIn(browser, service, ada);
});
afterAll(async () => {
  await keywright?.close();
  await browser?.close();
  await service?.stop();
});

function login(...options: string[]): Running {
  return keywright.start(["login", "--url", service.url, ...options]);
}

async function statusWith(token: string): Promise<number> {
  const answer = await fetch(`${service.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  return answer.status;
}

async function fillInSignIn(page: Page): Promise<void> {
  await page.getByLabel("E-mail").fill(FIRST_PERSON.email);
  await page.getByLabel("Password", { exact: false }).first().fill(FIRST_PERSON.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

describe("in the browser", () => {
  test("denied, it is told so, and has no token", async () => {
    const running = login("--no-browser");
    const page = await context.newPage();
    await page.goto(await running.said(ADDRESS));
    await page.getByText("Only approve if you started this yourself just now").waitFor();
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByRole("heading", { name: "You are not logged in" }).waitFor();
    expect(await running.ended).toMatchObject({ code: 3, stdout: "" });
    expect(await keywright.run(["whoami"])).toMatchObject({ code: 3 });
    expect((await ada.client.listTokens({ params })).tokens).toEqual([]);
    await page.close();
  });

  test("from nothing: log in, issue a token, use it, revoke it, and be refused with it", async () => {
    const running = login("--no-browser");
    const page = await browser.newPage();
    await page.goto(await running.said(ADDRESS));
    await fillInSignIn(page);
    await page.getByRole("heading", { name: "Log in a command line" }).waitFor();
    const approvePage = page.url();
    await page.getByText("Ada Lovelace, ada@example.com").waitFor();
    await page.getByText("May do everything in its team and in its projects.").waitFor();
    await page.getByRole("textbox", { name: "Name of the token" }).fill("ada's laptop");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("heading", { name: "You are logged in" }).waitFor();
    expect(await running.ended).toMatchObject({ code: 0 });
    const whoami = await keywright.run(["whoami"]);
    expect(whoami).toMatchObject({ code: 0, stdout: expect.stringContaining("ada's laptop") });

    const issue = ["tokens", "issue", "--role", "ci-deploy", "--name", "github-main", "--expires", "30d"];
    const issued = await keywright.run(issue);
    expect(issued).toMatchObject({ code: 0, stderr: expect.stringContaining("Issued github-main") });
    const token = issued.stdout.trim();
    expect(await statusWith(token)).toBe(200);
    expect(await keywright.run(["tokens", "revoke", "github-main", "--yes"])).toMatchObject({ code: 0 });
    expect(await statusWith(token)).toBe(401);

    await page.goto(approvePage);
    await page.getByRole("heading", { name: "Logged in already" }).waitFor();
    await page.close();
  });

  test("whoever holds no role can only deny, or answer as somebody else", async () => {
    const email = "grace@example.com";
    const { invitation } = await ada.client.inviteOrgMember({ body: { email } });
    const grace = await invitedPerson(service, invitation?.link ?? "", {
      name: "Grace Hopper",
      password: "brass lantern meadow",
    });
    const running = login("--no-browser");
    const hers = await signedIn(browser, service, grace);
    const page = await hers.newPage();
    await page.goto(await running.said(ADDRESS));
    await page.getByText("You hold no role").waitFor();
    expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
    await page.getByRole("button", { name: "Use another account" }).click();
    await fillInSignIn(page);
    await page.getByText("Ada Lovelace, ada@example.com").waitFor();
    await page.getByRole("button", { name: "Deny" }).click();
    expect(await running.ended).toMatchObject({ code: 3 });
    await hers.close();
  });
});

describe("by a code", () => {
  test("wrong codes find nothing, the right one in any form does, and the terminal goes on", async () => {
    const running = login("--headless");
    const code = await running.said(/[A-Z]{4}-[A-Z]{4}/);
    const page = await context.newPage();
    await page.goto(`${service.url}/device`);
    const field = page.getByRole("textbox", { name: "Code" });
    for (const [typed, words] of [
      ["BCDF", "A code has eight letters"],
      ["BCDF-GHJK", "No terminal shows this code now."],
    ] as const) {
      await field.fill(typed);
      await page.getByRole("button", { name: "Go on" }).click();
      await page.getByText(words).waitFor();
    }
    await field.fill(code.toLowerCase().replace("-", " "));
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Compare it with the code in your terminal").waitFor();
    await page.getByText(code, { exact: true }).waitFor();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("You can close this page; the terminal goes on.").waitFor();
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(await keywright.run(["whoami"])).toMatchObject({ code: 0 });
    await page.close();
  });

  test("a link with the code outlasts signing in, and does not stay in the address", async () => {
    const running = login("--headless");
    const link = await running.said(DEVICE_LINK);
    const [, code = ""] = link.split("#");
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(link);
    await fillInSignIn(page);
    const field = page.getByRole("textbox", { name: "Code" });
    await field.waitFor();
    expect([await field.inputValue(), new URL(page.url()).hash]).toEqual([code, ""]);
    expect(asked.filter((url) => url.includes(code))).toEqual([]);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByText("Nobody was logged in.").waitFor();
    expect(await running.ended).toMatchObject({ code: 3 });
    await page.close();
  });

  test("an organization that has switched it off lets nobody in by a code", async () => {
    const running = login("--headless");
    const link = await running.said(DEVICE_LINK);
    const page = await context.newPage();
    await page.goto(`${service.url}/o/northwind/policies`);
    await page.getByRole("switch", { name: "Device login" }).click();
    await page.getByText("Device login is off.").waitFor();
    await page.goto(link);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("alert").getByText("only through the browser").waitFor();
    await page.getByRole("button", { name: "Deny" }).click();
    expect(await running.ended).toMatchObject({ code: 3 });
    await page.close();
  });

  test("whoever has tried too many is told for how long they cannot", async () => {
    const body = { userCode: "BCDF-GHJK" };
    for (let tries = 0; tries < WRONG_CODES_MAX; tries += 1) {
      await ada.client.findLoginRequest({ body }).catch(() => {});
    }
    const page = await context.newPage();
    await page.goto(`${service.url}/device`);
    await page.getByRole("textbox", { name: "Code" }).fill(body.userCode);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("alert").getByText("Wait 15 minutes").waitFor();
    await page.close();
  });
});

test("a trust rule is refused where strangers could fulfil it, then made, edited and deleted", async () => {
  const page = await context.newPage();
  await page.goto(`${service.url}/o/northwind/t/web/trust-rules`);
  await page.getByRole("button", { name: "Create a trust rule" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("web-shop on GitHub");
  await dialog.getByRole("combobox", { name: "Claim" }).fill("repository");
  await dialog.getByRole("combobox", { name: "How repository is compared" }).click();
  await page.getByRole("option", { name: "matches" }).click();
  await dialog.getByRole("textbox", { name: "Pattern of repository" }).fill("northwind/*");
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "CI deploy" }).click();
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await dialog.getByText("trust repository_id").first().waitFor();
  expect(await axeProblemsInBothSchemes(page, "refused trust rule")).toEqual({});

  await dialog.getByRole("combobox", { name: "Claim" }).fill("repository_id");
  await dialog.getByRole("combobox", { name: "How repository_id is compared" }).click();
  await page.getByRole("option", { name: "is one of" }).click();
  await dialog.getByRole("combobox", { name: "Values of repository_id" }).fill("1296269");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "web-shop on GitHub" }).waitFor();
  const { trustRules } = await ada.client.listTrustRules({ params });
  expect(trustRules).toMatchObject([
    { audience: service.url, claims: [{ claim: "repository_id", equals: ["1296269"] }], roleId: "ci-deploy" },
  ]);

  await page.getByRole("combobox", { name: "Tokens live for" }).click();
  await page.getByRole("option", { name: "1 hour" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByText("stop working everywhere").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("No trust rules").waitFor();
  expect((await ada.client.listTrustRules({ params })).trustRules).toEqual([]);
  await page.close();
});
