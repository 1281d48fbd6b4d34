import type { Db } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import type { SeesSync } from "./place.ts";
import { countSyncRows, listSyncsByConnection, listSyncsOfSource, type Sync } from "./queries.ts";

export async function refuseConnectionInUse(
  db: Db,
  { orgId, connectionId }: { readonly orgId: string; readonly connectionId: string },
  sees: SeesSync,
): Promise<void> {
  const syncs = await listSyncsByConnection(db, orgId, connectionId);
  if (syncs.length === 0) return;
  throw new Refusal("app_connection_in_use", {
    detail: `The app connection is used by ${named(syncs, sees)}. ${first(syncs, "connection")}`,
  });
}

export async function refuseGroupInUse(
  db: Db,
  { orgId, groupId }: { readonly orgId: string; readonly groupId: string },
  sees: SeesSync,
): Promise<void> {
  const syncs = await listSyncsOfSource(db, orgId, { source_group_id: groupId });
  if (syncs.length === 0) return;
  throw new Refusal("secret_group_in_use", {
    detail: `The secret group is delivered by ${named(syncs, sees)}. ${first(syncs, "source")}`,
  });
}

export async function countSyncs(db: Db, orgId: string, projectId: string): Promise<number> {
  return countSyncRows(db, orgId, projectId);
}

function first({ length }: readonly Sync[], other: string): string {
  const them = length === 1 ? "it" : "them";
  return `Delete ${them} first, or give ${them} another ${other}.`;
}

/** By name those that the caller may know of; the others are counted. */
function named(syncs: readonly Sync[], sees: SeesSync): string {
  const seen = syncs.filter(sees).map(({ name }) => `'${name}'`);
  const others = syncs.length - seen.length;
  const hidden = others === 0 ? [] : [`${others} that you may not see`];
  return `${syncs.length === 1 ? "the sync" : "the syncs"} ${[...seen, ...hidden].join(", ")}`;
}
