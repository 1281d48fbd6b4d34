import { SESSION_IDLE_SECONDS } from "@keywright/contract";
import type { Database, Tx } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { type CookieSignature, readSessionCookie } from "./cookie.ts";
import {
  findSession,
  findSessionById,
  keepSession,
  keepSessionOfId,
  markSessionUsed,
  type SessionRow,
} from "./queries.ts";

/** Who has signed in, in whatever organization. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly twoFactor: boolean;
  readonly sessionId: string;
  readonly sessionEndsAt: Date;
  /** The organization that the session is good for, if it began with single sign-on; null: for all they are in. */
  readonly ssoOrgId: string | null;
}

export interface Sessions {
  /** Whose cookie this is; undefined without one. With `tx` the session stays until that has ended. */
  personOf(cookieHeader: string | undefined, now: Date, tx?: Tx): Promise<Person | undefined>;
  /** Whose session this is, for what they set going with it. It stays until `tx` has ended. */
  personOfSession(id: string, now: Date, tx: Tx): Promise<Person>;
}

/** Often enough for "last used", seldom enough to cost nothing. */
const MARK_EVERY_MS = 5 * 60_000;

/** Sessions are read from the database at every request: one that was ended is over with the next. */
export function createSessions(
  database: Database,
  signature: CookieSignature,
  inBackground: (task: Promise<unknown>) => void,
): Sessions {
  return {
    async personOf(cookieHeader, now, tx) {
      const cookie = readSessionCookie(cookieHeader, signature);
      if (cookie === undefined) return undefined;
      if (cookie === "forged") throw sessionEnded();
      if (tx) await keepSession(tx, cookie.token);
      const row = await findSession(tx ?? database.kysely, cookie.token);
      const person = personIn(row, now);
      if (row && !tx && idleMs(row, now) > MARK_EVERY_MS) inBackground(markUsed(row.session_id, now));
      return person;
    },

    async personOfSession(id, now, tx) {
      await keepSessionOfId(tx, id);
      return personIn(await findSessionById(tx, id), now);
    },
  };

  function markUsed(id: string, now: Date): Promise<void> {
    return database.kysely.transaction().execute((tx) => markSessionUsed(tx, id, now));
  }
}

function idleMs({ used_at }: SessionRow, now: Date): number {
  return now.getTime() - used_at.getTime();
}

function personIn(row: SessionRow | undefined, now: Date): Person {
  const stands = row && row.expires_at > now && idleMs(row, now) <= SESSION_IDLE_SECONDS * 1000;
  if (!stands) throw sessionEnded();
  return {
    userId: row.user_id,
    name: row.name,
    email: row.email,
    twoFactor: row.two_factor_enabled,
    sessionId: row.session_id,
    sessionEndsAt: row.expires_at,
    ssoOrgId: row.sso_org_id,
  };
}

function sessionEnded(): Refusal {
  return new Refusal("session_ended", { detail: "The session has ended. Sign in again." });
}
