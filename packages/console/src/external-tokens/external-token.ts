import type { Answer } from "../api/read.ts";
import type { ConnectableApp } from "../app-connections/app-connection.ts";

export type ExternalToken = Answer<"getExternalToken">;
export type SpecField = NonNullable<ConnectableApp["minting"]>["fields"][number];

/** Whether there is something of it that its platform accepts. */
export function isAccepted({ keys }: Pick<ExternalToken, "keys">): boolean {
  return keys.length > 0;
}
