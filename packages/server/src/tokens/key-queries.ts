import type { Selectable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";

export type KeyRow = Selectable<Schema["token_key"]>;

export async function listKeyRows(
  db: Db,
  orgId: string,
  tokenId: string,
  { beforeId, limit, offset }: Window,
): Promise<KeyRow[]> {
  return db
    .selectFrom("token_key")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("token_id", "=", tokenId)
    .where("id", "<", beforeId)
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

/** Keys that work at this moment, the oldest first. */
export async function listActiveKeys(db: Db, orgId: string, tokenId: string, now: Date): Promise<KeyRow[]> {
  return listActiveKeysOf(db, orgId, [tokenId], now);
}

/** The same of several tokens. */
export async function listActiveKeysOf(
  db: Db,
  orgId: string,
  tokenIds: readonly string[],
  now: Date,
): Promise<KeyRow[]> {
  if (tokenIds.length === 0) return [];
  return db
    .selectFrom("token_key")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("token_id", "in", tokenIds)
    .where(({ or, eb }) => or([eb("ends_at", "is", null), eb("ends_at", ">", now)]))
    .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
    .orderBy("id")
    .execute();
}

export async function insertKey(tx: Tx, row: KeyRow): Promise<void> {
  await tx.insertInto("token_key").values(row).execute();
}

export async function setKeyEnd(
  tx: Tx,
  orgId: string,
  tokenId: string,
  id: string,
  endsAt: Date,
): Promise<void> {
  await tx
    .updateTable("token_key")
    .set({ ends_at: endsAt })
    .where("org_id", "=", orgId)
    .where("token_id", "=", tokenId)
    .where("id", "=", id)
    .execute();
}

/** A key with its token, for signing it again. */
export async function findKeyToRestore(db: Db, orgId: string, keyId: string) {
  return db
    .selectFrom("token_key")
    .innerJoin("token", (join) =>
      join.onRef("token.org_id", "=", "token_key.org_id").onRef("token.id", "=", "token_key.token_id"),
    )
    .selectAll("token")
    .select([
      "token_key.id as key_id",
      "token_key.kid as key_kid",
      "token_key.issued_at as key_issued_at",
      "token_key.expires_at as key_expires_at",
    ])
    .where("token_key.org_id", "=", orgId)
    .where("token_key.id", "=", keyId)
    .executeTakeFirst();
}
