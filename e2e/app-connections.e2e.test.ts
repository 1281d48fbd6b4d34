import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ALLOW_PRIVATE, issueForDelivery } from "./connected.ts";
import { firstPerson, invitedPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";
import { type Watch, watch } from "./watch.ts";

const params = { teamId: "web" };
const LIST = "/o/northwind/t/web/connections";
const WRONG = "pasted-from-somewhere-else";

type Issued = Awaited<ReturnType<typeof issueForDelivery>>;

let service: Service;
/** Another Keywright, which answers as Northflank does. */
let platform: Service;
let browser: Browser;
let ada: Person;
let page: Page;
let seen: Watch;
/** Tokens of the platform, with the smallest permissions. */
let first: Issued;
let second: Issued;
let revoke: (tokenId: string) => Promise<unknown>;

beforeAll(async () => {
  [service, platform, browser] = await Promise.all([
    startService(ALLOW_PRIVATE),
    startService(),
    sharedBrowser(),
  ]);
  ada = await firstPerson(service);
  await preparePlatform();
  page = await (await signedIn(browser, service, ada)).newPage();
  seen = watch(page);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([service?.stop(), platform?.stop()]);
});

async function preparePlatform(): Promise<void> {
  const { client } = await firstPerson(platform);
  await client.createProject({ params, body: { name: "Shop" } });
  await client.createProject({ params, body: { name: "Lab" } });
  await client.createSecretGroup({
    params: { ...params, projectId: "shop" },
    body: { name: "Database", secretType: "environment", priority: 10 },
  });
  first = await issueForDelivery(client, "first");
  second = await issueForDelivery(client, "second");
  revoke = (tokenId) => client.revokeToken({ params: { ...params, tokenId } });
}

const dialog = () => page.getByRole("dialog");
const field = (label: string) => dialog().getByLabel(label);
const button = (name: string) => page.getByRole("button", { name, exact: true });
const health = () => page.getByRole("status").filter({ hasText: "Checked" });

async function connections() {
  return (await ada.client.listAppConnections({ params })).appConnections;
}

test("a token that the platform refuses connects nothing, says so in its words, and loses nothing typed", async () => {
  await page.goto(service.url + LIST);
  await button("Connect the first platform").click();
  await dialog()
    .getByRole("button", { name: /^Northflank/ })
    .click();
  await dialog().getByText("Secrets > SecretGroups > Read Values").waitFor();
  await expect.poll(() => field("Name").evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await button("Connect").last().isDisabled()).toBe(true);
  const typed = {
    Name: "northflank",
    Description: "The cluster of the web shop",
    "API token": WRONG,
    "Base URL": platform.url,
  };
  for (const [label, text] of Object.entries(typed)) {
    if (label === "Name") expect(await field(label).inputValue()).toBe(text);
    else await field(label).fill(text);
  }
  expect(await field("API token").getAttribute("type")).toBe("password");
  await dialog().getByRole("button", { name: "Connect", exact: true }).click();
  const alert = dialog().getByRole("alert");
  await alert.getByText("Northflank does not accept the credentials").waitFor();
  for (const [label, text] of Object.entries(typed)) expect(await field(label).inputValue()).toBe(text);
  expect(await connections()).toEqual([]);
});

test("a field that cannot be right says so where it is", async () => {
  await field("Base URL").fill("ftp://platform.example.com");
  await dialog().getByRole("button", { name: "Connect", exact: true }).click();
  await expect.poll(() => field("Base URL").getAttribute("aria-invalid")).toBe("true");
  expect(await field("API token").getAttribute("aria-invalid")).not.toBe("true");
  await field("Base URL").fill(platform.url);
});

test("with the right token the platform is connected, and nothing shows the token again", async () => {
  await field("API token").fill(first.token);
  await dialog().getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "northflank" }).waitFor();
  await health().getByText("The platform accepts the credentials.").waitFor();
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect((await page.content()) + page.url() + stored).not.toContain(first.token);
  expect(seen.answersWith(first.token)).toEqual([]);
  expect(service.output()).not.toContain(first.token);
});

