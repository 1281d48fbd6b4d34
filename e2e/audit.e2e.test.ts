import type { Browser, Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "./csv.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";

const params = { teamId: "web" };
const LISTS = "project:secrets:secret-groups:list";
const READS = "project:secrets:secret-groups:read-values";
/** What a careless export would break at: a comma, quotes, a formula. */
const AWKWARD = '=Shop, "the 1st"';

let service: Service;
let browser: Browser;
let ada: Person;
let page: Page;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), sharedBrowser()]);
  ada = await firstPerson(service);
  const { client } = ada;
  await client.createProject({ params, body: { name: AWKWARD, environments: ["test"] } });
  await client.createRole({ params, body: { name: "Deploy", permissions: { projectScope: [LISTS] } } });
  await client.patchRole({
    params: { ...params, roleId: "deploy" },
    body: { description: "Deploys", permissions: { projectScope: [READS] } },
  });
  page = await (await signedIn(browser, service, ada)).newPage();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const log = () => page.getByRole("table", { name: "Audit events" });
const rows = () => log().getByRole("link");

async function openLog(search = ""): Promise<void> {
  await page.goto(`${service.url}/o/northwind/t/web/audit${search}`);
  await rows().first().waitFor();
}

async function eventsOf(query: { action?: string } = {}) {
  return (await ada.client.listAuditEvents({ params, query })).auditEvents;
}

test("a filter stands in the address, so that a view can be shared, and is dropped again", async () => {
  await openLog();
  expect(await rows().count()).toBe((await eventsOf()).length);
  await page.getByRole("button", { name: "What" }).click();
  await page.getByRole("menuitem", { name: "roles", exact: true }).click();
  await expect
    .poll(() => rows().allTextContents())
    .toEqual(["ada@example.com edited the role Deploy", "ada@example.com created the role Deploy"]);
  expect(new URL(page.url()).searchParams.get("action")).toBe("role.*");
  await page.reload();
  await page.getByRole("button", { name: "What: roles" }).waitFor();
  await expect.poll(() => rows().count()).toBe(2);
  await page.getByRole("button", { name: "Drop the filter What" }).click();
  await expect.poll(() => rows().count()).toBe((await eventsOf()).length);
});

describe("an event", () => {
  const event = () => page.getByRole("dialog", { name: "Audit event" });

  test("says in words what changed, and leads to the thing", async () => {
    await openLog("?action=role.update");
    await rows().first().click();
    const changes = event().locator("section").first();
    await changes.getByText("Project > Secrets > SecretGroups > Read Values").waitFor();
    expect(await changes.locator("[data-sign=added]").allTextContents()).toEqual([
      "+added: Deploys",
      "+added: Project > Secrets > SecretGroups > Read Values",
    ]);
    expect(await changes.locator("[data-sign=removed]").allTextContents()).toEqual([
      "−removed: Project > Secrets > SecretGroups > List",
    ]);
    await event().getByRole("link", { name: "Open it" }).click();
    await page.waitForURL("**/t/web/roles/deploy**");
  });

  test("has an address of its own, outside of all filters", async () => {
    const [created] = await eventsOf({ action: "project.create" });
    await page.goto(`${service.url}/o/northwind/t/web/audit?action=role.*&event=${created?.id}`);
    await event().getByText(AWKWARD).first().waitFor();
    await event()
      .getByText(created?.requestId ?? "")
      .waitFor();
    await page.keyboard.press("Escape");
    await event().waitFor({ state: "detached" });
    await expect.poll(() => rows().count()).toBe(2);
  });
});

describe("the export", () => {
  async function exported(search: string, format: RegExp): Promise<{ name: string; text: string }> {
    await openLog(search);
    await page.getByRole("button", { name: "Export" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: format }).click(),
    ]);
    return { name: file.suggestedFilename(), text: await textOf(file) };
  }

  test("is a CSV file that a spreadsheet reads as it is meant, and runs nothing of", async () => {
    const { name, text } = await exported("", /CSV/);
    expect(name).toMatch(/^audit-web-\d{4}-\d\d-\d\d\.csv$/);
    const [head = [], ...lines] = parseCsv(text);
    const events = await eventsOf();
    const column = (title: string) => lines.map((line) => line[head.indexOf(title)]);
    expect(column("id")).toEqual(events.map(({ id }) => id));
    expect(lines.every((line) => line.length === head.length)).toBe(true);
    expect(column("targetName")).toContain(`'${AWKWARD}`);
    const created = column("after")[events.findIndex(({ action }) => action === "project.create")];
    expect(JSON.parse(created ?? "")).toMatchObject({ name: AWKWARD, environments: ["test"] });
  });

  test("is JSON lines for programs, of the events that the filters let through", async () => {
    const { text } = await exported("?action=role.*", /JSON lines/);
    const lines = text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(await eventsOf({ action: "role.*" }));
  });
});

async function textOf(file: Download): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
