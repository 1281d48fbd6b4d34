import type { PublicJwk } from "@keywright/verifier";
import type { Insertable, Selectable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

export type SigningKeyRow = Selectable<Schema["signing_key"]>;

export async function listSigningKeyRows(db: Db): Promise<SigningKeyRow[]> {
  return db.selectFrom("signing_key").selectAll().orderBy("created_at", "desc").orderBy("kid").execute();
}

export async function publicSigningKeys(db: Db): Promise<PublicJwk[]> {
  const rows = await db
    .selectFrom("signing_key")
    .select("public_jwk")
    .orderBy("created_at")
    .orderBy("kid")
    .execute();
  return rows.map((row) => row.public_jwk);
}

export async function findCurrentSigningKey(db: Db): Promise<SigningKeyRow | undefined> {
  return db.selectFrom("signing_key").selectAll().where("state", "=", "current").executeTakeFirst();
}

export async function findSigningKey(db: Db, kid: string): Promise<SigningKeyRow | undefined> {
  return db.selectFrom("signing_key").selectAll().where("kid", "=", kid).executeTakeFirst();
}

export async function insertSigningKey(tx: Tx, row: Insertable<Schema["signing_key"]>): Promise<void> {
  await tx.insertInto("signing_key").values(row).execute();
}

/** Moves every key of one state to another; answers whether there was one. */
export async function moveSigningKey(
  tx: Tx,
  from: SigningKeyRow["state"],
  to: SigningKeyRow["state"],
): Promise<string | undefined> {
  const row = await tx
    .updateTable("signing_key")
    .set({ state: to })
    .where("state", "=", from)
    .returning("kid")
    .executeTakeFirst();
  return row?.kid;
}

/** Drops keys that no longer sign and whose last token has ended. */
export async function deleteSpentSigningKeys(tx: Tx, now: Date): Promise<string[]> {
  const rows = await tx
    .deleteFrom("signing_key")
    .where("state", "=", "previous")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("token_key")
            .select("token_key.id")
            .whereRef("token_key.kid", "=", "signing_key.kid")
            .where((key) => key.or([key("expires_at", "is", null), key("expires_at", ">", now)])),
        ),
      ),
    )
    .returning("kid")
    .execute();
  return rows.map((row) => row.kid);
}
