import { sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Level } from "../roles/queries.ts";
import { type Visible, visibleTokenIds } from "./list.queries.ts";

/** Keeps these locks apart from all others of their kind. */
const LOCK_CLASS = 4600_0007;

/** Until commit nobody else asks for this name here. */
export async function lockTokenName(tx: Tx, { orgId, teamId }: Level, name: string): Promise<void> {
  const key = JSON.stringify([orgId, teamId, name]);
  await sql`select pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(${key}))`.execute(tx);
}

/** Whether a living token has the name, of those that somebody may see. What is derived has a name in passing. */
export async function isNameTaken(
  db: Db,
  { level, visible, now }: { readonly level: Level; readonly visible: Visible; readonly now: Date },
  name: string,
): Promise<boolean> {
  const row = await visibleTokenIds(db, level, visible)
    .innerJoin("role", (join) =>
      join.onRef("role.org_id", "=", "token.org_id").onRef("role.id", "=", "token.role_id"),
    )
    .where("token.name", "=", name)
    .where("token.derived_from", "is", null)
    .where("token.revoked_at", "is", null)
    .where("role.deleted_at", "is", null)
    .where(({ or, eb }) => or([eb("token.expires_at", "is", null), eb("token.expires_at", ">", now)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
