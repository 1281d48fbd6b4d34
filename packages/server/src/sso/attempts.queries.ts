import type { Insertable } from "kysely";
import type { Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

export async function deleteAttemptsBefore(tx: Tx, startedBefore: Date): Promise<void> {
  await tx.deleteFrom("sso_attempt").where("started_at", "<", startedBefore).execute();
}

export async function countAttempts(tx: Tx, clientAddress: string, since: Date): Promise<number> {
  const { count } = await tx
    .selectFrom("sso_attempt")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("client_address", "=", clientAddress)
    .where("started_at", ">", since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function insertAttempt(tx: Tx, row: Insertable<Schema["sso_attempt"]>): Promise<void> {
  await tx.insertInto("sso_attempt").values(row).execute();
}

/** Ends the attempt. False when it was none of the organization's, is over or too old. */
export async function takeAttempt(
  tx: Tx,
  orgId: string,
  stateHash: string,
  startedAfter: Date,
): Promise<boolean> {
  const taken = await tx
    .deleteFrom("sso_attempt")
    .where("org_id", "=", orgId)
    .where("state_hash", "=", stateHash)
    .where("started_at", ">", startedAfter)
    .returning("state_hash")
    .executeTakeFirst();
  return taken !== undefined;
}
