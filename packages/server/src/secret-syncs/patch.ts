import type { api, BodyOf } from "@keywright/contract";
import { isDeepStrictEqual } from "node:util";
import type { Work } from "../changes/work.ts";
import { chooseNotices } from "./chosen-destination.ts";
import { choiceOf } from "./chosen-source.ts";
import { refuseConflict } from "./conflicts.ts";
import { auditFields, eventOn } from "./event.ts";
import type { Maker } from "./maker.ts";
import { readOwned, toColumns } from "./owned.ts";
import { seesSyncs, type SyncPlace } from "./place.ts";
import { type SyncRow, updateSync } from "./queries.ts";
import { requestRun } from "./runs.ts";
import { choose, lockReached, nameTaken, readSync, type WhatAndWhere } from "./syncs.ts";
import { forgetVariables } from "./variable-queries.ts";

type Patch = BodyOf<typeof api.patchSync>;

export async function patchSync(
  work: Work,
  maker: Maker,
  place: SyncPlace,
  { id, ...patch }: Patch & { readonly id: string },
): Promise<SyncRow> {
  const before = await lockReached(work, place, id);
  if (patch.noticeConnectionId != null && patch.noticeConnectionId !== before.notice_connection_id)
    await chooseNotices(work, maker, patch.noticeConnectionId);
  const other = await chooseAnew(work, maker, place, { before, patch });
  const updated = await updateSync(work.tx, place.orgId, id, {
    ...other?.columns,
    ...(patch.name !== undefined && { name: patch.name }),
    ...(patch.description !== undefined && { description: patch.description }),
    ...(patch.initialBehavior !== undefined && { initial_behavior: patch.initialBehavior }),
    ...(patch.deletes !== undefined && { deletes: patch.deletes }),
    ...(patch.automatic !== undefined && { automatic: patch.automatic }),
    ...(patch.noticeConnectionId !== undefined && { notice_connection_id: patch.noticeConnectionId }),
    updated_at: work.now,
  });
  if (!updated) throw nameTaken(patch.name ?? before.name);
  const row = await readSync(work.tx, place, id);
  if (other?.isElsewhere) await forgetVariables(work.tx, { orgId: place.orgId, syncId: id });
  if (isDue(before, row)) await requestRun(maker.jobs, work, row, { kind: "sync", trigger: "edit" });
  work.recordEvent({
    ...eventOn(row, place.team),
    action: "sync.update",
    before: auditFields(before),
    after: auditFields(row),
  });
  return row;
}

interface Editing {
  readonly before: SyncRow;
  readonly patch: Patch;
}

/** Undefined when the same goes to the same place as before: then nobody is asked for more than to edit the sync. */
async function chooseAnew(work: Work, maker: Maker, place: SyncPlace, { before, patch }: Editing) {
  const was = whatAndWhere(before);
  const given: WhatAndWhere & { keySchema: string | null } = {
    source: patch.source ?? was.source,
    connectionId: patch.connectionId ?? was.connectionId,
    destination: patch.destination ?? was.destination,
    initialBehavior: patch.initialBehavior ?? was.initialBehavior,
    keySchema: patch.keySchema === undefined ? was.keySchema : patch.keySchema,
  };
  if (isDeepStrictEqual(given, was)) return undefined;
  const { source, target, projectId } = await choose(work, maker, place, given);
  const { environment, columns } = source;
  const owned = readOwned({ variable: columns.variable, keySchema: given.keySchema, environment });
  const next = { ...columns, ...target.columns, ...toColumns(owned) };
  const isElsewhere = differs(before, next, ["destination_hash", "variable", "owned_prefix", "owned_suffix"]);
  if (isElsewhere) {
    const { destination_hash: destinationHash } = next;
    const candidate = { orgId: place.orgId, id: before.id, destinationHash, owned };
    await refuseConflict(work.tx, candidate, seesSyncs(maker));
  }
  const isOther = isElsewhere || differs(before, next, SOURCE_COLUMNS);
  return {
    isElsewhere,
    columns: {
      ...next,
      project_id: projectId,
      key_schema: given.keySchema,
      ...(isOther && { generation: before.generation + 1 }),
      ...(isElsewhere && { settled: false }),
      ...(given.initialBehavior !== was.initialBehavior && { imported_generation: null }),
    },
  };
}

const SOURCE_COLUMNS = [
  "source_group_id",
  "source_token_id",
  "source_external_token_id",
  "connection_id",
] as const;

function differs<Column extends keyof SyncRow>(
  before: SyncRow,
  next: Readonly<Record<Column, unknown>>,
  columns: readonly Column[],
): boolean {
  return columns.some((column) => before[column] !== next[column]);
}

function whatAndWhere(row: SyncRow): WhatAndWhere & { keySchema: string | null } {
  return {
    source: choiceOf(row),
    connectionId: row.connection_id,
    destination: row.destination,
    initialBehavior: row.initial_behavior,
    keySchema: row.key_schema,
  };
}

/** Whether the destination may lack something now, or have too much. */
function isDue(before: SyncRow, now: SyncRow): boolean {
  const isOther = now.generation !== before.generation;
  return isOther || (now.deletes && !before.deletes) || (now.automatic && !before.automatic);
}
