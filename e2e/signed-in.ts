import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import type { Person } from "./person-client.ts";
import type { Service } from "./service.ts";

/** Long for a machine that is busy; what takes longer is broken. */
const TIMEOUT_MS = 15_000;

/** A browser window in which the person is signed in already, and pages may use the clipboard. */
export async function signedIn(
  browser: Browser,
  service: Service,
  person: Person,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  await context.addCookies([{ ...person.cookie, url: service.url, httpOnly: true, sameSite: "Lax" }]);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: service.url });
  return context;
}
