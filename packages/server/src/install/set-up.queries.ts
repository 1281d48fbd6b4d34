import type { Insertable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

export async function hasPeople(db: Db): Promise<boolean> {
  return (await db.selectFrom("user").select("id").limit(1).executeTakeFirst()) !== undefined;
}

export async function insertSetupLink(tx: Tx, row: Insertable<Schema["setup_link"]>): Promise<void> {
  await tx.insertInto("setup_link").values(row).execute();
}

export async function findSetupLink(db: Db, secretHash: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom("setup_link")
    .select("expires_at")
    .where("secret_hash", "=", secretHash)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return row !== undefined;
}

/** All, or those that have expired. */
export async function deleteSetupLinks(tx: Tx, { expiredBy }: { expiredBy?: Date } = {}): Promise<void> {
  let query = tx.deleteFrom("setup_link");
  if (expiredBy) query = query.where("expires_at", "<=", expiredBy);
  await query.execute();
}
