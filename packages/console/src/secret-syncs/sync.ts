import type { ConnectableApp } from "../app-connections/app-connection.ts";
import type { Answer } from "../api/read.ts";

export type Sync = Answer<"getSync">;
export type SyncRun = Answer<"listSyncRuns">["runs"][number];
export type Drift = Answer<"getSyncDrift">;
export type DestinationField = NonNullable<ConnectableApp["variables"]>["destinationFields"][number];

/** Of whatever kind. */
export function lastRunOf({ lastRuns }: Pick<Sync, "lastRuns">): SyncRun | undefined {
  const runs = [lastRuns.sync, lastRuns.import, lastRuns.remove].filter((run) => run !== undefined);
  return runs.toSorted((a, b) => b.queuedAt.localeCompare(a.queuedAt))[0];
}

export function isUnderWay(run: Pick<SyncRun, "status"> | undefined): boolean {
  return run?.status === "pending" || run?.status === "running";
}

/** `Web shop / Database`: what the platform calls it, as far as that is known. */
export function destinationWords(
  { destination, connection }: Pick<Sync, "destination" | "connection">,
  apps: readonly ConnectableApp[] | undefined,
): string {
  const fields = apps?.find(({ app }) => app === connection.app)?.variables?.destinationFields;
  const named = fields?.map(({ name, nameField }) => destination[nameField ?? name] ?? destination[name]);
  return (named ?? namesIn(destination)).filter(Boolean).join(" / ");
}

/** Where it is not known what the fields mean: an id is left out when its name stands beside it. */
function namesIn(destination: Sync["destination"]): string[] {
  const isNamed = (field: string) => field.endsWith("Id") && destination[field.replace(/Id$/, "Name")];
  return Object.entries(destination).flatMap(([field, value]) => (isNamed(field) ? [] : [value]));
}
