import type { api, BodyOf } from "@keywright/contract";
import { hasId } from "@keywright/policy";
import { actorType, callerId } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import { newId } from "../ids.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { keepTeam } from "../teams/keep-team.ts";
import { requireReached } from "../teams/team-place.ts";
import { type ChosenDestination, chooseDestination, chooseNotices } from "./chosen-destination.ts";
import { type ChosenSource, chooseSource } from "./chosen-source.ts";
import { refuseConflict } from "./conflicts.ts";
import { auditFields, eventOn } from "./event.ts";
import type { Maker } from "./maker.ts";
import { readOwned, toColumns } from "./owned.ts";
import { seesSyncs, type SyncPlace } from "./place.ts";
import { deleteSyncRow, findSync, findTeamOfSync, insertSync, lockSync, type SyncRow } from "./queries.ts";
import { requestRun } from "./runs.ts";

type NewSync = BodyOf<typeof api.createSync>;

/** What a sync is, when its maker has been asked for all that it takes. */
export interface Chosen {
  readonly source: ChosenSource;
  readonly target: ChosenDestination;
  readonly projectId: string | null;
}

export type WhatAndWhere = Pick<NewSync, "source" | "connectionId" | "destination" | "initialBehavior">;

export async function readSync(db: Db, place: SyncPlace, id: string): Promise<SyncRow> {
  return requireReached(place, await findSync(db, place, id));
}

/** The id of the team that the sync belongs to, which says nothing about who may know of it. */
export async function teamOfSync(db: Db, orgId: string, id: string): Promise<string | undefined> {
  return findTeamOfSync(db, orgId, id);
}

export async function createSync(
  work: Work,
  maker: Maker,
  place: SyncPlace,
  body: NewSync,
): Promise<SyncRow> {
  const { tx, now } = work;
  await keepTeam(tx, place.orgId, place.teamId);
  const { source, target, projectId } = await choose(work, maker, place, body);
  await chooseNotices(work, maker, body.noticeConnectionId ?? null);
  const { environment, columns } = source;
  const keySchema = body.keySchema ?? null;
  const owned = readOwned({ variable: columns.variable, keySchema, environment });
  const { destination_hash: destinationHash } = target.columns;
  await refuseConflict(tx, { orgId: place.orgId, destinationHash, owned }, seesSyncs(maker));
  const id = newId("syn");
  const inserted = await insertSync(tx, {
    org_id: place.orgId,
    id,
    team_id: place.teamId,
    project_id: projectId,
    name: body.name,
    description: body.description ?? null,
    ...columns,
    ...target.columns,
    ...toColumns(owned),
    initial_behavior: body.initialBehavior,
    key_schema: keySchema,
    deletes: body.deletes,
    automatic: body.automatic,
    notice_connection_id: body.noticeConnectionId ?? null,
    generation: 1,
    settled: false,
    imported_generation: null,
    failing: false,
    last_synced_at: null,
    creator_type: actorType(work.caller),
    creator_id: callerId(work.caller),
    created_at: now,
    updated_at: now,
  });
  if (!inserted) throw nameTaken(body.name);
  const row = await readSync(tx, place, id);
  await requestRun(maker.jobs, work, row, { kind: "sync", trigger: "creation" });
  work.recordEvent({ ...eventOn(row, place.team), action: "sync.create", after: auditFields(row) });
  return row;
}

/** Asks of the maker what it takes to send this there. */
export async function choose(
  work: Work,
  maker: Maker,
  place: SyncPlace,
  { source: sourceChoice, connectionId, destination, initialBehavior }: WhatAndWhere,
): Promise<Chosen> {
  const imports = initialBehavior !== "overwrite";
  const source = await chooseSource(work, maker, sourceChoice, { imports });
  const target = await chooseDestination(work, maker, { connectionId, destination });
  const { variables, title } = target.connector;
  if (imports && variables?.reads !== "values" && variables?.reads !== "some values") {
    throw refuseField(
      "validation_failed",
      "initialBehavior",
      `${title} shows no values that could be imported.`,
    );
  }
  const projectId = source.projectId ?? target.connection.project_id;
  const isElsewhere = target.connection.project_id !== null && target.connection.project_id !== projectId;
  if (isElsewhere) {
    throw refuseField(
      "unknown_reference",
      "connectionId",
      "The app connection is another project's: it delivers from that project, and keys of tokens.",
    );
  }
  if (projectId !== null && !hasId(place.reach, projectId)) {
    throw refuseField("unknown_reference", "source", "There is none of this id here.");
  }
  return { source, target, projectId };
}

export async function deleteSync(work: Work, place: SyncPlace, id: string): Promise<{ id: string }> {
  const row = await lockReached(work, place, id);
  await deleteSyncRow(work.tx, place.orgId, id);
  work.recordEvent({ ...eventOn(row, place.team), action: "sync.delete", before: auditFields(row) });
  return { id };
}

export async function lockReached({ tx }: Work, place: SyncPlace, id: string): Promise<SyncRow> {
  await lockSync(tx, place.orgId, id);
  return readSync(tx, place, id);
}

export function nameTaken(name: string): Refusal {
  return refuseField("sync_exists", "name", `The team has a sync '${name}' already.`);
}

export type { SyncRow };
