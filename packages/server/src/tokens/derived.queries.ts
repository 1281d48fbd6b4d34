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

interface Line {
  readonly orgId: string;
  /** The token or trust rule that the line began with. */
  readonly lineId: string;
  readonly now: Date;
  readonly max: number;
}

/** Whether so many of a line are alive that no more may be. */
export async function hasTooMany(db: Db, { orgId, lineId, now, max }: Line): Promise<boolean> {
  const last = await db
    .selectFrom("token")
    .select("id")
    .where("org_id", "=", orgId)
    .where("line_id", "=", lineId)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .offset(max - 1)
    .limit(1)
    .executeTakeFirst();
  return last !== undefined;
}
