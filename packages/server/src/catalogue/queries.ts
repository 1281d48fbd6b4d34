import type { CatalogueEntry } from "@keywright/policy";
import { sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";

export interface PermissionRow extends CatalogueEntry {
  readonly removed: boolean;
}

/** Until commit nobody else changes the catalogue; reading goes on. */
export async function lockCatalogue(tx: Tx): Promise<void> {
  await sql`lock table permission in share row exclusive mode`.execute(tx);
}

/** Removed ones included: their bits are taken for ever. */
export async function listPermissionRows(db: Db): Promise<PermissionRow[]> {
  return db.selectFrom("permission").selectAll().orderBy("bit").execute();
}

export async function catalogueEntries(db: Db): Promise<CatalogueEntry[]> {
  return db
    .selectFrom("permission")
    .select(["permission", "bit", "origin", "sensitive", "publishable", "deprecated"])
    .where("removed", "=", false)
    .orderBy("bit")
    .execute();
}

export async function upsertPermission(tx: Tx, row: PermissionRow): Promise<void> {
  const { permission, bit, ...flags } = row;
  await tx
    .insertInto("permission")
    .values({ permission, bit, ...flags })
    .onConflict((conflict) => conflict.column("permission").doUpdateSet(flags))
    .execute();
}

interface RoleHoldingPermission {
  readonly org: string;
  readonly team: string | null;
  readonly slug: string;
  readonly permissions: Record<string, readonly string[]>;
}

/** Every live role of the installation with its permission patterns: who would lose something. */
export async function listRolePatterns(db: Db): Promise<RoleHoldingPermission[]> {
  return db
    .selectFrom("role")
    .innerJoin("org", "org.id", "role.org_id")
    .leftJoin("team", (join) =>
      join.onRef("team.org_id", "=", "role.org_id").onRef("team.id", "=", "role.team_id"),
    )
    .select(["org.slug as org", "team.slug as team", "role.slug as slug", "role.permissions as permissions"])
    .where("role.deleted_at", "is", null)
    .orderBy("org.slug")
    .orderBy("team.slug")
    .orderBy("role.slug")
    .execute() as unknown as Promise<RoleHoldingPermission[]>;
}
