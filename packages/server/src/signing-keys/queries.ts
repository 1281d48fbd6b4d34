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

/** Who rotates next waits for this transaction, and then sees what it did. */
export async function lockSigningKeys(tx: Tx): Promise<void> {
  await tx.selectFrom("signing_key").select("kid").orderBy("kid").forUpdate().execute();
}

/** The current key becomes a previous one; answers its id. */
export async function retireCurrentSigningKey(tx: Tx, now: Date): Promise<string | undefined> {
  const row = await tx
    .updateTable("signing_key")
    .set({ state: "previous", retired_at: now })
    .where("state", "=", "current")
    .returning("kid")
    .executeTakeFirst();
  return row?.kid;
}

export async function signingKeyTimes(tx: Tx): Promise<Pick<SigningKeyRow, "state" | "created_at">[]> {
  return tx.selectFrom("signing_key").select(["state", "created_at"]).execute();
}

/** The published next key becomes the current one; answers its id. */
export async function promoteNextSigningKey(tx: Tx): Promise<string | undefined> {
  const row = await tx
    .updateTable("signing_key")
    .set({ state: "current" })
    .where("state", "=", "next")
    .returning("kid")
    .executeTakeFirst();
  return row?.kid;
}

/** Drops keys that no longer sign since before `retiredBefore` and whose last token has ended. */
export async function deleteSpentSigningKeys(
  tx: Tx,
  { now, retiredBefore }: { now: Date; retiredBefore: Date },
): Promise<string[]> {
  const rows = await tx
    .deleteFrom("signing_key")
    .where("state", "=", "previous")
    .where("retired_at", "<", retiredBefore)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("token_key")
            .innerJoin("token", (join) =>
              join
                .onRef("token.org_id", "=", "token_key.org_id")
                .onRef("token.id", "=", "token_key.token_id"),
            )
            .select("token_key.id")
            .whereRef("token_key.kid", "=", "signing_key.kid")
            .where("token.revoked_at", "is", null)
            .where(({ or, eb }) =>
              or([eb("token_key.expires_at", "is", null), eb("token_key.expires_at", ">", now)]),
            )
            .where(({ or, eb }) =>
              or([eb("token_key.ends_at", "is", null), eb("token_key.ends_at", ">", now)]),
            ),
        ),
      ),
    )
    .returning("kid")
    .execute();
  return rows.map((row) => row.kid);
}
