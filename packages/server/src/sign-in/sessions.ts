import { SESSION_IDLE_SECONDS } from "@keywright/contract";
import type { Database, Tx } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { type CookieSignature, readSessionCookie } from "./cookie.ts";
import { findSession, keepSession, markSessionUsed } from "./queries.ts";

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
      if (!row) throw sessionEnded();
      const idleMs = now.getTime() - row.used_at.getTime();
      if (row.expires_at <= now || idleMs > SESSION_IDLE_SECONDS * 1000) throw sessionEnded();
      if (!tx && idleMs > MARK_EVERY_MS) inBackground(markUsed(row.session_id, now));
      return {
        userId: row.user_id,
        name: row.name,
        email: row.email,
        twoFactor: row.two_factor_enabled,
        sessionId: row.session_id,
        sessionEndsAt: row.expires_at,
        ssoOrgId: row.sso_org_id,
      };
    },
  };

  function markUsed(id: string, now: Date): Promise<void> {
    return database.kysely.transaction().execute((tx) => markSessionUsed(tx, id, now));
  }
}

function sessionEnded(): Refusal {
  return new Refusal("session_ended", { detail: "The session has ended. Sign in again." });
}
