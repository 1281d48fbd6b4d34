import { sql } from "kysely";
import type { Tx } from "../db/database.ts";

interface Attempt {
  readonly email: string;
  readonly now: Date;
  /** Whoever goes on beyond does not put off the end of it: nobody can be kept out for ever by a stranger. */
  readonly max: number;
  /** Attempts before this count no more. */
  readonly since: Date;
}

/** Counts one more attempt, and answers how many there have been; those long ago are forgotten. */
export async function countAttempt(tx: Tx, { email, now, max, since }: Attempt): Promise<number> {
  await tx.deleteFrom("sign_in_attempt").where("last_at", "<", since).execute();
  const { count } = await tx
    .insertInto("sign_in_attempt")
    .values({ email, count: 1, last_at: now })
    .onConflict((conflict) =>
      conflict.column("email").doUpdateSet({
        count: sql<number>`sign_in_attempt.count + 1`,
        last_at: sql<Date>`case when sign_in_attempt.count < ${max} then excluded.last_at else sign_in_attempt.last_at end`,
      }),
    )
    .returning("count")
    .executeTakeFirstOrThrow();
  return count;
}

export async function forgetAttempts(tx: Tx, email: string): Promise<void> {
  await tx.deleteFrom("sign_in_attempt").where("email", "=", email).execute();
}
