import type { IdSet } from "@keywright/policy";
import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import { isReached } from "../db/id-set.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";
import { DUPLICATE, sqlState } from "../db/sql-state.ts";
import type { TeamKey } from "../teams/team-key.ts";

export type Sync = Selectable<Schema["sync"]>;

/** A sync with what people want to see beside it: where it is from, where it goes, and who made it. */
export type SyncRow = Sync & {
  project_slug: string | null;
  group_slug: string | null;
  group_name: string | null;
  group_environment: string | null;
  token_name: string | null;
  external_token_name: string | null;
  connection_name: string;
  app: string;
  creator_name: string | null;
};

export interface SyncFilter {
  /** Of the project-bound ones, those of these projects. */
  readonly reach: IdSet;
  readonly app?: string | undefined;
  readonly name?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly projectId?: string | undefined;
  /** The slug, in the project. */
  readonly secretGroupId?: string | undefined;
  readonly tokenId?: string | undefined;
  readonly externalTokenId?: string | undefined;
  /** Of the last run. */
  readonly status?: string | undefined;
}

function syncsWithNames(db: Db) {
  return db
    .selectFrom("sync")
    .innerJoin("app_connection as connection", (join) =>
      join.onRef("connection.org_id", "=", "sync.org_id").onRef("connection.id", "=", "sync.connection_id"),
    )
    .leftJoin("project", (join) =>
      join.onRef("project.org_id", "=", "sync.org_id").onRef("project.id", "=", "sync.project_id"),
    )
    .leftJoin("secret_group as group", (join) =>
      join.onRef("group.org_id", "=", "sync.org_id").onRef("group.id", "=", "sync.source_group_id"),
    )
    .leftJoin("token", (join) =>
      join.onRef("token.org_id", "=", "sync.org_id").onRef("token.id", "=", "sync.source_token_id"),
    )
    .leftJoin("external_token", (join) =>
      join
        .onRef("external_token.org_id", "=", "sync.org_id")
        .onRef("external_token.id", "=", "sync.source_external_token_id"),
    )
    .leftJoin("token as creator", (join) =>
      join.onRef("creator.org_id", "=", "sync.org_id").onRef("creator.id", "=", "sync.creator_id"),
    )
    .leftJoin("member", (join) =>
      join.onRef("member.org_id", "=", "sync.org_id").onRef("member.id", "=", "sync.creator_id"),
    )
    .selectAll("sync")
    .select([
      "project.slug as project_slug",
      "group.slug as group_slug",
      "group.name as group_name",
      "group.environment as group_environment",
      "token.name as token_name",
      "external_token.name as external_token_name",
      "connection.name as connection_name",
      "connection.app as app",
    ])
    .select(({ fn }) => fn.coalesce("creator.name", "member.name", "member.email").as("creator_name"));
}

function lastStatus() {
  return sql<string>`(
    select run.status from sync_run as run
    where run.org_id = sync.org_id and run.sync_id = sync.id order by run.id desc limit 1
  )`;
}

