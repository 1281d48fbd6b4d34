import type { Change } from "@keywright/verifier";
import type { Insertable, Selectable, Updateable } from "kysely";
import { sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";
import { roleChange } from "./role-change.ts";

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

export async function findProjectIds(
  db: Db,
  level: { orgId: string; teamId: string },
  slugs: readonly string[],
) {
  if (slugs.length === 0) return new Map<string, string>();
  const rows = await db
    .selectFrom("project")
    .select(["id", "slug"])
    .where("org_id", "=", level.orgId)
    .where("team_id", "=", level.teamId)
    .where("slug", "in", slugs)
    .execute();
  return new Map(rows.map((row) => [row.slug, row.id]));
}

export async function findTeamIds(
  db: Db,
  orgId: string,
  slugs: readonly string[],
): Promise<Map<string, string>> {
  if (slugs.length === 0) return new Map();
  const rows = await db
    .selectFrom("team")
    .select(["id", "slug"])
    .where("org_id", "=", orgId)
    .where("slug", "in", slugs)
    .execute();
  return new Map(rows.map((row) => [row.slug, row.id]));
}

/** For the snapshot: every live role of the installation. */
export async function roleChanges(db: Db): Promise<Change[]> {
  const rows = await db.selectFrom("role").selectAll().where("deleted_at", "is", null).execute();
  return rows.map(roleChange);
}
