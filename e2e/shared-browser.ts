import type { Browser } from "playwright-core";
import { inject } from "vitest";
import { connectBrowser } from "./browser.ts";

/** The one browser of the run, which the setup has started. */
export async function sharedBrowser(): Promise<Browser> {
  const url = inject("browserUrl");
  if (url === undefined) throw new Error("the e2e project starts a browser");
  return connectBrowser(url);
}
