import { createHash } from "node:crypto";
import { uuidOf } from "../../ids.ts";
import type { SyncRow } from "../../secret-syncs/syncs.ts";
import type { RunRow } from "../../secret-syncs/run-queries.ts";
import { showOptions } from "./sync-fields.ts";
import { pathOf } from "./sync-folder.ts";

export interface ShownSync {
  readonly row: SyncRow;
  /** The last of each kind. */
  readonly runs: readonly RunRow[];
}

/** A token has neither folder nor environment. */
export function showSync({ row, runs }: ShownSync) {
  const { source_group_id: groupId, group_slug: group } = row;
  const folder = groupId !== null && group !== null && { id: uuidOf(groupId), path: pathOf(group) };
  return {
    id: uuidOf(row.id),
    name: row.name,
    description: row.description,
    isAutoSyncEnabled: row.automatic,
    version: row.generation,
    projectId: row.project_id && uuidOf(row.project_id),
    folderId: folder ? folder.id : null,
    connectionId: uuidOf(row.connection_id),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...showRuns(row, runs),
    syncOptions: showOptions(row),
    connection: { app: row.app, name: row.connection_name, id: uuidOf(row.connection_id) },
    environment: showEnvironment(row),
    folder: folder || null,
    destination: row.app,
    destinationConfig: row.destination,
  };
}

function showRuns(row: SyncRow, runs: readonly RunRow[]) {
  const [sync, imported, removed] = (["sync", "import", "remove"] as const).map((kind) =>
    runs.find((run) => run.sync_id === row.id && run.kind === kind),
  );
  return {
    syncStatus: sync?.status ?? null,
    lastSyncJobId: sync ? uuidOf(sync.id) : null,
    lastSyncMessage: sync?.message ?? null,
    lastSyncedAt: row.last_synced_at?.toISOString() ?? null,
    importStatus: imported?.status ?? null,
    lastImportJobId: imported ? uuidOf(imported.id) : null,
    lastImportMessage: imported?.message ?? null,
    lastImportedAt: endOf(imported),
    removeStatus: removed?.status ?? null,
    lastRemoveJobId: removed ? uuidOf(removed.id) : null,
    lastRemoveMessage: removed?.message ?? null,
    lastRemovedAt: endOf(removed),
  };
}

function endOf(run: RunRow | undefined): string | null {
  return run?.status === "succeeded" ? (run.ended_at?.toISOString() ?? null) : null;
}

/** Environments are names, and have no ids: here they need one, the same each time. */
function showEnvironment({ project_id: projectId, group_environment: slug }: SyncRow) {
  if (projectId === null || slug === null) return null;
  return { slug, name: slug, id: uuidNamed(uuidOf(projectId), slug) };
}

/** Version 5 of RFC 9562: made from a name in a space of names. */
function uuidNamed(space: string, name: string): string {
  const bytes = createHash("sha1")
    .update(Buffer.from(space.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex", 0, 16);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
