import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALLOW_PRIVATE, connectToItself } from "./connected.ts";
import { firstPerson, invitedPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";
import { type Watch, watch } from "./watch.ts";

/** Stands in a value alone: wherever else it is found, the value leaked. */
const MARK = "copper-lantern-7f3a";
const params = { teamId: "web" };
const LIST = "/o/northwind/t/web/syncs";
const source = { params: { ...params, projectId: "shop", secretId: "database" } };
const destination = { params: { ...params, projectId: "edge", secretId: "delivered" } };

let service: Service;
let browser: Browser;
let ada: Person;
let page: Page;
let seen: Watch;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(ALLOW_PRIVATE), sharedBrowser()]);
  ada = await firstPerson(service);
  const { client } = ada;
  for (const name of ["Shop", "Edge"]) await client.createProject({ params, body: { name } });
  const group = { secretType: "environment", priority: 10 } as const;
  await client.createSecretGroup({
    params: { ...params, projectId: "shop" },
    body: { ...group, name: "Database", secrets: { variables: { URL: MARK, POOL: "20" } } },
  });
  await client.createSecretGroup({
    params: { ...params, projectId: "edge" },
    body: { ...group, name: "Delivered", secrets: { variables: { SHOP_OLD: "1", OWN: "kept" } } },
  });
  await connectToItself(service, client);
  page = await (await signedIn(browser, service, ada)).newPage();
  seen = watch(page);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const dialog = () => page.getByRole("dialog");
const button = (name: string) => page.getByRole("button", { name, exact: true });
const history = () => page.getByRole("table", { name: "History" });
const delivered = async () => (await ada.client.getSecretGroup(destination)).secrets.variables;

async function choose(list: Locator, option: string): Promise<void> {
  await list.click();
  await page.getByRole("option", { name: option }).click();
}

/** The newest run, when it stands in the history with what it did. */
async function untilRan(...words: string[]): Promise<void> {
  const newest = history().getByRole("row").nth(1);
  for (const text of words) await newest.getByText(text).first().waitFor();
}

test("a sync is created step by step, and delivers what fits its key schema and nothing else", async () => {
  await page.goto(service.url + LIST);
  await button("Create the first sync").click();
  const from = dialog().getByRole("region", { name: "From" });
  const to = dialog().getByRole("region", { name: "To" });
  await choose(from.getByRole("combobox", { name: "Project" }), "Shop");
  expect(await to.count()).toBe(0);
  await choose(from.getByRole("combobox", { name: "Secret group" }), "Database");
  await choose(to.getByRole("combobox", { name: "App connection" }), "northflank-production");
  await choose(to.getByRole("combobox", { name: "Project" }), "Edge");
  await choose(to.getByRole("combobox", { name: "Secret group" }), "Delivered");
  expect(await dialog().getByLabel("Name").inputValue()).toBe("database");
  await dialog().getByLabel("Name").fill("shop-to-edge");
  await dialog().getByText("Every other variable at the destination is deleted").waitFor();
  await dialog().getByLabel("Key schema").fill("SHOP_{{secretKey}}");
  await dialog().getByText("DATABASE_URL becomes SHOP_DATABASE_URL").waitFor();
  await dialog().getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "shop-to-edge" }).waitFor();
  await untilRan("succeeded", "SHOP_URL", "SHOP_POOL", "SHOP_OLD");
  expect(await delivered()).toEqual({ SHOP_URL: MARK, SHOP_POOL: "20", OWN: "kept" });
});

test("a change of the source is delivered by itself, and stands in the history without a reload", async () => {
  await ada.client.patchSecretGroup({
    ...source,
    body: { secrets: { variables: { URL: MARK, POOL: "40" } } },
  });
  await untilRan("the source changed", "succeeded", "SHOP_POOL");
  expect(await delivered()).toMatchObject({ SHOP_POOL: "40" });
});

describe("what others changed at the destination", () => {
  const theirs = { SHOP_URL: "theirs", SHOP_POOL: "40", SHOP_NEW: "theirs", OWN: "theirs" };

  test("is told before it is written over, without its values", async () => {
    await ada.client.patchSecretGroup({ ...destination, body: { secrets: { variables: theirs } } });
    await button("Sync now").click();
    const report = dialog();
    await report.getByText("Changed there by others").waitFor();
    for (const name of ["SHOP_NEW", "SHOP_URL"]) await report.getByText(name).first().waitFor();
    expect(await report.getByText("OWN").count()).toBe(0);
    expect(await delivered()).toEqual(theirs);
  });

  test("is written over when somebody says so, and what is not the sync's own stays", async () => {
    await dialog().getByRole("button", { name: "Sync now" }).click();
    await dialog().waitFor({ state: "detached" });
    await untilRan("by Ada Lovelace", "succeeded", "SHOP_NEW");
    expect(await delivered()).toEqual({ SHOP_URL: MARK, SHOP_POOL: "40", OWN: "theirs" });
  });
});

