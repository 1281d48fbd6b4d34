import { ApiError } from "@keywright/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstPerson, invitedPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";
import { watch } from "./watch.ts";

/** Stands in the value alone: wherever else it is found, the value leaked. */
const MARK = "copper-lantern-7f3a";
const params = { teamId: "web", projectId: "shop", secretId: "database" };

let service: Service;
let browser: Browser;
let ada: Person;
let grace: Person;
let page: Page;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), sharedBrowser()]);
  ada = await firstPerson(service);
  const { teamId, projectId } = params;
  await ada.client.createProject({ params: { teamId }, body: { name: "Shop" } });
  await ada.client.createSecretGroup({
    params: { teamId, projectId },
    body: {
      name: "Database",
      secretType: "environment",
      priority: 10,
      secrets: { variables: { DATABASE_URL: `postgres://${MARK}@db`, POOL: "20" } },
    },
  });
  const { invitation } = await ada.client.inviteMember({
    params: { teamId },
    body: { email: "grace@example.com" },
  });
  grace = await invitedPerson(service, invitation?.link ?? "", {
    name: "Grace Hopper",
    password: "quiet harbour lamp",
  });
  page = await (await signedIn(browser, service, ada)).newPage();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

async function openGroup(on: Page): Promise<void> {
  await on.goto(`${service.url}/o/northwind/t/web/projects/shop/secrets/database`);
  await on.getByRole("heading", { level: 1, name: "Database" }).waitFor();
}

const variables = async () => (await ada.client.getSecretGroup({ params })).secrets.variables;

describe("a person without the right to read values", () => {
  test("sees none of them on the page, and can reveal none", async () => {
    const context = await signedIn(browser, service, grace);
    const herPage = await context.newPage();
    const seen = watch(herPage);
    await openGroup(herPage);
    await herPage.getByText("The values of this group are not shown to you.").waitFor();
    await herPage.getByText("Project > Secrets > SecretGroups > Read Values").waitFor();
    expect(await herPage.getByRole("button", { name: /reveal/i }).count()).toBe(0);
    expect(await herPage.content()).not.toContain(MARK);
    expect(seen.answersWith(MARK)).toEqual([]);
    await context.close();
  });

  test("gets none of them from the API, neither by reading nor by writing", async () => {
    const { client } = grace;
    for (const read of [client.getSecretGroup, client.getSecretGroupDetails]) {
      await expect(read({ params })).rejects.toMatchObject({
        code: "permission_missing",
      } satisfies Partial<ApiError>);
    }
    const answers = await Promise.all([
      client.listSecretGroups({ params }),
      client.patchSecretGroup({ params, body: { description: "Where the orders are" } }),
    ]);
    expect(JSON.stringify(answers)).not.toContain(MARK);
  });
});

test("values are shown when they are revealed, one by one, and leave the page when they are hidden", async () => {
  await openGroup(page);
  await page.getByText("DATABASE_URL").waitFor();
  expect(await page.content()).not.toContain(MARK);
  await page.getByRole("button", { name: "Reveal DATABASE_URL" }).click();
  await page.getByText(`postgres://${MARK}@db`).waitFor();
  await page.getByRole("button", { name: "Reveal POOL" }).waitFor();
  await page.getByRole("button", { name: "Hide DATABASE_URL" }).click();
  await page.getByRole("button", { name: "Reveal DATABASE_URL" }).waitFor();
  expect(await page.content()).not.toContain(MARK);

  await page.getByRole("button", { name: "Reveal all" }).click();
  await page.getByText(`postgres://${MARK}@db`).waitFor();
  await page.getByRole("button", { name: "Hide POOL" }).waitFor();
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(stored + page.url()).not.toContain(MARK);
  await page.getByRole("button", { name: "Hide all" }).click();
  await page.getByRole("button", { name: "Reveal POOL" }).waitFor();
  expect(await page.content()).not.toContain(MARK);
});

test("a value is copied without being shown", async () => {
  await openGroup(page);
  await page.getByRole("button", { name: "Copy DATABASE_URL" }).click();
  await page.getByRole("button", { name: "Copied DATABASE_URL" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`postgres://${MARK}@db`);
  expect(await page.content()).not.toContain(MARK);
});

describe("editing values", () => {
  const row = (name: string) => page.getByRole("group", { name, exact: true });
  const save = () => page.getByRole("button", { name: "Save values" }).click();

  async function openEditor(): Promise<void> {
    await openGroup(page);
    await page.getByRole("button", { name: "Edit values" }).click();
    await row("DATABASE_URL").waitFor();
  }

  test("renames and adds, and loses nothing that somebody else edited meanwhile", async () => {
    const before = await variables();
    await openEditor();
    await row("POOL").getByLabel("Name of the variable").fill("POOL_MAX");
    await page.getByRole("button", { name: "Add a variable" }).click();
    await row("the new variable").getByLabel("Name of the variable").fill("REGION");
    await row("REGION").getByLabel("Value of REGION").fill("eu");
    await ada.client.patchSecretGroup({
      params,
      body: { secrets: { variables: { ...before, THEIRS: "kept" } } },
    });
    await save();
    await page.getByText("REGION").waitFor();
    const { POOL, ...others } = before;
    expect(await variables()).toEqual({ ...others, POOL_MAX: POOL, REGION: "eu", THEIRS: "kept" });
  });

  test("asks when both edited the same value, and overwrites it only then", async () => {
    const before = await variables();
    await openEditor();
    await row("REGION").getByLabel("Value of REGION").fill("us");
    const theirs = { ...before, REGION: "asia", ALSO: "theirs" };
    await ada.client.patchSecretGroup({ params, body: { secrets: { variables: theirs } } });
    await save();
    const notice = page.getByRole("alert").filter({ hasText: "REGION" });
    await notice.waitFor();
    expect(await variables()).toEqual(theirs);
    await notice.getByRole("button", { name: "Save mine over theirs" }).click();
    await page.getByRole("button", { name: "Reveal REGION" }).waitFor();
    expect(await variables()).toEqual({ ...theirs, REGION: "us" });
  });

  test("takes lines of a .env file, and refuses a name that is there twice", async () => {
    await openEditor();
    await page.getByRole("button", { name: "Add a variable" }).click();
    await page.evaluate(() => navigator.clipboard.writeText("# copied\nA=1\nexport B='two words'\n"));
    await row("the new variable").getByLabel("Name of the variable").focus();
    await page.keyboard.press("Control+V");
    await row("B").waitFor();
    await row("A").getByLabel("Name of the variable").fill("B");
    await page.getByText("is there twice").waitFor();
    await save();
    await row("B").last().getByRole("button", { name: "Remove B" }).click();
    await save();
    await page.getByRole("button", { name: "Reveal B" }).waitFor();
    expect(await variables()).toMatchObject({ B: "1" });
  });
});
