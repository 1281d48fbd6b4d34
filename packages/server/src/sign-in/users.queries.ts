import type { Insertable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export async function findUserByEmail(db: Db, email: string): Promise<UserRow | undefined> {
  return db.selectFrom("user").select(["id", "name", "email"]).where("email", "=", email).executeTakeFirst();
}

/** False when the address has one already. */
export async function insertUser(tx: Tx, row: Insertable<Schema["user"]>): Promise<boolean> {
  const inserted = await tx
    .insertInto("user")
    .values(row)
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function insertCredential(tx: Tx, row: Insertable<Schema["credential"]>): Promise<void> {
  await tx.insertInto("credential").values(row).execute();
}
