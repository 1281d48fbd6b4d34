import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserServer, chromium as playwright } from "playwright-core";

/** A Chromium that an npm package brings, so journeys need nothing installed on the system. */
async function launchOptions() {
  const executablePath = await chromium.executablePath();
  // Not the package's own arguments: they switch off the very security that journeys rely on. Without a sandbox, because
  // as root, and in containers without user namespaces, there is none.
  return { executablePath, args: ["--no-sandbox", "--font-render-hinting=none"], headless: true };
}

export async function launchBrowserServer(): Promise<BrowserServer> {
  return playwright.launchServer({ ...(await launchOptions()), host: "127.0.0.1" });
}

export async function launchBrowser(): Promise<Browser> {
  return playwright.launch(await launchOptions());
}

export async function connectBrowser(url: string): Promise<Browser> {
  return playwright.connect(url);
}
