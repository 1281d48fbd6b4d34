import { createVerifier, type Verifier } from "@keywright/verifier";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeProblemsInBothSchemes } from "./axe.ts";
import { ALLOW_PRIVATE } from "./connected.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";
import { type Watch, watch } from "./watch.ts";

const params = { teamId: "web" };
const TEAM = "/o/northwind/t/web";
const SEND = "project:analytics:events:send";
const WRITE = "project:analytics:reports:write";
const SHOP = "https://shop.example.com";

let service: Service;
let browser: Browser;
let ada: Person;
let verifier: Verifier;
let page: Page;
let seen: Watch;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(ALLOW_PRIVATE), sharedBrowser()]);
  ada = await firstPerson(service);
  const { client } = ada;
  await client.putCatalogue({
    body: { permissions: [{ permission: SEND, publishable: true }, { permission: WRITE }] },
  });
  for (const [name, environments] of [
    ["Web shop", ["production", "staging"]],
    ["Back office", ["internal"]],
  ] as const) {
    await client.createProject({ params, body: { name, environments: [...environments] } });
  }
  await client.createRole({ params, body: { name: "Browser", permissions: { projectScope: [SEND] } } });
  const both = { projectScope: [SEND, WRITE] };
  await client.createRole({ params, body: { name: "Analytics", permissions: both } });
  verifier = await startVerifier();
  page = await (await signedIn(browser, service, ada)).newPage();
  seen = watch(page);
});
afterAll(async () => {
  await verifier?.close();
  await browser?.close();
  await service?.stop();
});

async function startVerifier(): Promise<Verifier> {
  const permissions = { orgScope: ["org:admin:verification:verify"] };
  await ada.client.createOrgRole({ body: { name: "Gateway", permissions } });
  const body = { name: "gateway", roleId: "gateway", owner: "team" } as const;
  const { token: credential } = await ada.client.issueOrgToken({ body });
  const started = createVerifier({ url: service.url, credential });
  await started.start();
  return started;
}

/** What an API decides about a call that names all of it. */
async function verdict(token: string, more: { origin?: string; environment?: string; permission?: string }) {
  const request = { permission: SEND, project: "web-shop", environment: "production", ...more };
  const { allowed, ...decided } = await verifier.verify(token, request);
  return allowed ? "allowed" : "reason" in decided && decided.reason;
}

const dialog = () => page.getByRole("dialog");
const issueButton = () => dialog().getByRole("button", { name: "Issue", exact: true });

async function beginIssue(name: string, role: string): Promise<void> {
  await page.goto(`${service.url}${TEAM}/tokens?issue=yes`);
  await dialog().getByLabel("Name").fill(name);
  await dialog().getByLabel("Role").click();
  await page.getByRole("option", { name: role, exact: true }).click();
  await dialog().getByText("Publishable", { exact: true }).click();
  await dialog().getByText("Anybody can read it there").waitFor();
}

/** From a list that opens; it stays open until somebody leaves it. */
async function choose(field: Locator, option: string): Promise<void> {
  await field.click();
  await page.getByRole("option", { name: option }).click();
  await field.press("Tab");
}

