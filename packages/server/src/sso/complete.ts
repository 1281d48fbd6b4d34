import type { Authority } from "../authority/authority.ts";
import type { Origin } from "../caller.ts";
import type { Database } from "../db/database.ts";
import type { SignIn } from "../sign-in/sign-in.ts";
import { attemptOf, type Attempt, hashState, isStateOf } from "./attempt.ts";
import { takeAttempt } from "./attempts.queries.ts";
import type { SsoClients } from "./clients.ts";
import type { Issuers } from "./issuers.ts";
import { identify } from "./identify.ts";
import { findSsoOfSlug } from "./queries.ts";
import { SsoRefusal } from "./sso-refusal.ts";
import { startedBefore } from "./start.ts";

export interface CompleteDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly issuers: Issuers;
  readonly clients: SsoClients;
  readonly signIn: SignIn;
}

interface Return {
  /** The organization's slug, of the address that the browser came back to. */
  readonly org: string;
  readonly query: URLSearchParams;
  /** Of the browser that comes back; undefined if it has not begun anything. */
  readonly attemptSecret: string | undefined;
  readonly now: Date;
  readonly origin: Origin;
}

/** The browser comes back from the issuer. Answers the cookies of a new session. */
export async function completeSignIn(
  deps: CompleteDeps,
  { org, query, attemptSecret, now, origin }: Return,
): Promise<readonly string[]> {
  const { database, issuers, clients, signIn } = deps;
  const attempt = readAttempt(attemptSecret, query);
  const sso = await findSsoOfSlug(database.kysely, org);
  if (!sso) throw new SsoRefusal("sso_state_invalid");
  await endAttempt(database, sso.org_id, attempt, now);
  const claims = await issuers.redeem(clients.of(sso), attempt, query);
  const identity = await identify(deps, { sso, claims, now, origin });
  return signIn.withIdentity(identity, origin).catch((error: unknown) => {
    // The identity went while its session was about to begin.
    throw new SsoRefusal("sso_failed", error);
  });
}

/** Somebody else's answer in this browser would sign its person in as somebody else. */
function readAttempt(secret: string | undefined, query: URLSearchParams): Attempt {
  const [state, ...more] = query.getAll("state");
  const attempt = secret === undefined ? undefined : attemptOf(secret);
  if (attempt && state !== undefined && more.length === 0 && isStateOf(attempt, state)) return attempt;
  throw new SsoRefusal("sso_state_invalid");
}

/** Whatever comes of it: an answer counts once. */
async function endAttempt(database: Database, orgId: string, { state }: Attempt, now: Date): Promise<void> {
  const taken = await database.kysely
    .transaction()
    .execute((tx) => takeAttempt(tx, orgId, hashState(state), startedBefore(now)));
  if (!taken) throw new SsoRefusal("sso_state_invalid");
}
