import type { Change } from "@keywright/verifier";
import type { Insertable, Selectable, Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";

export type OrgRow = Selectable<Schema["org"]>;

/** Every organization of the installation, newest first: for the operator alone. */
export async function listOrgRows(db: Db, { beforeId, limit, offset }: Window): Promise<OrgRow[]> {
  return db
    .selectFrom("org")
    .selectAll()
    .where("id", "<", beforeId)
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function findOrg(db: Db, id: string): Promise<OrgRow | undefined> {
  return db.selectFrom("org").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findOrgBySlug(db: Db, slug: string): Promise<OrgRow | undefined> {
  return db.selectFrom("org").selectAll().where("slug", "=", slug).executeTakeFirst();
}

export async function findOrgForUpdate(tx: Tx, id: string): Promise<OrgRow | undefined> {
  return tx.selectFrom("org").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

export async function findOrgBySlugForUpdate(tx: Tx, slug: string): Promise<OrgRow | undefined> {
  return tx.selectFrom("org").selectAll().where("slug", "=", slug).forUpdate().executeTakeFirst();
}

/** Undefined when the installation has an organization of this slug already. */
export async function insertOrg(tx: Tx, row: Insertable<Schema["org"]>): Promise<OrgRow | undefined> {
  return tx
    .insertInto("org")
    .values(row)
    .onConflict((conflict) => conflict.column("slug").doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateOrg(tx: Tx, id: string, fields: Updateable<Schema["org"]>): Promise<OrgRow> {
  return tx.updateTable("org").set(fields).where("id", "=", id).returningAll().executeTakeFirstOrThrow();
}

/** Everything that belongs to it goes along by foreign keys; its audit events stay. */
export async function deleteOrgRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom("org").where("id", "=", id).execute();
}

/** For the snapshot: every organization of the installation. */
export async function orgChanges(db: Db): Promise<Change[]> {
  const rows = await db.selectFrom("org").select(["id", "slug", "suspended_at"]).execute();
  return rows.map(orgChange);
}

export function orgChange({ id, slug, suspended_at }: Pick<OrgRow, "id" | "slug" | "suspended_at">): Change {
  return { kind: "org_set", orgId: id, slug, suspended: suspended_at !== null };
}

/** The operator's organization, in whose audit events the installation's own affairs stand. */
export async function findHomeOrg(db: Db): Promise<Pick<OrgRow, "id" | "slug" | "name"> | undefined> {
  return db.selectFrom("org").select(["id", "slug", "name"]).where("home", "=", true).executeTakeFirst();
}

export async function isDeviceLoginOn(db: Db, orgId: string): Promise<boolean> {
  const row = await db.selectFrom("org").select("device_login").where("id", "=", orgId).executeTakeFirst();
  return row?.device_login === true;
}
