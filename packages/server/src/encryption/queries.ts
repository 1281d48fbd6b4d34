import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

export type DataKeyRow = Selectable<Schema["data_key"]>;

export async function findDataKey(db: Db, scope: string, id: string): Promise<DataKeyRow | undefined> {
  return db
    .selectFrom("data_key")
    .selectAll()
    .where("scope", "=", scope)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function findNewestDataKey(db: Db, scope: string): Promise<DataKeyRow | undefined> {
  return db
    .selectFrom("data_key")
    .selectAll()
    .where("scope", "=", scope)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}

export async function findOldestDataKey(db: Db, scope: string): Promise<DataKeyRow | undefined> {
  return db
    .selectFrom("data_key")
    .selectAll()
    .where("scope", "=", scope)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}

export async function insertDataKey(tx: Tx, row: DataKeyRow): Promise<void> {
  await tx.insertInto("data_key").values(row).execute();
}

export async function listDataKeysNotWrappedBy(tx: Tx, masterKeyId: string): Promise<DataKeyRow[]> {
  return tx
    .selectFrom("data_key")
    .selectAll()
    .where("master_key_id", "!=", masterKeyId)
    .orderBy("scope")
    .orderBy("id")
    .execute();
}

export async function setWrapped(tx: Tx, row: DataKeyRow): Promise<void> {
  await tx
    .updateTable("data_key")
    .set({ master_key_id: row.master_key_id, wrapped: row.wrapped })
    .where("scope", "=", row.scope)
    .where("id", "=", row.id)
    .execute();
}

/** Until this transaction ends nobody makes, removes or re-wraps a data key; reading goes on. */
export async function lockDataKeys(tx: Tx): Promise<void> {
  await sql`lock table data_key in share row exclusive mode`.execute(tx);
}

/** Until this transaction ends no `lockDataKeys` gets through; others may make data keys beside it. */
export async function holdOffDataKeyLock(tx: Tx): Promise<void> {
  await sql`lock table data_key in row exclusive mode`.execute(tx);
}

export async function listMasterKeyIdsInUse(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("data_key")
    .select("master_key_id")
    .distinct()
    .orderBy("master_key_id")
    .execute();
  return rows.map((row) => row.master_key_id);
}

export async function deleteDataKeyRows(tx: Tx, scope: string): Promise<void> {
  await tx.deleteFrom("data_key").where("scope", "=", scope).execute();
}
