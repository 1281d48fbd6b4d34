import { sql, type Insertable, type Selectable, type Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

export type LoginRequestRow = Selectable<Schema["login_request"]>;

/** Keeps these locks apart from all others of their kind. */
const LOCK_CLASS = 4600_0003;

/** Until commit nobody else begins from this address: many at once are as many. */
export async function lockAddress(tx: Tx, clientAddress: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(${clientAddress}))`.execute(tx);
}

export async function countBegun(tx: Tx, clientAddress: string, since: Date): Promise<number> {
  const { count } = await tx
    .selectFrom("login_request")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("client_address", "=", clientAddress)
    .where("created_at", ">", since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** False when another request shows the same user code. */
export async function insertLoginRequest(tx: Tx, row: Insertable<Schema["login_request"]>): Promise<boolean> {
  const inserted = await tx
    .insertInto("login_request")
    .values(row)
    .onConflict((conflict) => conflict.column("user_code").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findLoginRequest(db: Db, id: string): Promise<LoginRequestRow | undefined> {
  return db.selectFrom("login_request").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findWaitingDevice(
  db: Db,
  userCode: string,
  now: Date,
): Promise<LoginRequestRow | undefined> {
  return db
    .selectFrom("login_request")
    .selectAll()
    .where("user_code", "=", userCode)
    .where("status", "=", "pending")
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

/** Locks it: it is answered once, and traded once. */
export async function findLoginRequestForUpdate(tx: Tx, id: string): Promise<LoginRequestRow | undefined> {
  return tx.selectFrom("login_request").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

export async function findByCodeForUpdate(tx: Tx, codeHash: string): Promise<LoginRequestRow | undefined> {
  return tx
    .selectFrom("login_request")
    .selectAll()
    .where("code_hash", "=", codeHash)
    .forUpdate()
    .executeTakeFirst();
}

export async function updateLoginRequest(
  tx: Tx,
  id: string,
  fields: Updateable<Schema["login_request"]>,
): Promise<void> {
  await tx.updateTable("login_request").set(fields).where("id", "=", id).execute();
}

export async function endWaiting(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable("login_request")
    .set({ expires_at: now })
    .where("id", "=", id)
    .where("status", "in", ["pending", "approved"])
    .execute();
}