async function copied(within: Page | Locator): Promise<string> {
  await within.getByRole("button", { name: "Copy token" }).click();
  await within.getByRole("button", { name: "Copied" }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

describe("a publishable token", () => {
  let value: string;

  test("is offered for no environment but those of the projects, and not without one", async () => {
    await beginIssue("shop-page", "Browser");
    await dialog().getByText("None named: the pages of any website may use it").waitFor();
    expect(await issueButton().isDisabled()).toBe(true);
    await dialog().getByRole("combobox", { name: "Only these environments" }).click();
    await page.getByRole("option").first().waitFor();
    expect(await page.getByRole("option").allInnerTexts()).toEqual(["internal", "production", "staging"]);
    await page.keyboard.press("Escape");
    await dialog().getByRole("button", { name: "Narrow it down" }).click();
    await choose(dialog().getByRole("combobox", { name: "Only these projects" }), "Web shop");
    await dialog().getByRole("combobox", { name: "Only these environments" }).click();
    await expect.poll(() => page.getByRole("option").allInnerTexts()).toEqual(["production", "staging"]);
    await page.getByRole("option", { name: "production" }).click();
    await page.keyboard.press("Tab");
    expect(await issueButton().isEnabled()).toBe(true);
    expect(await axeProblemsInBothSchemes(page, "a publishable token")).toEqual({});
  });

  test("takes a website as browsers name it, and nothing that is none", async () => {
    const websites = dialog().getByRole("combobox", { name: "Only on these websites" });
    await websites.fill("shop.example.com");
    await websites.press("Enter");
    await dialog().getByText("must be an origin such as").waitFor();
    expect(await issueButton().isDisabled()).toBe(true);
    await websites.press("Backspace");
    // As it is copied from the address bar.
    await websites.fill("https://Shop.example.com/");
    await websites.press("Enter");
    await dialog().getByText(SHOP, { exact: true }).waitFor();
    await issueButton().click();
    await dialog().getByText("whoever may see the token finds it again on the token's page").waitFor();
    value = await copied(dialog());
    // Nothing would be lost, so nothing is asked.
    await dialog().getByRole("button", { name: "Done" }).click();
    await dialog().waitFor({ state: "detached" });
  });

  test("works in its environment on its website, and nowhere else", async () => {
    expect(await verdict(value, { origin: SHOP, environment: "staging" })).toBe("environment_restricted");
    expect(await verdict(value, { origin: "https://evil.example.com" })).toBe("origin_not_allowed");
    expect(await verdict(value, {})).toBe("origin_not_allowed");
    expect(await verdict(value, { origin: SHOP, permission: WRITE })).toBe("permission_missing");
    expect(await verdict(value, { origin: SHOP })).toBe("allowed");
  });

  test("says in the list and on its page what it is, and shows its value again", async () => {
    await page.goto(`${service.url}${TEAM}/tokens?exposure=publishable`);
    const rows = page.getByRole("table", { name: "API tokens" }).getByRole("row");
    await rows.filter({ hasText: "shop-page" }).getByText("publishable").waitFor();
    expect(await rows.count()).toBe(2);
    await page.getByRole("link", { name: "shop-page" }).click();
    await page
      .getByText(`May send events in web-shop, only in production, on ${SHOP}, nothing else.`)
      .waitFor();
    expect(await copied(page)).toBe(value);
  });

  test("whose calls were refused has the reasons in words", async () => {
    await page.getByText("environment outside the restriction").waitFor({ timeout: 20_000 });
    await page.getByText("website not allowed").waitFor();
  });

  test("is issued from a role that holds more only for what may be published", async () => {
    await beginIssue("half", "Analytics");
    await choose(dialog().getByRole("combobox", { name: "Only these environments" }), "staging");
    expect(await issueButton().isDisabled()).toBe(true);
    await dialog().getByRole("combobox", { name: "Only these permissions" }).click();
    await page.getByRole("option").first().waitFor();
    expect(await page.getByRole("option").allInnerTexts()).toEqual(["Project > Analytics > Events > Send"]);
    await page.getByRole("option").click();
    await page.keyboard.press("Tab");
    await issueButton().click();
    const half = await copied(dialog());
    await dialog().getByRole("button", { name: "Done" }).click();
    expect(await verdict(half, { environment: "staging", permission: WRITE })).toBe("permission_missing");
    expect(await verdict(half, { environment: "staging" })).toBe("allowed");
  });

  test("that nobody thought of: what the server refuses stands at the field", async () => {
    await beginIssue("late", "Browser");
    await choose(dialog().getByRole("combobox", { name: "Only these environments" }), "internal");
    await ada.client.patchProject({
      params: { ...params, projectId: "back-office" },
      body: { environments: [] },
    });
    await issueButton().click();
    await dialog().getByRole("alert").waitFor();
    const field = dialog().getByRole("combobox", { name: "Only these environments" });
    const message = await field.getAttribute("aria-describedby");
    expect(message).toBeTruthy();
    expect(
      await dialog()
        .locator(`[id="${message?.split(" ").at(-1)}"]`)
        .innerText(),
    ).toContain("internal");
  });
});

describe("environments", () => {
  test("are given to a project, and a role is restricted to one of them", async () => {
    await page.goto(`${service.url}${TEAM}/projects/back-office`);
    await page.getByText("No environments").waitFor();
    await page.getByRole("button", { name: "Edit" }).click();
    const names = dialog().getByRole("combobox", { name: "Environments" });
    await names.fill("internal");
    await names.press("Enter");
    await names.press("Tab");
    await dialog().getByRole("button", { name: "Save" }).click();
    await dialog().waitFor({ state: "detached" });
    await page.getByText("internal", { exact: true }).waitFor();

    const { token } = await ada.client.issueToken({
      params,
      body: { name: "reporter", roleId: "analytics", owner: "team", lifetimeSeconds: 3600 },
    });
    expect(await verdict(token, {})).toBe("allowed");
    await restrictRoleTo("production", `${TEAM}/roles/analytics`);
    expect(await verdict(token, { environment: "staging" })).toBe("environment_restricted");
    expect(await verdict(token, {})).toBe("allowed");
  });

  test("restrict a role of the organization in each of its teams, too", async () => {
    const permissions = { projectScope: [SEND] };
    await ada.client.createOrgRole({ body: { name: "Everywhere", permissions } });
    const body = { name: "everywhere", roleId: "everywhere", owner: "team", lifetimeSeconds: 3600 } as const;
    const { token } = await ada.client.issueOrgToken({ body });
    await page.goto(`${service.url}/o/northwind/roles/everywhere`);
    await page.getByText("Only some", { exact: true }).first().click();
    await page.getByRole("combobox", { name: "Add a team" }).click();
    await page.getByRole("option", { name: "Web" }).click();
    await restrictRoleTo("staging");
    const inWeb = { permission: SEND, team: "web", project: "web-shop" };
    const verify = async (environment: string) => verifier.verify(token, { ...inWeb, environment });
    expect(await verify("production")).toMatchObject({ allowed: false, reason: "environment_restricted" });
    expect(await verify("staging")).toMatchObject({ allowed: true });
  });
});

async function restrictRoleTo(environment: string, path?: string): Promise<void> {
  if (path !== undefined) await page.goto(service.url + path);
  await page.getByRole("checkbox", { name: "Only in certain environments" }).check();
  const names = page.getByRole("combobox", { name: "Only these environments" });
  await names.click();
  // The names that there are, to choose from.
  await page.getByRole("option", { name: environment }).click();
  await names.press("Tab");
  const effect = page.getByRole("complementary").filter({ hasText: "What saving does" });
  await effect.getByRole("button", { name: "Save" }).click();
  await effect.getByText(/in force/i).waitFor();
}

describe("the end of a token", () => {
  test("is announced on its page with what to do, and by its status in the list", async () => {
    const body = { name: "brief", roleId: "browser", owner: "team", lifetimeSeconds: 3 * 24 * 3600 } as const;
    const { id } = await ada.client.issueToken({ params, body });
    await page.goto(`${service.url}${TEAM}/tokens?status=expiring`);
    await page.getByRole("row", { name: "brief" }).getByText("expiring").waitFor();
    await page.goto(`${service.url}${TEAM}/tokens/${id}`);
    const notice = page.getByRole("status").filter({ hasText: "Expires in 3 days" });
    await notice.getByText("A new key does not let it live longer").waitFor();
    await notice.getByRole("link", { name: "Issue another token" }).click();
    await dialog().getByRole("heading", { name: "Issue a token" }).waitFor();
  });

  test("is told afterwards: what ended it, and who", async () => {
    await ada.client.createRole({ params, body: { name: "Gone", permissions: { projectScope: [SEND] } } });
    const body = { name: "orphan", roleId: "gone", owner: "team" } as const;
    const { id } = await ada.client.issueToken({ params, body });
    await ada.client.deleteRole({ params: { ...params, roleId: "gone" } });
    await page.goto(`${service.url}${TEAM}/tokens?status=revoked`);
    await page
      .getByRole("row", { name: "orphan" })
      .getByText("Its role was deleted by Ada Lovelace")
      .waitFor();
    await page.goto(`${service.url}${TEAM}/tokens/${id}`);
    const notice = page.getByRole("status").filter({ hasText: "Its role was deleted by Ada Lovelace" });
    await notice.getByText("Its keys are refused everywhere, for good").waitFor();
    await page.getByText("It was made from the role Gone, which is gone").waitFor();
  });
});

describe("notices before expiry", () => {
  test("of a team's tokens are set in its settings, and a webhook leads to its connection", async () => {
    await page.goto(`${service.url}${TEAM}/settings`);
    const panel = panelOf("Notices before tokens expire");
    const days = panel.getByRole("combobox", { name: "Days before" });
    await days.fill("91");
    await days.press("Enter");
    await panel.getByText("Days are whole numbers from 1 to 90").waitFor();
    await days.fill("30");
    await days.press("Enter");
    await panel.getByRole("switch", { name: "Send mail" }).uncheck();
    await panel.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    const { expiryNotices } = await ada.client.getTeam({ params });
    expect(expiryNotices).toEqual({ days: [30, 14, 3], email: false, connectionId: null });
    await panel.getByRole("link", { name: "Connect one first" }).click();
    await dialog()
      .getByRole("heading", { name: /Webhook/ })
      .waitFor();
  });

  test("are sent to a webhook of the team, chosen by its name", async () => {
    const receiver = createServer((_request, response) => response.end()).listen(0, "localhost");
    await once(receiver, "listening");
    const { port } = receiver.address() as AddressInfo;
    const signingSecret = `whsec_${randomBytes(32).toString("base64")}`;
    const credentials = { url: `http://localhost:${port}`, signingSecret };
    const body = { name: "pager", app: "webhook", method: "signing-secret", credentials };
    const { id } = await ada.client.createAppConnection({ params, body });
    receiver.close();
    await page.goto(`${service.url}${TEAM}/settings`);
    const panel = panelOf("Notices before tokens expire");
    await panel.getByRole("combobox", { name: "Webhook" }).click();
    await page.getByRole("option", { name: "pager" }).click();
    await panel.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    expect((await ada.client.getTeam({ params })).expiryNotices.connectionId).toBe(id);
  });

  test("of the organization's, and how many tokens a person may have, stand among its policies", async () => {
    await page.goto(`${service.url}/o/northwind/policies`);
    const notices = panelOf("Notices before tokens expire");
    await notices.getByRole("combobox", { name: "Days before" }).press("Backspace");
    await notices.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    const personal = panelOf("Personal tokens");
    await personal.getByLabel("At most for each member").fill("7");
    await personal.getByRole("button", { name: "Save" }).click();
    await expect.poll(async () => (await ada.client.getOwnOrg()).personalTokensMax).toBe(7);
    expect((await ada.client.getOwnOrg()).expiryNotices).toEqual({ days: [14], email: true });
  });
});

function panelOf(title: string): Locator {
  return page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
}

test("the pages ran without an error and without asking for what their policy forbids", () => {
  expect(seen.complaints().filter((text) => !text.includes("status of 400"))).toEqual([]);
});