test("what it reaches is listed when it is asked for", async () => {
  await button("List projects").click();
  const projects = page.getByRole("list", { name: "projects" });
  await projects.getByText("Lab", { exact: true }).waitFor();
  await button("secret groups of Shop").click();
  await projects
    .getByRole("list", { name: "secret groups" })
    .getByText("Database", { exact: true })
    .waitFor();
  await button("secret groups of Lab").click();
  await projects.getByText("No secret groups that these credentials see").waitFor();
});

test("credentials that were revoked over there fail the check, and what they reach is a failure and not empty", async () => {
  await revoke(first.id);
  await button("Check now").click();
  await health().getByText("failing").waitFor();
  await health().getByText("The token has been revoked.").waitFor();
  await button("List again").click();
  await page.getByRole("alert").getByText("Northflank does not accept the credentials").waitFor();
  expect(await page.getByRole("list", { name: "projects" }).count()).toBe(0);
});

test("credentials are replaced whole, and what was typed is gone when the dialog is left", async () => {
  await button("Replace credentials").click();
  await field("API token").fill(second.token);
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "detached" });
  await button("Replace credentials").click();
  await dialog().getByText("what is left out is not taken over from before").waitFor();
  expect(await field("API token").inputValue()).toBe("");
  expect(await button("Replace").isDisabled()).toBe(true);
  await field("API token").fill(second.token);
  await field("Base URL").fill(platform.url);
  await button("Replace").click();
  await page.getByText("Northflank accepts the new credentials: version 2.").waitFor();
  await dialog().waitFor({ state: "detached" });
  await health().getByText("The platform accepts the credentials.").waitFor();
  await button("List projects").click();
  await page.getByRole("list", { name: "projects" }).getByText("Shop", { exact: true }).waitFor();
  expect(seen.answersWith(second.token)).toEqual([]);
});

test("it is renamed, and what happened to it stands below", async () => {
  await button("Edit").click();
  await field("Name").fill("shop-cluster");
  await button("Save").click();
  await page.getByRole("heading", { level: 1, name: "shop-cluster" }).waitFor();
  for (const words of ["created", "checked", "edited"]) {
    await page.getByText(`${words} the app connection`).first().waitFor();
  }
  expect(await connections()).toMatchObject([{ name: "shop-cluster", version: 2 }]);
});

test("who may only read is offered nothing else, also not by an address", async () => {
  const permissions = { teamScope: ["team:admin:app-connections:read"] };
  const role = await ada.client.createRole({ params, body: { name: "Reader", permissions } });
  const { invitation } = await ada.client.inviteMember({
    params,
    body: { email: "grace@example.com", roles: [role.id] },
  });
  const person = { name: "Grace Hopper", password: "quiet harbour lamp" };
  const grace = await invitedPerson(service, invitation?.link ?? "", person);
  const context = await signedIn(browser, service, grace);
  const hers = await context.newPage();
  await hers.goto(`${service.url}${LIST}?connect=northflank`);
  await hers.getByRole("link", { name: "shop-cluster" }).waitFor();
  expect(await hers.getByRole("dialog").count()).toBe(0);
  expect(await hers.getByRole("button", { name: "Connect" }).count()).toBe(0);
  await hers.getByRole("link", { name: "shop-cluster" }).click();
  await hers.getByRole("heading", { level: 1, name: "shop-cluster" }).waitFor();
  await hers.getByText("The platform accepts the credentials.").waitFor();
  for (const name of ["Check now", "Edit", "Replace credentials", "Delete", "List projects"]) {
    expect(await hers.getByRole("button", { name }).count()).toBe(0);
  }
  await context.close();
});

test("it is deleted when its name has been typed, and its credentials go with it", async () => {
  await button("Delete").click();
  await dialog().getByText("On Northflank they go on working").waitFor();
  const confirm = dialog().getByRole("button", { name: "Delete", exact: true });
  expect(await confirm.isDisabled()).toBe(true);
  await field("Type shop-cluster").fill("shop-cluster");
  await confirm.click();
  await page.getByText("No app connections yet").waitFor();
  expect(await connections()).toEqual([]);
  expect(seen.complaints().filter((text) => !text.includes("status of 4"))).toEqual([]);
});
