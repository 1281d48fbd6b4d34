import type { Api, DataOf } from "@keywright/contract";
import type { Style } from "../../output/colours.ts";
import { relativeTime } from "../../output/time.ts";

export type Sync = DataOf<Api["listSyncs"]>;
export type SyncRun = DataOf<Api["listSyncRuns"]>;

const STYLES = {
  pending: "yellow",
  running: "cyan",
  succeeded: "green",
  failed: "red",
} as const satisfies Record<SyncRun["status"], Style>;

export function runStyle({ status }: SyncRun): Style {
  return STYLES[status];
}

/** `web-shop/database`, or a token and the variable that it becomes. */
export function sourceText({ source }: Sync): string {
  const { kind, name, projectId, secretGroupId, variable } = source;
  if (kind === "secret-group") return `${projectId}/${secretGroupId}`;
  return `${kind === "token" ? "token" : "external token"} ${name} as ${variable}`;
}

/** `projectId=web-shop, secretGroupId=settings`. */
export function destinationText({ destination }: Sync): string {
  return Object.entries(destination)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}

/** Of any kind, the one that was asked for last. */
export function lastRun({ lastRuns }: Sync): SyncRun | undefined {
  const all = Object.values(lastRuns).filter((run) => run !== undefined);
  return all.toSorted((one, other) => Date.parse(other.queuedAt) - Date.parse(one.queuedAt))[0];
}

/** `failed 3 minutes ago: The platform …`. */
export function runText({ status, message, queuedAt, endedAt }: SyncRun): string {
  return `${status} ${relativeTime(endedAt ?? queuedAt)}${message === undefined ? "" : `: ${message}`}`;
}

/** `2 created, 1 deleted`, or `nothing had to change`. */
export function countsText({ created, updated, deleted }: Pick<SyncRun, "created" | "updated" | "deleted">) {
  const counts = Object.entries({ created, updated, deleted }).filter(([, names]) => names.length > 0);
  return counts.map(([what, names]) => `${names.length} ${what}`).join(", ") || "nothing had to change";
}
