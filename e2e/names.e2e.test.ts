import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";
import { watch } from "./watch.ts";

const params = { teamId: "web" };
const TEAM = "/o/northwind/t/web";

const NAMES = {
  image: '<img src=x onerror="document.title=1">a',
  script: '"><script>document.title=1</script>b',
  template: "${document.title=1}{{1+1}}c",
  rightToLeft: "متجر العربي shop-d",
  emoji: "👩‍🚀 rocket 🏳️‍🌈 e",
};

let service: Service;
let browser: Browser;
let ada: Person;
let page: Page;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), sharedBrowser()]);
  ada = await firstPerson(service);
  page = await (await signedIn(browser, service, ada)).newPage();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

async function open(path: string): Promise<void> {
  await page.goto(service.url + path);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

test("names of every kind are shown as text on every page that has them, and nothing of them runs", async () => {
  const { client } = ada;
  const seen = watch(page);
  const names = Object.values(NAMES);
  const paths = new Map<string, readonly string[]>(
    ["/projects", "/roles", "/tokens", "/audit"].map((path) => [path, names]),
  );
  for (const name of names) {
    const project = await client.createProject({ params, body: { name, description: name } });
    const role = await client.createRole({ params, body: { name, description: name } });
    const token = await client.issueToken({ params, body: { name, description: name, roleId: role.id } });
    for (const path of [`/projects/${project.id}`, `/roles/${role.id}`, `/tokens/${token.id}`]) {
      paths.set(path, [name]);
    }
  }
  for (const [path, shown] of paths) {
    await open(TEAM + path);
    for (const name of shown) await page.getByText(name, { exact: true }).first().waitFor();
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(await page.title()).toContain("· Keywright");
  }
  expect(seen.complaints()).toEqual([]);
});

describe("with the keyboard alone", () => {
  const hasFocus = (wanted: Locator) => wanted.evaluate((element) => element === document.activeElement);

  /** As far as it takes, and no mouse. */
  async function tabTo(name: string): Promise<void> {
    const wanted = page.getByRole("button", { name, exact: true });
    await wanted.waitFor();
    for (let steps = 0; steps < 60; steps++) {
      await page.keyboard.press("Tab");
      if (await hasFocus(wanted)) return;
    }
    throw new Error(`Tab does not lead to ${name}`);
  }
  test("a dialog is reached, filled in and confirmed, and one that is left gives the focus back", async () => {
    await open(`${TEAM}/projects`);
    await tabTo("Create a project");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => hasFocus(page.getByRole("button", { name: "Create a project" }))).toBe(true);

    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await expect.poll(() => hasFocus(dialog.getByLabel("Name"))).toBe(true);
    await page.keyboard.type("By keyboard");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "By keyboard" }).waitFor();
  });

  test("what cannot be undone is confirmed by typing its name", async () => {
    await tabTo("Delete");
    await page.keyboard.press("Enter");
    const typed = page.getByRole("dialog", { name: "Delete By keyboard" }).getByLabel("Type By keyboard");
    await expect.poll(() => hasFocus(typed)).toBe(true);
    await page.keyboard.type("By keyboar");
    await page.keyboard.press("Enter");
    await page.keyboard.type("d");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
    const { projects } = await ada.client.listProjects({ params });
    expect(projects.map(({ id }) => id)).not.toContain("by-keyboard");
  });

  test("the palette and two keys lead to every page", async () => {
    await open(TEAM);
    await page.keyboard.press("Control+K");
    const palette = page.getByLabel("Go to a page, a team, or do something");
    await expect.poll(() => hasFocus(palette)).toBe(true);
    await page.keyboard.type("Verif");
    await page.keyboard.press("Enter");
    await palette.waitFor({ state: "detached" });
    await page.getByRole("heading", { level: 1, name: "Verifiers" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.getByRole("heading", { level: 1, name: "Audit log" }).waitFor();
  });
});
