import { sql } from "kysely";
import type { Tx } from "../db/database.ts";

export async function forgetAttemptsBefore(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom("user_code_attempt").where("last_at", "<", before).execute();
}

/** Counts one more, and answers how many; the row stays locked, so that many at once are as many. */
export async function countAttempt(tx: Tx, subject: string, now: Date, max: number): Promise<number> {
  const { count } = await tx
    .insertInto("user_code_attempt")
    .values({ subject, count: 1, last_at: now })
    .onConflict((conflict) =>
      conflict.column("subject").doUpdateSet({
        count: sql<number>`least(user_code_attempt.count, ${max}) + 1`,
        // Whoever goes on while locked out does not put off the end of it.
        last_at: sql<Date>`case when user_code_attempt.count < ${max} then excluded.last_at else user_code_attempt.last_at end`,
      }),
    )
    .returning("count")
    .executeTakeFirstOrThrow();
  return count;
}

/** It was right after all. */
export async function takeBackAttempt(tx: Tx, subject: string): Promise<void> {
  await tx
    .updateTable("user_code_attempt")
    .set({ count: sql<number>`user_code_attempt.count - 1` })
    .where("subject", "=", subject)
    .execute();
}