test("a connection that a sync uses says so, and is not deleted", async () => {
  await page.getByRole("link", { name: "northflank-production" }).click();
  await page.getByRole("heading", { level: 1, name: "northflank-production" }).waitFor();
  await page.getByRole("table", { name: "Used by" }).getByText("shop-to-edge").waitFor();
  await button("Delete").click();
  await dialog().getByLabel("Type northflank-production").fill("northflank-production");
  await dialog().getByRole("button", { name: "Delete", exact: true }).click();
  await dialog().getByRole("alert").getByText("shop-to-edge").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "shop-to-edge" }).click();
  await page.getByRole("heading", { level: 1, name: "shop-to-edge" }).waitFor();
});

test("an edit sends what has changed, and keeps the rest", async () => {
  await button("Edit").click();
  await dialog().getByLabel("Description").fill("What the edge needs");
  await dialog().getByLabel("Deliver changes by themselves").uncheck();
  await dialog().getByRole("button", { name: "Save" }).click();
  await page.getByText("only when somebody says so").waitFor();
  const { syncs } = await ada.client.listSyncs({ params });
  expect(syncs).toMatchObject([
    { description: "What the edge needs", automatic: false, keySchema: "SHOP_{{secretKey}}", deletes: true },
  ]);
});

test("who may only read is offered nothing else, also not by an address", async () => {
  const permissions = { teamScope: ["team:admin:secret-syncs:read", "team:admin:app-connections:read"] };
  const role = await ada.client.createRole({ params, body: { name: "Reader", permissions } });
  const { invitation } = await ada.client.inviteMember({
    params,
    body: { email: "grace@example.com", roles: [role.id] },
  });
  const person = { name: "Grace Hopper", password: "quiet harbour lamp" };
  const grace = await invitedPerson(service, invitation?.link ?? "", person);
  const context = await signedIn(browser, service, grace);
  const hers = await context.newPage();
  await hers.goto(`${service.url}${LIST}?create=yes`);
  await hers.getByRole("link", { name: "shop-to-edge" }).click();
  await hers.getByRole("heading", { level: 1, name: "shop-to-edge" }).waitFor();
  await hers.getByRole("table", { name: "History" }).getByText("SHOP_URL").first().waitFor();
  expect(await hers.getByRole("dialog").count()).toBe(0);
  for (const name of ["Sync now", "Edit", "Compare", "More actions for shop-to-edge"]) {
    expect(await hers.getByRole("button", { name }).count()).toBe(0);
  }
  await context.close();
});

test("what was delivered is removed when the sync's name has been typed, and the sync then deleted", async () => {
  const more = page.getByRole("button", { name: "More actions for shop-to-edge" });
  await more.click();
  await page.getByRole("menuitem", { name: "Remove what was delivered" }).click();
  await dialog().getByLabel("Type shop-to-edge").fill("shop-to-edge");
  await dialog().getByRole("button", { name: "Remove" }).click();
  await untilRan("removal", "succeeded", "SHOP_URL");
  expect(await delivered()).toEqual({ OWN: "theirs" });
  await more.click();
  await page.getByRole("menuitem", { name: "Delete the sync" }).click();
  await dialog().getByLabel("Type shop-to-edge").fill("shop-to-edge");
  await dialog().getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("No syncs yet").waitFor();
});

test("a platform that lists nothing says why, and what then fails is said on every page", async () => {
  const { tokens } = await ada.client.listTokens({ params, query: { search: "for-the-connection" } });
  for (const { id } of tokens) await ada.client.revokeToken({ params: { ...params, tokenId: id } });
  await button("Create the first sync").click();
  const from = dialog().getByRole("region", { name: "From" });
  const to = dialog().getByRole("region", { name: "To" });
  await choose(from.getByRole("combobox", { name: "Project" }), "Shop");
  await choose(from.getByRole("combobox", { name: "Secret group" }), "Database");
  await choose(to.getByRole("combobox", { name: "App connection" }), "northflank-production");
  for (const [field, id] of [
    ["Project", "edge"],
    ["Secret group", "delivered"],
  ] as const) {
    await to.getByRole("combobox", { name: field }).click();
    await to.getByRole("alert").getByText("The token has been revoked.").last().waitFor();
    await to.getByRole("textbox", { name: field, exact: false }).fill(id);
  }
  await dialog().getByRole("button", { name: "Create", exact: true }).click();
  await page.getByText("The last sync failed").waitFor();
  await page.goto(`${service.url}/o/northwind/t/web`);
  const notice = page.getByRole("status").filter({ hasText: "Not everything is delivered" });
  await notice.getByRole("link", { name: "database" }).click();
  await page.getByRole("heading", { level: 1, name: "database" }).waitFor();
});

test("no page was sent a value", () => {
  expect(seen.answersWith(MARK)).toEqual([]);
  expect(service.output()).not.toContain(MARK);
  expect(seen.complaints().filter((text) => !text.includes("status of 4"))).toEqual([]);
});
