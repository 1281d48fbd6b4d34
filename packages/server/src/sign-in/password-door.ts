import type { Origin } from "../caller.ts";
import type { Database } from "../db/database.ts";
import { recordArrival } from "./arrivals.ts";
import type { Attempts } from "./attempts.ts";
import { findUserByEmail } from "./users.queries.ts";

interface DoorDeps {
  readonly database: Database;
  readonly attempts: Attempts;
  /** Nobody waits for what is recorded: how long it takes would tell whether there is such a person. */
  readonly inBackground: (task: Promise<unknown>) => void;
}

interface Trying {
  readonly email: string;
  readonly origin: Origin;
}

/** What stands before the password: the lock of accounts at which too many have been tried. */
export function createPasswordDoor({ database, attempts, inBackground }: DoorDeps) {
  async function recordLock({ email, origin }: Trying, now: Date): Promise<void> {
    const user = await findUserByEmail(database.kysely, email.toLowerCase());
    if (user)
      await recordArrival(database, { userId: user.id, action: "member.sign-in-locked", origin, now });
  }

  return {
    /** Undefined while the account is locked, whatever the password is. */
    async attempt(trying: Trying, ask: () => Promise<Response>): Promise<Response | undefined> {
      const now = new Date();
      const outcome = await attempts.begin(trying.email, now);
      if (outcome === "just-locked") inBackground(recordLock(trying, now));
      if (outcome !== "allowed") return undefined;
      const answer = await ask();
      if (answer.ok) await attempts.succeed(trying.email);
      return answer;
    },
  };
}

export type PasswordDoor = ReturnType<typeof createPasswordDoor>;
