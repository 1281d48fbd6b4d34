import type { IdSet } from "@keywright/policy";
import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import { isReached } from "../db/id-set.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";
import { DUPLICATE, sqlState } from "../db/sql-state.ts";
import type { TeamKey } from "../teams/team-key.ts";

/** A connection with what people want to see beside it: its project, and who made it. */
export type ConnectionRow = Selectable<Schema["app_connection"]> & {
  project_slug: string | null;
  creator_name: string | null;
};

export interface ConnectionFilter {
  /** Of the project-bound ones, those of these projects. */
  readonly reach: IdSet;
  readonly app?: string | undefined;
  readonly projectId?: string | undefined;
}

function connectionsWithNames(db: Db) {
  return db
    .selectFrom("app_connection as connection")
    .leftJoin("project", (join) =>
      join
        .onRef("project.org_id", "=", "connection.org_id")
        .onRef("project.id", "=", "connection.project_id"),
    )
    .leftJoin("token", (join) =>
      join.onRef("token.org_id", "=", "connection.org_id").onRef("token.id", "=", "connection.creator_id"),
    )
    .leftJoin("member", (join) =>
      join.onRef("member.org_id", "=", "connection.org_id").onRef("member.id", "=", "connection.creator_id"),
    )
    .selectAll("connection")
    .select("project.slug as project_slug")
    .select(({ fn }) => fn.coalesce("token.name", "member.name", "member.email").as("creator_name"));
}

function matching(db: Db, { orgId, teamId }: TeamKey, { reach, app, projectId }: ConnectionFilter) {
  let query = connectionsWithNames(db)
    .where("connection.org_id", "=", orgId)
    .where("connection.team_id", "=", teamId);
  if (app !== undefined) query = query.where("connection.app", "=", app);
  if (projectId !== undefined) query = query.where("connection.project_id", "=", projectId);
  return query.where(({ ref }) => isReached(ref("connection.project_id"), reach));
}

export async function listConnectionRows(
  db: Db,
  team: TeamKey,
  filter: ConnectionFilter,
  { beforeId, limit, offset }: Window,
): Promise<ConnectionRow[]> {
  return matching(db, team, filter)
    .where("connection.id", "<", beforeId)
    .orderBy("connection.id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function listConnectionRowsByName(
  db: Db,
  team: TeamKey,
  filter: ConnectionFilter,
  limit: number,
): Promise<ConnectionRow[]> {
  return matching(db, team, filter).orderBy("connection.name").limit(limit).execute();
}

export async function findConnection(db: Db, team: TeamKey, id: string): Promise<ConnectionRow | undefined> {
  return connectionsWithNames(db)
    .where("connection.org_id", "=", team.orgId)
    .where("connection.team_id", "=", team.teamId)
    .where("connection.id", "=", id)
    .executeTakeFirst();
}

export async function findConnectionByName(
  db: Db,
  team: TeamKey,
  name: string,
): Promise<ConnectionRow | undefined> {
  return connectionsWithNames(db)
    .where("connection.org_id", "=", team.orgId)
    .where("connection.team_id", "=", team.teamId)
    .where("connection.name", "=", name)
    .executeTakeFirst();
}

/** For those who have been told of it by a row of theirs. */
export async function findConnectionOfOrg(
  db: Db,
  orgId: string,
  id: string,
): Promise<ConnectionRow | undefined> {
  return connectionsWithNames(db)
    .where("connection.org_id", "=", orgId)
    .where("connection.id", "=", id)
    .executeTakeFirst();
}

/** For callers who name a connection alone, and by that its team. */
export async function findTeamOfConnection(db: Db, orgId: string, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("app_connection")
    .select("team_id")
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.team_id;
}

export async function findConnectionForUpdate(
  tx: Tx,
  team: TeamKey,
  id: string,
): Promise<ConnectionRow | undefined> {
  await tx
    .selectFrom("app_connection")
    .select("id")
    .where("org_id", "=", team.orgId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return findConnection(tx, team, id);
}

/** False when the team has a connection of this name. */
export async function insertConnection(tx: Tx, row: Insertable<Schema["app_connection"]>): Promise<boolean> {
  const inserted = await tx
    .insertInto("app_connection")
    .values(row)
    .onConflict((conflict) => conflict.columns(["org_id", "team_id", "name"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** False when the team has another connection of this name; then nothing more can be done in this transaction. */
export async function updateConnection(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["app_connection"]>,
): Promise<boolean> {
  try {
    await tx
      .updateTable("app_connection")
      .set(fields)
      .where("org_id", "=", orgId)
      .where("id", "=", id)
      .execute();
    return true;
  } catch (error) {
    if (sqlState(error) !== DUPLICATE) throw error;
    return false;
  }
}

export async function deleteConnectionRow(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx.deleteFrom("app_connection").where("org_id", "=", orgId).where("id", "=", id).execute();
}

export async function countConnectionRows(
  db: Db,
  { orgId, projectId }: { readonly orgId: string; readonly projectId: string },
): Promise<number> {
  const { count } = await db
    .selectFrom("app_connection")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("org_id", "=", orgId)
    .where("project_id", "=", projectId)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Takes the connection whose check is due for longest, and puts off its next one, so that no other server makes the same.
 * Concerns every organization: the installation checks for all of them.
 */
export async function claimDueConnection(
  tx: Tx,
  { now, nextCheckAt }: { readonly now: Date; readonly nextCheckAt: Date },
): Promise<Selectable<Schema["app_connection"]> | undefined> {
  return tx
    .updateTable("app_connection")
    .set({ next_check_at: nextCheckAt })
    .where("id", "=", (eb) =>
      eb
        .selectFrom("app_connection")
        .select("id")
        .where("next_check_at", "<=", now)
        .orderBy("next_check_at")
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
}

/** Of the credentials that were asked with: others may have come meanwhile. */
export async function noteUnchangedHealth(
  tx: Tx,
  { org_id, id, version }: Pick<ConnectionRow, "org_id" | "id" | "version">,
  checkedAt: Date,
): Promise<void> {
  await tx
    .updateTable("app_connection")
    .set({ checked_at: checkedAt })
    .where("org_id", "=", org_id)
    .where("id", "=", id)
    .where("version", "=", version)
    .execute();
}

/** The latest time stays, whatever order two uses are noted in. */
export async function noteConnectionUse(tx: Tx, orgId: string, id: string, at: Date): Promise<void> {
  await tx
    .updateTable("app_connection")
    .set({ last_used_at: sql`greatest(last_used_at, ${at}::timestamptz)` })
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .execute();
}
