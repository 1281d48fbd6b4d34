import type { Authority } from "../authority/authority.ts";
import type { Origin } from "../caller.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Database, Db } from "../db/database.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { hashLinkSecret } from "../sign-in/links.ts";
import type { Person } from "../sign-in/sessions.ts";
import { createUser, findUserByEmail, hashPassword } from "../sign-in/users.ts";
import { findInvitation, type InvitationRow } from "./invitations.queries.ts";
import { lockMembership } from "./memberships.ts";
import { setJoined } from "./queries.ts";

export interface InvitationFound {
  readonly invitation: InvitationRow;
  readonly hasAccount: boolean;
}

/** The same words for one that never was, is used or has expired: nothing is learned by trying. */
export async function readInvitation(db: Db, secret: string, now: Date): Promise<InvitationFound> {
  const invitation = await findInvitation(db, hashLinkSecret(secret), now);
  if (!invitation) throw invitationInvalid();
  return { invitation, hasAccount: (await findUserByEmail(db, invitation.email)) !== undefined };
}

interface AcceptDeps {
  readonly database: Database;
  readonly authority: Authority;
}

interface Accept {
  readonly secret: string;
  readonly name?: string | undefined;
  readonly password?: string | undefined;
}

interface Visitor {
  readonly now: Date;
  readonly origin: Origin;
  readonly person: Person | undefined;
}

/** Answers the place, and with whose new password to sign in, if it is new. */
export async function acceptInvitation(
  { database, authority }: AcceptDeps,
  { secret, ...given }: Accept,
  { now, origin, person }: Visitor,
): Promise<{ org: string; team?: string; newcomer?: { email: string; password: string } }> {
  const { invitation, hasAccount } = await readInvitation(database.kysely, secret, now);
  const newcomer = hasAccount ? undefined : readNewcomer(invitation, given);
  const passwordHash = newcomer && (await hashPassword(newcomer.password));
  const caller = { type: "arrival", memberId: invitation.member_id, origin } as const;
  const revision = await transact(database, { now, caller }, async (work) => {
    await lockMembership(work, { orgId: invitation.org_id, teamId: null }, invitation.member_id);
    // Again, now that nobody else can use it.
    const standing = await findInvitation(work.tx, hashLinkSecret(secret), now);
    if (!standing) throw invitationInvalid();
    const userId =
      newcomer && passwordHash ? await createUser(work, { ...newcomer, passwordHash }) : whoeverIs(person);
    await join(work, standing, userId);
    return work.finish();
  });
  if (revision !== null) await authority.reach(revision);
  const team = invitation.team_slug;
  return { org: invitation.org_slug, ...(team !== null && { team }), ...(newcomer && { newcomer }) };
}

function readNewcomer(
  { email, name: invitedAs }: InvitationRow,
  { name = invitedAs ?? undefined, password }: Omit<Accept, "secret">,
) {
  if (name === undefined) throw refuseField("validation_failed", "name", "is needed for a new account");
  if (password === undefined)
    throw refuseField("validation_failed", "password", "is needed for a new account");
  return { email, name, password };
}

/** Who came by single sign-on is that person to their own organization alone. */
function whoeverIs(person: Person | undefined): string | undefined {
  return person?.ssoOrgId === null ? person.userId : undefined;
}

/** An invitation is for the one person of its address, whoever has the link. */
async function join(work: Work, invitation: InvitationRow, userId: string | undefined): Promise<void> {
  const { org_id: orgId, member_id: memberId, email, team_id, team_slug } = invitation;
  const user = await findUserByEmail(work.tx, email);
  if (!user || user.id !== userId) {
    throw new Refusal("sign_in_required", { detail: `Sign in as ${email} first, then open the link again.` });
  }
  await setJoined(work.tx, { orgId, memberId, userId, now: work.now });
  work.changeAuthority(orgId);
  work.recordEvent({
    orgId,
    team: team_id !== null && team_slug !== null ? { id: team_id, slug: team_slug } : null,
    action: "member.join",
    target: { type: "member", id: memberId, key: memberId, name: email },
    after: { email, name: user.name },
  });
}

function invitationInvalid(): Refusal {
  return new Refusal("invitation_invalid", {
    detail: "This invitation has been used, has expired or was never made. Ask for another.",
  });
}
