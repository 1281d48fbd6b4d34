import type { Db, Tx } from "../db/database.ts";

export interface IdempotencySlot {
  readonly orgId: string;
  readonly principalId: string;
  readonly key: string;
}

/** Takes the slot; answers false when it is taken. A request under way with the same key is waited for. */
export async function takeSlot(
  tx: Tx,
  slot: IdempotencySlot,
  fingerprint: string,
  now: Date,
): Promise<boolean> {
  const row = await tx
    .insertInto("idempotency_key")
    .values({
      org_id: slot.orgId,
      principal_id: slot.principalId,
      key: slot.key,
      fingerprint,
      answer: null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("key")
    .executeTakeFirst();
  return row !== undefined;
}

interface Kept {
  readonly fingerprint: string;
  readonly answer: unknown;
}

/** One that is taken. */
export async function readSlot(tx: Tx, slot: IdempotencySlot): Promise<Kept> {
  const kept = await findSlot(tx, slot);
  if (!kept) throw new Error("a taken slot is missing");
  return kept;
}

export async function findSlot(db: Db, slot: IdempotencySlot): Promise<Kept | undefined> {
  return db
    .selectFrom("idempotency_key")
    .select(["fingerprint", "answer"])
    .where("org_id", "=", slot.orgId)
    .where("principal_id", "=", slot.principalId)
    .where("key", "=", slot.key)
    .executeTakeFirst();
}

export async function fillSlot(tx: Tx, slot: IdempotencySlot, answer: string): Promise<void> {
  await tx
    .updateTable("idempotency_key")
    .set({ answer })
    .where("org_id", "=", slot.orgId)
    .where("principal_id", "=", slot.principalId)
    .where("key", "=", slot.key)
    .execute();
}

export async function deleteSlotsBefore(tx: Tx, instant: Date): Promise<void> {
  await tx.deleteFrom("idempotency_key").where("created_at", "<", instant).execute();
}
