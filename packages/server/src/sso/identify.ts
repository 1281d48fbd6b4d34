import { Email } from "@keywright/contract";
import type { Authority } from "../authority/authority.ts";
import type { Origin } from "../caller.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Database } from "../db/database.ts";
import { newId } from "../ids.ts";
import { arrive, findArrival } from "../members/arrival.ts";
import type { Identity } from "../sign-in/sign-in.ts";
import { domainOf } from "./enforcement.ts";
import { findIdentity, insertIdentity } from "./identities.queries.ts";
import type { Claims } from "./issuers.ts";
import { keepSso, listDomains, type SsoRow } from "./queries.ts";
import { SsoRefusal } from "./sso-refusal.ts";

interface IdentifyDeps {
  readonly database: Database;
  readonly authority: Authority;
}

interface Identify {
  readonly sso: SsoRow;
  readonly claims: Claims;
  readonly now: Date;
  readonly origin: Origin;
}

interface NewIdentity {
  readonly sso: SsoRow;
  readonly subject: string;
  readonly email: string;
  readonly name: string | undefined;
  readonly memberId: string;
}

/** Which member of the organization this is: the one who was it the last time, or the invited one of this address. */
export async function identify(
  { database, authority }: IdentifyDeps,
  { sso, claims, now, origin }: Identify,
): Promise<Identity> {
  const { subject, name } = claims;
  const email = await readEmail(database, sso, claims);
  const known = await findIdentity(database.kysely, sso, subject);
  if (known && known.user_id !== null) {
    const identity = { identityId: known.id, userId: known.user_id };
    await recordSignIn(database, { sso, email, memberId: known.member_id, now, origin });
    return identity;
  }
  const arrival = await findArrival(database.kysely, sso.org_id, email);
  if (!arrival && !sso.auto_join) throw new SsoRefusal("sso_not_invited");
  const memberId = arrival?.memberId ?? newId("mem");
  const caller = { type: "arrival", memberId, origin } as const;
  const { identity, revision } = await transact(database, { now, caller }, async (work) => ({
    identity: await addIdentity(work, { sso, subject, email, name, memberId }),
    revision: await work.finish(),
  }));
  if (revision !== null) await authority.reach(revision);
  return identity;
}

interface SignInAgain {
  readonly sso: SsoRow;
  readonly email: string;
  readonly memberId: string;
  readonly now: Date;
  readonly origin: Origin;
}

async function recordSignIn(
  database: Database,
  { sso, email, memberId, now, origin }: SignInAgain,
): Promise<void> {
  const caller = { type: "arrival", memberId, origin } as const;
  await transact(database, { now, caller }, async (work) => {
    work.recordEvent({
      orgId: sso.org_id,
      action: "member.sign-in",
      target: { type: "member", id: memberId, key: memberId, name: email },
      after: { issuer: sso.issuer },
    });
    await work.finish();
  });
}

async function readEmail(database: Database, sso: SsoRow, { email, emailVerified }: Claims): Promise<string> {
  const parsed = Email.safeParse(email);
  if (!emailVerified || !parsed.success) throw new SsoRefusal("sso_email_unverified");
  const domains = await listDomains(database.kysely, sso.org_id);
  if (!domains.includes(domainOf(parsed.data))) throw new SsoRefusal("sso_email_foreign");
  return parsed.data;
}

/** Read again inside: single sign-on may be another by now, or gone, and the member too. */
async function addIdentity(
  work: Work,
  { sso, subject, email, name, memberId }: NewIdentity,
): Promise<Identity> {
  const { org_id: orgId } = sso;
  const standing = await keepSso(work.tx, orgId);
  const domains = await listDomains(work.tx, orgId);
  if (standing?.id !== sso.id || !domains.includes(domainOf(email)))
    throw new SsoRefusal("sso_state_invalid");
  const arrived = await arrive(work, { orgId, memberId, email, name, mayJoin: standing.auto_join });
  if (arrived === "not_invited") throw new SsoRefusal("sso_not_invited");
  if (arrived === "account_exists") throw new SsoRefusal("sso_account_exists");
  const id = newId("sid");
  const identity = { org_id: orgId, id, sso_id: sso.id, subject, member_id: memberId, created_at: work.now };
  if (!(await insertIdentity(work.tx, identity))) throw new SsoRefusal("sso_other_identity");
  work.changeAuthority(orgId);
  work.recordEvent({
    orgId,
    action: arrived.isNew ? "member.join" : "member.link",
    target: { type: "member", id: memberId, key: memberId, name: email },
    after: { email, name: arrived.name, issuer: sso.issuer },
  });
  return { identityId: id, userId: arrived.userId };
}
