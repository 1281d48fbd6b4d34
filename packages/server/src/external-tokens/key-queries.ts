import type { Insertable, Selectable, Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";
import { DUPLICATE, sqlState } from "../db/sql-state.ts";

export type ExternalKeyRow = Selectable<Schema["external_token_key"]>;

/** Of these tokens, what the platform may still accept. Newest first. */
export async function listUnendedKeys(
  db: Db,
  orgId: string,
  tokenIds: readonly string[],
): Promise<ExternalKeyRow[]> {
  if (tokenIds.length === 0) return [];
  return db
    .selectFrom("external_token_key")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("external_token_id", "in", tokenIds)
    .where("state", "!=", "ended")
    .orderBy("id", "desc")
    .execute();
}

export async function findExternalKey(
  db: Db,
  orgId: string,
  id: string,
): Promise<ExternalKeyRow | undefined> {
  return db
    .selectFrom("external_token_key")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function findLiveKey(
  db: Db,
  orgId: string,
  tokenId: string,
): Promise<ExternalKeyRow | undefined> {
  return db
    .selectFrom("external_token_key")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("external_token_id", "=", tokenId)
    .where("state", "=", "live")
    .executeTakeFirst();
}

/** False when another order for the token is under way; then nothing more can be done in this transaction. */
export async function insertExternalKey(
  tx: Tx,
  row: Insertable<Schema["external_token_key"]>,
): Promise<boolean> {
  try {
    await tx.insertInto("external_token_key").values(row).execute();
    return true;
  } catch (error) {
    if (sqlState(error) !== DUPLICATE) throw error;
    return false;
  }
}

export async function updateExternalKey(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["external_token_key"]>,
): Promise<void> {
  await tx
    .updateTable("external_token_key")
    .set(fields)
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .execute();
}

/** Not one that has been filled meanwhile. */
export async function deleteIssuingKey(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx
    .deleteFrom("external_token_key")
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .where("state", "=", "issuing")
    .execute();
}

/**
 * Takes the key that has been due for longest, and puts off its next turn, so that no other server takes it too. Concerns
 * every organization: the installation does this for all of them.
 */
export async function claimDueExternalKey(
  tx: Tx,
  { now, nextTryAt }: { readonly now: Date; readonly nextTryAt: Date },
): Promise<ExternalKeyRow | undefined> {
  return tx
    .updateTable("external_token_key")
    .set({ next_try_at: nextTryAt })
    .where("id", "=", (eb) =>
      eb
        .selectFrom("external_token_key")
        .select("id")
        .where("next_try_at", "<=", now)
        .orderBy("next_try_at")
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
}
