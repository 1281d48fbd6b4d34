import { SSO_ATTEMPT_SECONDS } from "@keywright/contract";
import type { Origin } from "../caller.ts";
import type { Database } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { type Attempt, hashState, newAttempt } from "./attempt.ts";
import { countAttempts, deleteAttemptsBefore, insertAttempt } from "./attempts.queries.ts";
import type { SsoClients } from "./clients.ts";
import { domainOf } from "./enforcement.ts";
import type { Issuers } from "./issuers.ts";
import { findSsoOfDomain } from "./queries.ts";
import { SsoRefusal } from "./sso-refusal.ts";

/** From one address: a whole office on a Monday morning, but not a flood. */
const ATTEMPTS_MAX = 100;
const ATTEMPTS_WINDOW_MS = 60_000;

interface StartDeps {
  readonly database: Database;
  readonly issuers: Issuers;
  readonly clients: SsoClients;
}

interface Start {
  readonly email: string;
  readonly now: Date;
  readonly origin: Origin;
}

/** By the domain alone: who exists is not looked up, so nobody learns it. */
export async function startSignIn(
  { database, issuers, clients }: StartDeps,
  { email, now, origin }: Start,
): Promise<{ url: string; attempt: Attempt }> {
  const sso = await findSsoOfDomain(database.kysely, domainOf(email));
  if (!sso) {
    throw new Refusal("not_found", { detail: "No organization signs in people of this domain." });
  }
  const attempt = newAttempt();
  await keepAttempt(database, {
    orgId: sso.org_id,
    state: attempt.state,
    now,
    clientAddress: origin.ip ?? "",
  });
  const url = await issuers.signInUrl(clients.of(sso), attempt, email).catch((error: unknown) => {
    if (!(error instanceof SsoRefusal)) throw error;
    throw new Refusal("issuer_unavailable", {
      detail: "The identity provider of your organization does not answer as it should. Try again later.",
    });
  });
  return { url, attempt };
}

interface NewAttempt {
  readonly orgId: string;
  readonly state: string;
  readonly now: Date;
  readonly clientAddress: string;
}

/** Before the issuer is asked anything, so that the limit protects it too. */
async function keepAttempt(
  database: Database,
  { orgId, state, now, clientAddress }: NewAttempt,
): Promise<void> {
  await database.kysely.transaction().execute(async (tx) => {
    await deleteAttemptsBefore(tx, startedBefore(now));
    const begun = await countAttempts(tx, clientAddress, new Date(now.getTime() - ATTEMPTS_WINDOW_MS));
    if (begun >= ATTEMPTS_MAX) throw new Refusal("too_many_sign_ins", { detail: "Try again in a minute." });
    const row = {
      org_id: orgId,
      state_hash: hashState(state),
      client_address: clientAddress,
      started_at: now,
    };
    await insertAttempt(tx, row);
  });
}

/** What was begun earlier has taken too long. */
export function startedBefore(now: Date): Date {
  return new Date(now.getTime() - SSO_ATTEMPT_SECONDS * 1000);
}
