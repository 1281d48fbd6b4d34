import type { Api, DataOf } from "@keywright/contract";
import type { Style } from "../../output/colours.ts";
import { relativeTime } from "../../output/time.ts";

export type AppConnection = DataOf<Api["listAppConnections"]>;

const STYLES = { ok: "green", failing: "red", unknown: "yellow" } as const satisfies Record<
  AppConnection["health"]["status"],
  Style
>;

export function healthStyle({ health }: AppConnection): Style {
  return STYLES[health.status];
}

export function lastUsed({ lastUsedAt }: AppConnection): string {
  return lastUsedAt === null ? "never" : relativeTime(lastUsedAt);
}
