import type { Answer } from "../api/read.ts";

export type AppConnection = Answer<"getAppConnection">;
export type ConnectableApp = Answer<"listConnectableApps">["apps"][number];
export type CredentialField = ConnectableApp["fields"][number];
/** What there is to choose from on a platform. */
export type Place = Answer<"listPlatformProjects">["projects"][number];

/** `api-token` -> `API token`. */
export function methodWords(method: string): string {
  const words = method.replaceAll("-", " ").replace(/^api\b/, "API");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The platform's own name; its name in paths while that is not known. */
export function titleOf(apps: readonly ConnectableApp[] | undefined, app: string): string {
  return apps?.find((one) => one.app === app)?.title ?? app;
}
