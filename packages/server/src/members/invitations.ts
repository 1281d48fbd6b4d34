import { INVITATION_SECONDS } from "@keywright/contract";
import type { Work } from "../changes/work.ts";
import { Refusal } from "../refusal.ts";
import { hashLinkSecret, type Links, newLinkSecret } from "../sign-in/links.ts";
import type { Mailer } from "../sign-in/mail.ts";
import { deleteInvitations, findPlaceNames, insertInvitation } from "./invitations.queries.ts";
import { type Level, lockMembership, type MembershipRow } from "./memberships.ts";

/** What the inviter learns. With a mail server the link goes to the invited person alone. */
export interface SentInvitation {
  readonly expiresAt: string;
  readonly link?: string;
}

export interface Invitations {
  /** Writes the invitation, and sends it once that is committed. No event. */
  send(work: Work, level: Level, member: MembershipRow): Promise<SentInvitation>;
}

interface InvitationDeps {
  readonly links: Links;
  readonly mailer: Mailer;
  readonly inBackground: (task: Promise<unknown>) => void;
}

export function createInvitations({ links, mailer, inBackground }: InvitationDeps): Invitations {
  return {
    async send(work, level, { id, email, name }) {
      const secret = newLinkSecret();
      const expiresAt = new Date(work.now.getTime() + INVITATION_SECONDS * 1000);
      const invitedBy = work.caller.type === "member" ? work.caller.name : null;
      await insertInvitation(work.tx, {
        org_id: level.orgId,
        secret_hash: hashLinkSecret(secret),
        member_id: id,
        team_id: level.teamId,
        invited_by: invitedBy,
        created_at: work.now,
        expires_at: expiresAt,
      });
      const sent = { expiresAt: expiresAt.toISOString() };
      const link = links.acceptInvitation(secret);
      if (!mailer.canSend) return { ...sent, link };
      const { org, team } = await findPlaceNames(work.tx, level);
      const letter = { orgName: org, teamName: team ?? undefined, invitedBy: invitedBy ?? undefined, link };
      work.afterCommit(async () => inBackground(mailer.sendInvitation({ email, name }, letter)));
      return sent;
    },
  };
}

interface Resend {
  readonly orgId: string;
  readonly team: { readonly id: string; readonly slug: string } | null;
  readonly memberId: string;
}

/** Another link for someone who has not come yet; the earlier one to the same place ends. */
export async function resendInvitation(
  work: Work,
  invitations: Invitations,
  { orgId, team, memberId }: Resend,
): Promise<SentInvitation> {
  const level = { orgId, teamId: team?.id ?? null };
  const member = await lockMembership(work, level, memberId);
  if (!member) throw new Refusal("not_found");
  if (member.signed_in_at !== null) {
    throw new Refusal("already_member", { detail: `${member.email} has accepted an invitation already.` });
  }
  await deleteInvitations(work.tx, level, memberId);
  const sent = await invitations.send(work, level, member);
  work.recordEvent({
    orgId,
    team,
    action: "member.invite-again",
    target: { type: "member", id: memberId, key: memberId, name: member.email },
    after: { email: member.email, expiresAt: sent.expiresAt },
  });
  return sent;
}
