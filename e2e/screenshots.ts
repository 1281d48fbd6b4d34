import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { beginDeviceLogin } from "./device-login.ts";
import { firstPerson } from "./person-client.ts";
import { seed } from "./seed.ts";
import { startService } from "./service.ts";
import { signedIn } from "./signed-in.ts";

const FOLDER = fileURLToPath(new URL("../docs/images/", import.meta.url));
const WIDE = { width: 1200, height: 780 };
const NARROW = { width: 390, height: 780 };
const TEAM = "/o/northwind/t/web";

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly dark?: true;
  readonly narrow?: true;
  /** Down to its end, and not only what fits the window. */
  readonly whole?: true;
  /** What is done on the page before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const service = await startService({}, { database: "none" });
const browser = await launchBrowser();
try {
  const person = await firstPerson(service);
  const { tokens } = await seed(service, person.client);
  const context = await signedIn(browser, service, person, { viewport: WIDE, reducedMotion: "reduce" });
  const page = await context.newPage();
  await mkdir(FOLDER, { recursive: true });
  const { trustRules } = await person.client.listTrustRules({ params: { teamId: "web" } });
  const login = await person.client.findLoginRequest({ body: await beginDeviceLogin(service) });
  const pictures = picturesOf({
    token: `${TEAM}/tokens/${tokens["github-main"]?.id}`,
    trustRule: `${TEAM}/trust-rules/${trustRules[0]?.id}`,
    login: `/approve/${login.id}`,
  });
  for (const picture of pictures) await take(page, picture);
} finally {
  await browser.close();
  await service.stop();
}

interface Paths {
  readonly token: string;
  readonly trustRule: string;
  readonly login: string;
}

function picturesOf({ token, trustRule, login }: Paths): readonly Picture[] {
  return [
    { name: "overview", path: TEAM },
    { name: "overview-dark", path: TEAM, dark: true },
    { name: "tokens", path: `${TEAM}/tokens` },
    { name: "tokens-narrow", path: `${TEAM}/tokens`, narrow: true },
    { name: "token-usage", path: token },
    { name: "token-usage-dark", path: token, dark: true },
    { name: "token-keys", path: `${token}?tab=keys`, act: rotate },
    { name: "role", path: `${TEAM}/roles/ci-deploy` },
    { name: "role-dark", path: `${TEAM}/roles/ci-deploy`, dark: true },
    { name: "audit", path: `${TEAM}/audit` },
    { name: "verifiers", path: `${TEAM}/verifiers` },
    { name: "issue", path: `${TEAM}/tokens?issue=yes`, act: fillIn },
    { name: "login", path: login, whole: true },
    { name: "login-dark", path: login, dark: true, whole: true },
    { name: "login-narrow", path: login, narrow: true, whole: true },
    { name: "device", path: "/device" },
    { name: "trust-rule", path: trustRule },
    { name: "trust-rule-dark", path: trustRule, dark: true },
    { name: "issued", path: `${TEAM}/tokens?issue=yes`, act: issue },
  ];
}

async function take(page: Page, { name, path, dark, narrow, whole, act }: Picture): Promise<void> {
  await page.setViewportSize(narrow ? NARROW : WIDE);
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
  await page.goto(service.url + path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("[aria-busy=true], .mantine-Skeleton-root").first().waitFor({ state: "detached" });
  await act?.(page);
  await page.screenshot({ path: `${FOLDER}${name}.png`, caret: "hide", fullPage: whole === true });
}

async function fillIn(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("release-notes");
  await dialog.getByLabel("Description").fill("Posts the notes of each release");
  await dialog.getByLabel("Role").click();
  await page.getByRole("option", { name: "Read only" }).click();
}

async function issue(page: Page): Promise<void> {
  await fillIn(page);
  await page.getByRole("dialog").getByRole("button", { name: "Issue", exact: true }).click();
  await page.getByRole("button", { name: "Copy curl" }).waitFor();
}

async function rotate(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Rotate" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
  await page.getByRole("button", { name: "Copy token" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}
