import type { Catalogue } from "@keywright/policy";
import type { Team } from "@keywright/verifier";
import type { Work } from "../changes/work.ts";
import { newId } from "../ids.ts";
import { Refusal } from "../refusal.ts";
import { grantRoles, holdRole, releaseMember, type RoleRow } from "../roles/holds.ts";
import { keepTeam } from "../teams/keep-team.ts";
import type { Invitations, SentInvitation } from "./invitations.ts";
import { type Level, lockMembership, type MembershipRow } from "./memberships.ts";
import {
  deleteMember,
  deleteTeamMember,
  insertOrLockMember,
  insertTeamMember,
  setJoined,
  setTeamJoined,
} from "./queries.ts";

/** Where someone is a member: in a team, or (team null) in the organization. */
interface MemberPlace {
  readonly orgId: string;
  readonly team: Pick<Team, "id" | "slug"> | null;
}

/** `email` is in lower case: the contract sees to it. */
export interface Invitee {
  readonly email: string;
  readonly name?: string | undefined;
}

/** Given to who is invited to a team without a word about roles. */
const DEFAULT_TEAM_ROLES = ["default"];

interface InviteMember extends MemberPlace, Invitee {
  readonly invitations: Invitations;
  /** Slugs: exactly these roles. */
  readonly roles?: readonly string[] | undefined;
  readonly catalogue: Catalogue;
}

export async function inviteMember(
  work: Work,
  { orgId, team, catalogue, roles, invitations, ...invitee }: InviteMember,
): Promise<{ member: MembershipRow; roles: string[]; invitation: SentInvitation | undefined }> {
  const level = levelOf({ orgId, team });
  const member = await admit(work, level, invitee);
  const slugs = roles ?? (team ? DEFAULT_TEAM_ROLES : []);
  const granted = await grantRoles(work, { ...level, memberId: member.id, slugs, catalogue });
  work.changeAuthority(orgId);
  const held = granted.map(({ slug }) => slug);
  const invitation = await inviteUnlessJoined(work, invitations, level, member);
  work.recordEvent({
    ...eventOn(member, { orgId, team }),
    action: "member.invite",
    after: { email: member.email, name: member.name, roles: held },
  });
  return { member, roles: held, invitation };
}

/** Whoever is in the organization already is in the team at once. */
async function inviteUnlessJoined(
  work: Work,
  invitations: Invitations,
  level: Level,
  member: MembershipRow,
): Promise<SentInvitation | undefined> {
  if (member.signed_in_at !== null) return undefined;
  return invitations.send(work, level, member);
}

/**
 * Invites the first owner of a new team or organization. Whether the caller may is for the one who makes it to say, and
 * the event is theirs.
 */
export async function appointOwner(
  work: Work,
  invitations: Invitations,
  { role, ...invitee }: Invitee & { readonly role: RoleRow },
): Promise<SentInvitation | undefined> {
  const level = { orgId: role.org_id, teamId: role.team_id };
  const member = await admit(work, level, invitee);
  await holdRole(work, role, member.id);
  return inviteUnlessJoined(work, invitations, level, member);
}

interface Enrolment extends Invitee {
  readonly orgId: string;
  readonly teamId: string;
  readonly userId: string;
}

/** Makes someone who has signed in a member of the organization and the team, whatever they were before. No event. */
export async function enrol(
  work: Work,
  { orgId, teamId, userId, email, name }: Enrolment,
): Promise<{ memberId: string }> {
  const invited = { invited_at: work.now, joined_at: null };
  const row = { org_id: orgId, id: newId("mem"), email, name: name ?? null, ...invited };
  const { id: memberId } = await insertOrLockMember(work.tx, row);
  await insertTeamMember(work.tx, { org_id: orgId, team_id: teamId, member_id: memberId, ...invited });
  await setJoined(work.tx, { orgId, memberId, userId, now: work.now });
  return { memberId };
}

/** A person is in the organization once, whatever teams they are in. The name they have there stays. */
async function admit(work: Work, { orgId, teamId }: Level, { email, name }: Invitee): Promise<MembershipRow> {
  if (teamId !== null) await keepTeam(work.tx, orgId, teamId);
  const invited = { invited_at: work.now, joined_at: null };
  const id = newId("mem");
  const member = await insertOrLockMember(work.tx, {
    org_id: orgId,
    id,
    email,
    name: name ?? null,
    ...invited,
  });
  const isNew =
    teamId === null
      ? member.id === id
      : await insertTeamMember(work.tx, { org_id: orgId, team_id: teamId, member_id: member.id, ...invited });
  if (!isNew) {
    const place = teamId === null ? "the organization" : "the team";
    throw new Refusal("already_member", { detail: `${email} is a member of ${place} already.` });
  }
  const { joined_at: signed_in_at } = member;
  if (teamId === null || signed_in_at === null)
    return { id: member.id, email, name: member.name, signed_in_at, ...invited };
  await setTeamJoined(work.tx, { orgId, memberId: member.id, now: work.now });
  return { id: member.id, email, name: member.name, signed_in_at, ...invited, joined_at: work.now };
}

interface MemberOf extends MemberPlace {
  readonly memberId: string;
}

/** Out of the team: its roles are taken away, and with them the member's own tokens of these roles. */
export async function removeMember(
  work: Work,
  { orgId, team, memberId }: MemberOf & { readonly team: object },
): Promise<{ revokedTokens: number }> {
  const level = { orgId, teamId: team.id };
  const member = await lockMembership(work, level, memberId);
  if (!member) throw new Refusal("not_found");
  const released = await releaseMember(work, { ...level, memberId });
  await deleteTeamMember(work.tx, level, memberId);
  return recordRemoval(work, { orgId, team }, member, released);
}

/** Out of the organization and every team in it, with all tokens of their own. */
export async function removeOrgMember(
  work: Work,
  { orgId, memberId }: Omit<MemberOf, "team">,
): Promise<{ revokedTokens: number }> {
  const member = await lockMembership(work, { orgId, teamId: null }, memberId);
  if (!member) throw new Refusal("not_found");
  const released = await releaseMember(work, { orgId, teamId: null, memberId });
  await deleteMember(work.tx, orgId, memberId);
  return recordRemoval(work, { orgId, team: null }, member, released);
}

function recordRemoval(
  work: Work,
  place: MemberPlace,
  member: MembershipRow,
  { roles, revokedTokens }: { roles: string[]; revokedTokens: number },
): { revokedTokens: number } {
  work.changeAuthority(place.orgId);
  work.recordEvent({
    ...eventOn(member, place),
    action: "member.remove",
    before: { email: member.email, name: member.name, roles },
    after: { revokedTokens },
  });
  return { revokedTokens };
}

function levelOf({ orgId, team }: MemberPlace): Level {
  return { orgId, teamId: team?.id ?? null };
}

function eventOn({ id, email }: MembershipRow, { orgId, team }: MemberPlace) {
  return { orgId, team, target: { type: "member", id, key: id, name: email } };
}
