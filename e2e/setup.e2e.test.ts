import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setUp } from "./people.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";

let service: Service;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService({}, { database: "none" }), sharedBrowser()]);
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const MINUTE_MS = 60_000;

test("from an empty folder to a copied curl command that works takes a person less than a minute", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: service.url });
  const startedAtMs = performance.now();
  await setUp(page, service);
  await page.getByRole("link", { name: "Issue a token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("first");
  await dialog.getByLabel("Role").click();
  await page.getByRole("option", { name: "admin" }).click();
  await dialog.getByRole("button", { name: "Issue" }).click();
  await page.getByRole("button", { name: "Copy curl" }).click();
  const curl = await page.evaluate(() => navigator.clipboard.readText());
  const { stdout } = await promisify(execFile)("sh", ["-c", `${curl} --silent`]);
  expect(JSON.parse(stdout)).toMatchObject({ data: { principal: { name: "first" }, role: { id: "admin" } } });
  expect(performance.now() - startedAtMs).toBeLessThan(MINUTE_MS);
});

test("the setup link works once", async () => {
  const stranger = await browser.newPage();
  await stranger.goto(service.setupLink);
  await stranger.getByRole("heading", { name: "Keywright is set up" }).waitFor();
  await stranger.close();
});
