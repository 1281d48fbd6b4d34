import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";

export type Run = Selectable<Schema["sync_run"]>;

/** A run with the name of who asked for it. */
export type RunRow = Run & { actor_name: string | null };

export interface SyncKey {
  readonly orgId: string;
  readonly syncId: string;
}

function runsWithNames(db: Db, orgId: string) {
  return db
    .selectFrom("sync_run as run")
    .leftJoin("token", (join) =>
      join.onRef("token.org_id", "=", "run.org_id").onRef("token.id", "=", "run.actor_id"),
    )
    .leftJoin("member", (join) =>
      join.onRef("member.org_id", "=", "run.org_id").onRef("member.id", "=", "run.actor_id"),
    )
    .selectAll("run")
    .select(({ fn }) => fn.coalesce("token.name", "member.name", "member.email").as("actor_name"))
    .where("run.org_id", "=", orgId);
}

export async function listRunRows(
  db: Db,
  { orgId, syncId }: SyncKey,
  { beforeId, limit, offset }: Window,
): Promise<RunRow[]> {
  return runsWithNames(db, orgId)
    .where("run.sync_id", "=", syncId)
    .where("run.id", "<", beforeId)
    .orderBy("run.id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function findRun(db: Db, { orgId, syncId }: SyncKey, id: string): Promise<RunRow | undefined> {
  return runsWithNames(db, orgId)
    .where("run.sync_id", "=", syncId)
    .where("run.id", "=", id)
    .executeTakeFirst();
}

export async function findRuns(db: Db, orgId: string, ids: readonly string[]): Promise<RunRow[]> {
  return ids.length === 0 ? [] : runsWithNames(db, orgId).where("run.id", "in", ids).execute();
}

/** The last run of each kind. */
export async function listLastRuns(db: Db, orgId: string, syncIds: readonly string[]): Promise<RunRow[]> {
  if (syncIds.length === 0) return [];
  return runsWithNames(db, orgId)
    .distinctOn(["run.sync_id", "run.kind"])
    .where("run.sync_id", "in", syncIds)
    .orderBy("run.sync_id")
    .orderBy("run.kind")
    .orderBy("run.id", "desc")
    .execute();
}

/**
 * The run, or the one that waits already; that one has all its attempts anew. Either way it begins after this transaction,
 * and so sees what this one has written.
 */
export async function insertRun(tx: Tx, row: Insertable<Schema["sync_run"]>): Promise<Run> {
  return tx
    .insertInto("sync_run")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["org_id", "sync_id", "kind"])
        .where("status", "=", "pending")
        .doUpdateSet({ attempts: 0 }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function runById(db: Db, orgId: string, id: string): Promise<Run | undefined> {
  return db
    .selectFrom("sync_run")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function lockRun(tx: Tx, orgId: string, id: string): Promise<Run | undefined> {
  return tx
    .selectFrom("sync_run")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

export async function lockPendingRun(
  tx: Tx,
  { orgId, syncId }: SyncKey,
  kind: Run["kind"],
): Promise<Run | undefined> {
  return tx
    .selectFrom("sync_run")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("sync_id", "=", syncId)
    .where("kind", "=", kind)
    .where("status", "=", "pending")
    .forUpdate()
    .executeTakeFirst();
}

export async function updateRun(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["sync_run"]>,
): Promise<void> {
  await tx.updateTable("sync_run").set(fields).where("org_id", "=", orgId).where("id", "=", id).execute();
}

/** Of all organizations. */
export async function listRunsUnderWay(db: Db): Promise<Run[]> {
  return db.selectFrom("sync_run").selectAll().where("status", "in", ["pending", "running"]).execute();
}

/** Keeps the newest, and whatever has not ended. */
export async function forgetOldRuns(tx: Tx, { orgId, syncId }: SyncKey, kept: number): Promise<void> {
  await tx
    .deleteFrom("sync_run")
    .where("org_id", "=", orgId)
    .where("sync_id", "=", syncId)
    .where("status", "in", ["succeeded", "failed"])
    .where(
      "id",
      "<",
      sql<string>`coalesce((
        select id from sync_run where org_id = ${orgId} and sync_id = ${syncId}
        order by id desc offset ${kept - 1} limit 1
      ), '')`,
    )
    .execute();
}
