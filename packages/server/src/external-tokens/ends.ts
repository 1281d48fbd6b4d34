import type { Authority } from "../authority/authority.ts";
import { transact, type Work } from "../changes/work.ts";
import { Refusal } from "../refusal.ts";
import { endThere } from "./end-there.ts";
import { eventOn } from "./event.ts";
import { type ExternalKeyRow, findExternalKey, updateExternalKey } from "./key-queries.ts";
import { forgetOrder } from "./orders.ts";
import type { PlatformDeps } from "./platform.ts";
import {
  type ExternalTokenRow,
  findExternalTokenRow,
  lockExternalTokenRow,
  updateExternalToken,
} from "./queries.ts";

const TRY_AGAIN_AFTER_MS = 60_000;
const TRY_AGAIN_AFTER_MAX_MS = 6 * 3600_000;

export interface EndingDeps extends PlatformDeps {
  readonly authority: Authority;
  readonly noteActivity: (orgId: string) => void;
}

interface Noted {
  readonly change: (work: Work) => Promise<void>;
  readonly after: { readonly ended: string } | { readonly failing: string };
}

const CALLER = { type: "system", name: "external-tokens" } as const;

/** Has the platform end a key that is due, or whatever an interrupted order has left there; says so when it does not. */
export async function endKey(deps: EndingDeps, key: ExternalKeyRow, until?: AbortSignal): Promise<void> {
  const token = await findExternalTokenRow(deps.database.kysely, key.org_id, key.external_token_id);
  if (!token) return;
  try {
    await endThere(deps, token, key, until);
  } catch (error) {
    // Who goes away has not been refused.
    if (until?.aborted) return;
    if (!(error instanceof Refusal)) throw error;
    return noteNotEnded(deps, token, key, error.message);
  }
  if (key.state === "issuing") return forgetIssuing(deps, token, key);
  // As it was announced: no more than that a key expires.
  if (key.message === null) return endQuietly(deps, key);
  await note(deps, token, key, { change: (work) => endKeyRow(work, key), after: { ended: key.id } });
}

export async function endKeyRow(work: Work, { org_id, id }: ExternalKeyRow): Promise<void> {
  await updateExternalKey(work.tx, org_id, id, endedFields(work.now));
}

function endedFields(endedAt: Date) {
  return {
    state: "ended",
    data_key_id: null,
    ciphertext: null,
    next_try_at: null,
    message: null,
    ended_at: endedAt,
  } as const;
}

async function endQuietly({ database, noteActivity }: EndingDeps, key: ExternalKeyRow): Promise<void> {
  const now = new Date();
  await database.kysely
    .transaction()
    .execute((tx) => updateExternalKey(tx, key.org_id, key.id, endedFields(now)));
  noteActivity(key.org_id);
}

async function forgetIssuing(deps: EndingDeps, token: ExternalTokenRow, key: ExternalKeyRow): Promise<void> {
  const isNew = token.issued_at === null;
  await forgetOrder(deps, { orgId: key.org_id, tokenId: token.id, keyId: key.id, isNew });
}

/** That it still has not is no news; when it is tried again is written down all the same. */
async function noteNotEnded(
  deps: EndingDeps,
  token: ExternalTokenRow,
  key: ExternalKeyRow,
  message: string,
): Promise<void> {
  const isNews = key.state === "issuing" || key.message !== message;
  if (isNews) {
    const change = (work: Work) => keepFailing(work, token, key, message);
    return note(deps, token, key, { change, after: { failing: message } });
  }
  const again = { attempts: key.attempts + 1, next_try_at: nextTry(key, new Date()) };
  await deps.database.kysely.transaction().execute((tx) => updateExternalKey(tx, key.org_id, key.id, again));
}

/** What was ordered, and cannot be ended, is there for all to see. */
export async function keepFailing(
  work: Work,
  { issued_at }: ExternalTokenRow,
  key: ExternalKeyRow,
  message: string,
): Promise<void> {
  const { tx, now } = work;
  await updateExternalKey(tx, key.org_id, key.id, {
    state: "ending",
    data_key_id: null,
    ciphertext: null,
    ends_at: key.ends_at ?? now,
    attempts: key.attempts + 1,
    next_try_at: nextTry(key, now),
    message,
  });
  if (issued_at === null)
    await updateExternalToken(tx, key.org_id, key.external_token_id, { issued_at: now, revoked_at: now });
}

/** That what has replaced it has not arrived everywhere: until it has, the old key is left as it is. */
export async function noteUndelivered(deps: EndingDeps, key: ExternalKeyRow, message: string): Promise<void> {
  const token = await findExternalTokenRow(deps.database.kysely, key.org_id, key.external_token_id);
  if (!token || key.message === message) return;
  const change = (work: Work) => updateExternalKey(work.tx, key.org_id, key.id, { message });
  await note(deps, token, key, { change, after: { failing: message } });
}

function nextTry({ attempts }: ExternalKeyRow, now: Date): Date {
  const waitMs = Math.min(TRY_AGAIN_AFTER_MAX_MS, TRY_AGAIN_AFTER_MS * 2 ** Math.min(attempts, 20));
  return new Date(now.getTime() + waitMs);
}

/** Writes it down, unless somebody else has ended the key meanwhile. */
async function note(
  { database, authority, noteActivity }: EndingDeps,
  { org_id, team_id, id }: ExternalTokenRow,
  key: ExternalKeyRow,
  { change, after }: Noted,
): Promise<void> {
  const team = authority.state.orgs.byId(org_id)?.teams.byId(team_id);
  if (!team) return;
  try {
    await transact(database, { now: new Date(), caller: CALLER }, async (work) => {
      const row = await lockExternalTokenRow(work.tx, org_id, id);
      const current = await findExternalKey(work.tx, org_id, key.id);
      if (!row || !current || current.state === "ended") throw new Refusal("not_found");
      await change(work);
      const action = row.revoked_at === null ? "external-token.rotate" : "external-token.revoke";
      work.recordEvent({ ...eventOn(row, team), action, after });
      await work.finish();
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return;
  }
  noteActivity(org_id);
}
