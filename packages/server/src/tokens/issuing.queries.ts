import { sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";

/** Keeps these locks apart from all others of their kind. */
const LOCK_CLASS = 4600_0002;

/**
 * Until commit; many at once. An advisory lock and no row lock: it is queued for fairly, so that whoever floods us with
 * requests to issue cannot put off their own revocation.
 */
export async function joinIssuing(tx: Tx, orgId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${LOCK_CLASS}, hashtext(${orgId}))`.execute(tx);
}

/** Until commit nobody issues in this organization; who is issuing now is waited for. */
export async function holdOffIssuing(tx: Tx, orgId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(${orgId}))`.execute(tx);
}

export async function isRevoked(db: Db, orgId: string, tokenId: string): Promise<boolean> {
  const row = await db
    .selectFrom("token")
    .select("revoked_at")
    .where("org_id", "=", orgId)
    .where("id", "=", tokenId)
    .executeTakeFirst();
  return row === undefined || row.revoked_at !== null;
}
