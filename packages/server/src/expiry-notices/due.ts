import type { Database, Tx } from "../db/database.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Mailer } from "../sign-in/mail.ts";
import { EXPIRY_LETTERS } from "./letters.ts";
import { look, type Looked } from "./look.ts";
import { EXPIRY_MESSAGES } from "./messages.ts";
import { claimTokens, type LookedToken, noteLooks } from "./queries.ts";
import { readersOf } from "./readers.ts";

const AT_ONCE_MAX = 100;
const AT_A_TIME_MAX = 2000;

export interface DueDeps {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly mailer: Pick<Mailer, "canSend">;
}

/**
 * Gives the notices that are due. Of several servers one looks at each token. That notice has been given changes nothing
 * that anybody could see or do, so it leaves no audit event.
 */
export async function giveDueNotices(deps: DueDeps, now: Date, until: AbortSignal): Promise<void> {
  for (let looked = 0; looked < AT_A_TIME_MAX && !until.aborted; looked += AT_ONCE_MAX) {
    if ((await lookAtSome(deps, now)) < AT_ONCE_MAX) return;
  }
}

/** Ordered where it is noted: a notice that was noted is sent, and one that was not comes again. */
async function lookAtSome(deps: DueDeps, now: Date): Promise<number> {
  return deps.database.kysely.transaction().execute(async (tx) => {
    const seen = (await claimTokens(tx, { now, limit: AT_ONCE_MAX })).map((token) => ({
      token,
      ...lookAt(token, now),
    }));
    const notes = seen.map(({ token: { org_id, id, noticed_days }, give, lookAt }) => ({
      org_id,
      id,
      noticed_days: give ?? noticed_days,
      notice_look_at: lookAt,
    }));
    if (notes.length > 0) await noteLooks(tx, notes);
    for (const { token, give } of seen) if (give !== null) await order(tx, deps, token, give);
    return seen.length;
  });
}

function lookAt(token: LookedToken, now: Date): Looked {
  const { created_at: createdAt, expires_at: expiresAt, noticed_days: noticedDays } = token;
  if (token.has_ended || expiresAt === null || expiresAt <= now) return { give: null, lookAt: null };
  return look({ createdAt, expiresAt, noticedDays, days: token.is_suspended ? [] : token.days }, now);
}

async function order(tx: Tx, { jobs, mailer }: DueDeps, token: LookedToken, days: number): Promise<void> {
  const { org_id: orgId, id: tokenId } = token;
  if (token.connection_id !== null) await jobs.enqueue({ tx }, EXPIRY_MESSAGES, { orgId, tokenId, days });
  if (!token.by_mail || !mailer.canSend) return;
  for (const memberId of await readersOf(tx, token)) {
    await jobs.enqueue({ tx }, EXPIRY_LETTERS, { orgId, tokenId, memberId });
  }
}
