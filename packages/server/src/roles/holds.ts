import type { Catalogue } from "@keywright/policy";
import type { Team } from "@keywright/verifier";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import { lockMembership, type MembershipRow } from "../members/memberships.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { revokeMemberTokens } from "../tokens/revocation.ts";
import { requireRoleCovered } from "./coverage.ts";
import {
  deleteHoldsOfRoles,
  deleteMemberHolds,
  findOwnerRoleWithoutHolder,
  type HeldRow,
  insertHold,
  listHolds,
  lockOwnerRoles,
  lockRolesBySlug,
  markTeamRolesDeleted,
} from "./holds.queries.ts";
import { findRoleBySlug, type Level, type RoleRow } from "./queries.ts";

export type { RoleRow };

// Locks are taken in one order everywhere: team, member, roles by id, holds, tokens.

interface GiveRoles extends Level {
  readonly memberId: string;
  readonly slugs: readonly string[];
  readonly catalogue: Catalogue;
}

/** The roles of an invitation, each covered by the caller. Answers them by slug; no event. */
export async function grantRoles(
  work: Work,
  { memberId, slugs, catalogue, ...level }: GiveRoles,
): Promise<RoleRow[]> {
  const roles = await lockRolesBySlug(work.tx, level, slugs);
  for (const slug of slugs) {
    if (!roles.some((role) => role.slug === slug)) {
      throw refuseField("unknown_reference", "roles", `There is no role '${slug}'.`);
    }
  }
  for (const role of roles) requireRoleCovered(work.caller, catalogue, role);
  for (const role of roles) await holdRole(work, role, memberId);
  return roles.sort((a, b) => (a.slug < b.slug ? -1 : 1));
}

/** Answers false when the member holds it already. Whether the caller may give it has been asked before. */
export async function holdRole(work: Work, role: RoleRow, memberId: string): Promise<boolean> {
  return insertHold(work.tx, { orgId: role.org_id, roleId: role.id, memberId, since: work.now });
}

interface HoldCommand {
  readonly orgId: string;
  readonly team: Pick<Team, "id" | "slug"> | null;
  readonly roleSlug: string;
  readonly memberId: string;
}

/** Gives one role to someone who is in the team (or organization) already. */
export async function addHold(
  work: Work,
  { catalogue, ...command }: HoldCommand & { readonly catalogue: Catalogue },
): Promise<MembershipRow> {
  const { orgId, team, roleSlug, memberId } = command;
  const level = { orgId, teamId: team?.id ?? null };
  const member = await lockMembership(work, level, memberId);
  const [role] = await lockRolesBySlug(work.tx, level, [roleSlug]);
  if (!role) throw new Refusal("not_found");
  if (!member) {
    const place = team ? "the team" : "the organization";
    throw refuseField("unknown_reference", "userId", `There is no such member in ${place}.`);
  }
  requireRoleCovered(work.caller, catalogue, role);
  if (!(await holdRole(work, role, memberId))) {
    throw new Refusal("already_member", { detail: `${member.email} holds the role ${role.slug} already.` });
  }
  work.changeAuthority(orgId);
  work.recordEvent({
    ...eventOn(role, team),
    action: "role.grant",
    after: { memberId, email: member.email },
  });
  return member;
}

export async function removeHold(
  work: Work,
  { orgId, team, roleSlug, memberId }: HoldCommand,
): Promise<{ revokedTokens: number }> {
  const level = { orgId, teamId: team?.id ?? null };
  const member = await lockMembership(work, level, memberId);
  const role = await findRoleBySlug(work.tx, level, roleSlug);
  if (!role || !member) throw new Refusal("not_found");
  const key = { orgId, memberId, roleIds: [role.id] };
  if (!(await takeHolds(work, key))) throw new Refusal("not_found");
  const revokedTokens = await revokeMemberTokens(work, key);
  work.changeAuthority(orgId);
  work.recordEvent({
    ...eventOn(role, team),
    action: "role.ungrant",
    before: { memberId, email: member.email },
    after: { revokedTokens },
  });
  return { revokedTokens };
}

/**
 * Takes every role of the team from a locked member, with their own tokens of these roles; with `teamId` null, every role
 * and token of theirs in the organization and all its teams. Answers the roles as people read them; no event.
 */
export async function releaseMember(
  work: Work,
  { orgId, teamId, memberId }: Level & { readonly memberId: string },
): Promise<{ roles: string[]; revokedTokens: number }> {
  const inTeam = teamId !== null;
  const held = await listHolds(work.tx, { orgId, ...(inTeam && { teamId }) }, [memberId]);
  const key = { orgId, memberId, roleIds: held.map((hold) => hold.role_id) };
  await takeHolds(work, key);
  const revokedTokens = await revokeMemberTokens(work, inTeam ? key : { orgId, memberId });
  const roles = held.map(({ slug, team_slug }) =>
    inTeam || team_slug === null ? slug : `${team_slug}/${slug}`,
  );
  return { roles, revokedTokens };
}

/** Every team and organization that has an owner keeps one. Answers how many holds there were to take. */
async function takeHolds(
  work: Work,
  key: { readonly orgId: string; readonly memberId: string; readonly roleIds: readonly string[] },
): Promise<number> {
  if (key.roleIds.length === 0) return 0;
  // Two owners who remove each other at the same moment: the second waits here, and then sees that the first is gone.
  await lockOwnerRoles(work.tx, key);
  const taken = await deleteMemberHolds(work.tx, key);
  const ownerless = taken > 0 ? await findOwnerRoleWithoutHolder(work.tx, key) : undefined;
  if (!ownerless) return taken;
  const place = ownerless.team_slug === null ? "the organization" : `the team ${ownerless.team_slug}`;
  throw new Refusal("last_owner", {
    detail: `This is the last owner of ${place}. Make another member an owner first.`,
  });
}

/** The slugs of the roles each member holds at this level, in their order. */
export async function rolesHeld(
  db: Db,
  level: Level,
  memberIds: readonly string[],
): Promise<Map<string, string[]>> {
  const held = new Map<string, string[]>();
  for (const { member_id, slug } of await listHolds(db, level, memberIds)) {
    held.set(member_id, [...(held.get(member_id) ?? []), slug]);
  }
  return held;
}

/** All that a member holds, in the organization and in its teams. */
export async function listHeldRoles(db: Db, orgId: string, memberId: string): Promise<HeldRow[]> {
  return listHolds(db, { orgId }, [memberId]);
}

/** The team is going: nobody holds its roles any more, and they remain only as names on ended tokens. */
export async function retireTeamRoles(
  work: Work,
  { orgId, teamId }: { readonly orgId: string; readonly teamId: string },
): Promise<void> {
  const roleIds = await markTeamRolesDeleted(work.tx, orgId, teamId, work.now);
  await deleteHoldsOfRoles(work.tx, orgId, roleIds);
}

function eventOn(role: RoleRow, team: HoldCommand["team"]) {
  return {
    orgId: role.org_id,
    team,
    target: { type: "role", id: role.slug, key: role.id, name: role.name },
  };
}
