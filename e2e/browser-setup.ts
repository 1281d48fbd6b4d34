import type { TestProject } from "vitest/node";
import { launchBrowserServer } from "./browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where test files reach the one browser of the run. */
    browserUrl?: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await launchBrowserServer();
  project.provide("browserUrl", server.wsEndpoint());
  return () => server.close();
}
