import type { Change, Revision } from "@keywright/verifier";
import { sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import { json } from "../db/json.ts";

export const CHANGE_CHANNEL = "keywright_change";

/** Takes the next revision: the row stays locked until commit, so the next taker sees everything up to this one. */
export async function appendChange(
  tx: Tx,
  { orgId, at, changes }: { orgId: string | null; at: Date; changes: Change[] },
): Promise<number> {
  const { value } = await tx
    .updateTable("revision")
    .set({ value: sql<number>`value + 1` })
    .returning("value")
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("change")
    .values({ revision: value, org_id: orgId, at, changes: json(changes) })
    .execute();
  await sql`select pg_notify(${CHANGE_CHANNEL}, ${String(value)})`.execute(tx);
  return value;
}

export async function currentRevision(db: Db): Promise<number> {
  const { value } = await db.selectFrom("revision").select("value").executeTakeFirstOrThrow();
  return value;
}

export async function revisionsAfter(db: Db, revision: number, limit: number): Promise<Revision[]> {
  const rows = await db
    .selectFrom("change")
    .select(["revision", "org_id", "changes"])
    .where("revision", ">", revision)
    .orderBy("revision")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ revision: row.revision, orgId: row.org_id, changes: row.changes }));
}