export async function listSyncRows(
  db: Db,
  { orgId, teamId }: TeamKey,
  filter: SyncFilter,
  { beforeId, limit, offset }: Window,
): Promise<SyncRow[]> {
  const { reach, app, name, connectionId, projectId, secretGroupId, tokenId, externalTokenId, status } =
    filter;
  let query = syncsWithNames(db).where("sync.org_id", "=", orgId).where("sync.team_id", "=", teamId);
  if (app !== undefined) query = query.where("connection.app", "=", app);
  if (name !== undefined) query = query.where("sync.name", "=", name);
  if (connectionId !== undefined) query = query.where("sync.connection_id", "=", connectionId);
  if (projectId !== undefined) query = query.where("sync.project_id", "=", projectId);
  if (secretGroupId !== undefined) query = query.where("group.slug", "=", secretGroupId);
  if (tokenId !== undefined) query = query.where("sync.source_token_id", "=", tokenId);
  if (externalTokenId !== undefined)
    query = query.where("sync.source_external_token_id", "=", externalTokenId);
  if (status !== undefined) query = query.where(lastStatus(), "=", status);
  return query
    .where(({ ref }) => isReached(ref("sync.project_id"), reach))
    .where("sync.id", "<", beforeId)
    .orderBy("sync.id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function findSync(db: Db, { orgId, teamId }: TeamKey, id: string): Promise<SyncRow | undefined> {
  return syncsWithNames(db)
    .where("sync.org_id", "=", orgId)
    .where("sync.team_id", "=", teamId)
    .where("sync.id", "=", id)
    .executeTakeFirst();
}

/** For callers who name a sync alone, and by that its team. */
export async function findTeamOfSync(db: Db, orgId: string, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("sync")
    .select("team_id")
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.team_id;
}

/** For runs, which know their sync and not its team. */
export async function findSyncOfOrg(db: Db, orgId: string, id: string): Promise<SyncRow | undefined> {
  return syncsWithNames(db).where("sync.org_id", "=", orgId).where("sync.id", "=", id).executeTakeFirst();
}

/** Runs may be asked for meanwhile: their foreign key does not wait for this. */
export async function lockSync(tx: Tx, orgId: string, id: string): Promise<Sync | undefined> {
  return tx
    .selectFrom("sync")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** False when the team has a sync of this name. */
export async function insertSync(tx: Tx, row: Insertable<Schema["sync"]>): Promise<boolean> {
  const inserted = await tx
    .insertInto("sync")
    .values(row)
    .onConflict((conflict) => conflict.columns(["org_id", "team_id", "name"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** False when the team has another sync of this name; then nothing more can be done in this transaction. */
export async function updateSync(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["sync"]>,
): Promise<boolean> {
  try {
    await tx.updateTable("sync").set(fields).where("org_id", "=", orgId).where("id", "=", id).execute();
    return true;
  } catch (error) {
    if (sqlState(error) !== DUPLICATE) throw error;
    return false;
  }
}

export async function deleteSyncRow(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx.deleteFrom("sync").where("org_id", "=", orgId).where("id", "=", id).execute();
}

type SourceKey =
  | Record<"source_group_id", string>
  | Record<"source_token_id", string>
  | Record<"source_external_token_id", string>;

export async function listSyncsOfSource(db: Db, orgId: string, source: SourceKey): Promise<Sync[]> {
  const [column, id] = Object.entries(source)[0] as [keyof Sync & `source_${string}_id`, string];
  return db
    .selectFrom("sync")
    .selectAll()
    .where("org_id", "=", orgId)
    .where(column, "=", id)
    .orderBy("id")
    .execute();
}

export async function listSyncsThrough(db: Db, orgId: string, connectionId: string): Promise<Sync[]> {
  return db
    .selectFrom("sync")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("connection_id", "=", connectionId)
    .orderBy("id")
    .execute();
}

/** Those that deliver through a connection, or tell of failures by it. */
export async function listSyncsByConnection(db: Db, orgId: string, connectionId: string): Promise<Sync[]> {
  return db
    .selectFrom("sync")
    .selectAll()
    .where("org_id", "=", orgId)
    .where((eb) =>
      eb.or([eb("connection_id", "=", connectionId), eb("notice_connection_id", "=", connectionId)]),
    )
    .orderBy("id")
    .execute();
}

export async function listSyncsTo(
  db: Db,
  orgId: string,
  destinationHash: string,
): Promise<(Sync & { team_slug: string })[]> {
  return db
    .selectFrom("sync")
    .innerJoin("team", (join) =>
      join.onRef("team.org_id", "=", "sync.org_id").onRef("team.id", "=", "sync.team_id"),
    )
    .selectAll("sync")
    .select("team.slug as team_slug")
    .where("sync.org_id", "=", orgId)
    .where("sync.destination_hash", "=", destinationHash)
    .orderBy("sync.id")
    .execute();
}

/** Keeps these locks apart from all others of their kind. */
const LOCK_CLASS = 4600_0004;

/** Until commit nobody else makes a sync to this destination. */
export async function lockDestination(tx: Tx, destinationHash: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(${destinationHash}))`.execute(tx);
}

export async function countSyncRows(db: Db, orgId: string, projectId: string): Promise<number> {
  const { count } = await db
    .selectFrom("sync")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("org_id", "=", orgId)
    .where("project_id", "=", projectId)
    .executeTakeFirstOrThrow();
  return count;
}
