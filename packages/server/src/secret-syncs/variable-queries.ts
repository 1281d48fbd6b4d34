import type { Selectable } from "kysely";
import { anyOf } from "../db/any-of.ts";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";
import type { SyncKey } from "./run-queries.ts";

type Variable = Selectable<Schema["sync_variable"]>;

export async function listVariables(
  db: Db,
  { orgId, syncId }: SyncKey,
): Promise<Pick<Variable, "name" | "delivered" | "tried">[]> {
  return db
    .selectFrom("sync_variable")
    .select(["name", "delivered", "tried"])
    .where("org_id", "=", orgId)
    .where("sync_id", "=", syncId)
    .execute();
}

/** That these are about to be written. */
export async function noteTried(
  tx: Tx,
  { orgId, syncId }: SyncKey,
  tried: ReadonlyMap<string, string>,
): Promise<void> {
  if (tried.size === 0) return;
  const rows = [...tried].map(([name, fingerprint]) => ({
    org_id: orgId,
    sync_id: syncId,
    name,
    delivered: null,
    tried: fingerprint,
  }));
  await tx
    .insertInto("sync_variable")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(["org_id", "sync_id", "name"])
        .doUpdateSet(({ ref }) => ({ tried: ref("excluded.tried") })),
    )
    .execute();
}

/** That these, and no others, are there now. */
export async function noteDelivered(
  tx: Tx,
  key: SyncKey,
  delivered: ReadonlyMap<string, string>,
): Promise<void> {
  await forgetVariables(tx, key);
  if (delivered.size === 0) return;
  const { orgId: org_id, syncId: sync_id } = key;
  const rows = [...delivered].map(([name, fingerprint]) => ({
    org_id,
    sync_id,
    name,
    delivered: fingerprint,
    tried: null,
  }));
  await tx.insertInto("sync_variable").values(rows).execute();
}

/** All of them, or those of these names. */
export async function forgetVariables(
  tx: Tx,
  { orgId, syncId }: SyncKey,
  names?: readonly string[],
): Promise<void> {
  let query = tx.deleteFrom("sync_variable").where("org_id", "=", orgId).where("sync_id", "=", syncId);
  if (names) query = query.where("name", "=", anyOf(names));
  await query.execute();
}
