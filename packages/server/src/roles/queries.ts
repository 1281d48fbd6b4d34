import type { Change } from "@keywright/verifier";
import type { Insertable, Selectable, Updateable } from "kysely";
import { sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";
import { roleChange } from "./role-change.ts";
import type { TeamKey } from "../teams/team-key.ts";

export type RoleRow = Selectable<Schema["role"]>;

/** A team, or with `teamId` null the organization itself. */
export interface Level {
  readonly orgId: string;
  readonly teamId: string | null;
}

/** Live roles only: a deleted role is a name on ended tokens, nothing more. */
function liveRoles(db: Db, { orgId, teamId }: Level) {
  return db
    .selectFrom("role")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("team_id", teamId === null ? "is" : "=", teamId)
    .where("deleted_at", "is", null);
}

export async function listRoleRows(
  db: Db,
  level: Level,
  { beforeId, limit, offset }: Window,
): Promise<RoleRow[]> {
  return liveRoles(db, level)
    .where("id", "<", beforeId)
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function findRoleBySlug(db: Db, level: Level, slug: string): Promise<RoleRow | undefined> {
  return liveRoles(db, level).where("slug", "=", slug).executeTakeFirst();
}

/** It is not deleted before commit: whoever deletes it afterwards finds what was made of it. */
export async function keepRoleBySlug(tx: Tx, level: Level, slug: string): Promise<RoleRow | undefined> {
  return liveRoles(tx, level).where("slug", "=", slug).forKeyShare().executeTakeFirst();
}

/** By internal id, whatever its level; live roles only. */
export async function findRoleById(db: Db, orgId: string, id: string): Promise<RoleRow | undefined> {
  return db
    .selectFrom("role")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
}

export async function findRoleForUpdate(tx: Tx, level: Level, slug: string): Promise<RoleRow | undefined> {
  return liveRoles(tx, level).where("slug", "=", slug).forUpdate().executeTakeFirst();
}

/** Undefined when a live role has the slug. */
export async function insertRole(tx: Tx, row: Insertable<Schema["role"]>): Promise<RoleRow | undefined> {
  return tx
    .insertInto("role")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["org_id", "team_id", "slug"]).where("deleted_at", "is", null).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
}

export async function updateRole(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["role"]>,
): Promise<RoleRow> {
  return tx
    .updateTable("role")
    .set(fields)
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Ends every hold on the role; answers how many there were. */
export async function deleteHolds(tx: Tx, orgId: string, roleId: string): Promise<number> {
  const rows = await tx
    .deleteFrom("role_member")
    .where("org_id", "=", orgId)
    .where("role_id", "=", roleId)
    .returning("member_id")
    .execute();
  return rows.length;
}

/** Live roles whose restriction names this id, locked. Ids are long and random: their text occurs nowhere else. */
export async function findRolesNaming(tx: Tx, orgId: string, id: string): Promise<RoleRow[]> {
  return tx
    .selectFrom("role")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("deleted_at", "is", null)
    .where(sql<boolean>`position(${`"${id}"`} in restrictions::text) > 0`)
    .orderBy("id")
    .forUpdate()
    .execute();
}

function projectsBySlug(db: Db, { orgId, teamId }: TeamKey, slugs: readonly string[]) {
  return db
    .selectFrom("project")
    .select(["id", "slug"])
    .where("org_id", "=", orgId)
    .where("team_id", "=", teamId)
    .where("slug", "in", slugs);
}

const idsBySlug = (rows: readonly { id: string; slug: string }[]) =>
  new Map(rows.map((row) => [row.slug, row.id]));

export async function findProjectIds(
  db: Db,
  team: TeamKey,
  slugs: readonly string[],
): Promise<Map<string, string>> {
  return idsBySlug(slugs.length === 0 ? [] : await projectsBySlug(db, team, slugs).execute());
}

/** None of them is deleted before commit: whoever deletes one afterwards finds the role that names it. */
export async function keepProjectIds(
  tx: Tx,
  team: TeamKey,
  slugs: readonly string[],
): Promise<Map<string, string>> {
  if (slugs.length === 0) return new Map();
  return idsBySlug(await projectsBySlug(tx, team, slugs).orderBy("id").forKeyShare().execute());
}

/** None of them is deleted before commit. */
export async function keepTeamIds(
  tx: Tx,
  orgId: string,
  slugs: readonly string[],
): Promise<Map<string, string>> {
  if (slugs.length === 0) return new Map();
  const rows = await tx
    .selectFrom("team")
    .select(["id", "slug"])
    .where("org_id", "=", orgId)
    .where("slug", "in", slugs)
    .orderBy("id")
    .forKeyShare()
    .execute();
  return idsBySlug(rows);
}

/** How many active tokens each of these roles has. */
export async function countTokensOfRoles(
  db: Db,
  orgId: string,
  roleIds: readonly string[],
  now: Date,
): Promise<Map<string, number>> {
  if (roleIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("token")
    .select(["role_id", sql<number>`count(*)::int`.as("count")])
    .where("org_id", "=", orgId)
    .where("role_id", "in", roleIds)
    .where("revoked_at", "is", null)
    .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
    .groupBy("role_id")
    .execute();
  return new Map(rows.map(({ role_id, count }) => [role_id, count]));
}

/** How many members hold each of these roles. */
export async function countMembersOfRoles(
  db: Db,
  orgId: string,
  roleIds: readonly string[],
): Promise<Map<string, number>> {
  if (roleIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("role_member")
    .select(["role_id", sql<number>`count(*)::int`.as("count")])
    .where("org_id", "=", orgId)
    .where("role_id", "in", roleIds)
    .groupBy("role_id")
    .execute();
  return new Map(rows.map(({ role_id, count }) => [role_id, count]));
}

/** By name: the roles of a level, up to so many. */
export async function listRolesByName(db: Db, level: Level, limit: number): Promise<RoleRow[]> {
  return liveRoles(db, level)
    .orderBy(sql`lower(name) collate "C"`)
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** For the snapshot: every live role of the installation. */
export async function roleChanges(db: Db): Promise<Change[]> {
  const rows = await db.selectFrom("role").selectAll().where("deleted_at", "is", null).execute();
  return rows.map(roleChange);
}
