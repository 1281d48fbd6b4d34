import { EMAIL_MAX_LENGTH, SIGN_IN_ATTEMPTS_MAX, SIGN_IN_LOCK_SECONDS } from "@keywright/contract";
import type { Database } from "../db/database.ts";
import { countAttempt, forgetAttempts } from "./attempts.queries.ts";

export type AttemptOutcome = "allowed" | "locked" | "just-locked";

/** Guesses at one account's password, wherever they come from. Addresses that nobody has are locked just the same. */
export interface Attempts {
  /** Counted before the password is looked at: many at once are as many. */
  begin(email: string, now: Date): Promise<AttemptOutcome>;
  succeed(email: string): Promise<void>;
}

export function createAttempts({ kysely }: Database): Attempts {
  const keyOf = (email: string) => email.toLowerCase().slice(0, EMAIL_MAX_LENGTH);
  return {
    async begin(email, now) {
      const since = new Date(now.getTime() - SIGN_IN_LOCK_SECONDS * 1000);
      const attempt = { email: keyOf(email), now, since, max: SIGN_IN_ATTEMPTS_MAX };
      const count = await kysely.transaction().execute((tx) => countAttempt(tx, attempt));
      if (count <= SIGN_IN_ATTEMPTS_MAX) return "allowed";
      return count === SIGN_IN_ATTEMPTS_MAX + 1 ? "just-locked" : "locked";
    },
    async succeed(email) {
      await kysely.transaction().execute((tx) => forgetAttempts(tx, keyOf(email)));
    },
  };
}
