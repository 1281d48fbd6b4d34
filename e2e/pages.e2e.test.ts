import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeProblemsInBothSchemes } from "./axe.ts";
import { ALLOW_PRIVATE } from "./connected.ts";
import { pathsOf } from "./page-paths.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { seed } from "./seed.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";
import { watch } from "./watch.ts";

const FIRST_LOAD_MAX_BYTES = 300_000;
const AXE_MAX_MS = 300_000;
const NARROW = { width: 360, height: 740 };

let service: Service;
let browser: Browser;
let person: Person;
let context: BrowserContext;
let paths: Awaited<ReturnType<typeof pathsOf>>;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(ALLOW_PRIVATE), sharedBrowser()]);
  person = await firstPerson(service);
  await seed(service, person.client);
  paths = await pathsOf(service, person.client);
  context = await signedIn(browser, service, person);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** Until nothing stands in for what is still loading. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(service.url + path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("[aria-busy=true], .mantine-Skeleton-root").first().waitFor({ state: "detached" });
}

describe("every page", () => {
  test(
    "has nothing that axe finds serious, in light and in dark, and none complains",
    async () => {
      const page = await context.newPage();
      const seen = watch(page);
      const problems: Record<string, string[]> = {};
      for (const path of [...paths.signedIn, ...paths.dialogs]) {
        await open(page, path);
        Object.assign(problems, await axeProblemsInBothSchemes(page, path));
      }
      expect(problems).toEqual({});
      expect(seen.complaints()).toEqual([]);
    },
    AXE_MAX_MS,
  );

  test("fits a window of 360 pixels without scrolling sideways", async () => {
    const page = await context.newPage();
    await page.setViewportSize(NARROW);
    const tooWide: string[] = [];
    for (const path of paths.signedIn) {
      await open(page, path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > NARROW.width) tooWide.push(`${path}: ${width}`);
    }
    expect(tooWide).toEqual([]);
  });
});

test("pages for those who are not signed in are as accessible", async () => {
  const page = await browser.newPage();
  const problems: Record<string, string[]> = {};
  for (const path of paths.outside) {
    await open(page, path);
    Object.assign(problems, await axeProblemsInBothSchemes(page, path));
  }
  expect(problems).toEqual({});
});

test("the first load is less than 300 kB of script, compressed", async () => {
  const fresh = await signedIn(browser, service, person);
  const page = await fresh.newPage();
  const bytes = new Map<string, number>();
  page.on("response", (answer) => {
    if (answer.url().endsWith(".js")) bytes.set(answer.url(), Number(answer.headers()["content-length"]));
  });
  await open(page, paths.start);
  const total = [...bytes.values()].reduce((sum, size) => sum + size, 0);
  // Less would say that something was not seen.
  expect(total).toBeGreaterThan(FIRST_LOAD_MAX_BYTES / 3);
  expect(total).toBeLessThan(FIRST_LOAD_MAX_BYTES);
  await fresh.close();
});

test("pages may run scripts of their own files only, and nobody may frame them", async () => {
  const answer = await fetch(service.url + paths.start, { headers: { accept: "text/html" } });
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(await answer.text()).not.toMatch(/<script(?![^>]*\ssrc=)/);
});

test("an address that does not exist is a page for people and a problem for programs", async () => {
  const page = await context.newPage();
  const answer = await page.goto(`${service.url}/nothing/here`);
  expect(answer?.status()).toBe(404);
  await page.getByRole("heading", { level: 1, name: "Not found" }).waitFor();
  const problem = await fetch(`${service.url}/nothing/here`);
  expect([problem.status, await problem.json()]).toMatchObject([404, { code: "not_found" }]);
});
