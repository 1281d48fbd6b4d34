import { sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";

/**
 * Keeps the token as it stands until this transaction ends: whoever ends it, or a key of it, waits and then finds what was
 * derived. Many may derive at once.
 */
export async function keepToken(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx
    .selectFrom("token")
    .select("id")
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .forShare()
    .executeTakeFirst();
}

interface MadeBy {
  readonly orgId: string;
  /** A token, for what was derived from it; a trust rule, for what it issued. */
  readonly creatorId: string;
  readonly now: Date;
  readonly max: number;
}

/** Whether so many short-lived tokens are alive that no more may be. */
export async function hasTooMany(db: Db, { orgId, creatorId, now, max }: MadeBy): Promise<boolean> {
  const last = await db
    .selectFrom("token")
    .select("id")
    .where("org_id", "=", orgId)
    .where("creator_id", "=", creatorId)
    // As the index has it.
    .where(({ or, eb }) =>
      or([eb("derived_from", "is not", null), eb("creator_type", "=", sql.lit("trust_rule"))]),
    )
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .offset(max - 1)
    .limit(1)
    .executeTakeFirst();
  return last !== undefined;
}
