import { slugFromName } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { ChoosingCaller } from "../app-connections/choose.ts";
import type { Work } from "../changes/work.ts";
import { requireNoticeConnection } from "../expiry-notices/connection.ts";
import { newId } from "../ids.ts";
import type { Invitations, SentInvitation } from "../members/invitations.ts";
import { appointOwner, type Invitee } from "../members/members.ts";
import { expiryNoticeColumns, type ExpiryNoticesInput, showExpiryNotices } from "../orgs/expiry-notices.ts";
import { showTokenPolicy, type TokenPolicyInput, tokenPolicyColumns } from "../orgs/token-policy.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { createTeamRoles } from "../roles/built-in.ts";
import { requireRoleCovered } from "../roles/coverage.ts";
import { retireTeamRoles, type RoleRow } from "../roles/holds.ts";
import { removeTeamFromRestrictions } from "../roles/restrictions.ts";
import { revokeTokensOfTeam } from "../tokens/revocation.ts";
import {
  deleteTeamRow,
  findTeamForUpdate,
  insertTeam,
  teamChange,
  type TeamRow,
  updateTeam,
} from "./queries.ts";

interface NewTeam {
  readonly orgId: string;
  readonly name: string;
  readonly email?: string | undefined;
  readonly description?: string | null | undefined;
  readonly catalogue: Catalogue;
}

interface TeamWithRoles {
  readonly team: TeamRow;
  readonly roles: { readonly owner: RoleRow; readonly admin: RoleRow; readonly default: RoleRow };
}

/** The team and its built-in roles. Adds their changes and no event: it is a part of what its caller does. */
export async function insertTeamWithRoles(
  work: Work,
  { orgId, name, email, description, catalogue }: NewTeam,
): Promise<TeamWithRoles> {
  const slug = slugFromName(name);
  const team = await insertTeam(work.tx, {
    org_id: orgId,
    id: newId("team"),
    slug,
    name,
    description: description ?? null,
    email: email ?? null,
    max_lifetime_seconds: null,
    created_at: work.now,
    updated_at: work.now,
  });
  if (!team) throw refuseField("slug_taken", "name", `The organization has a team ${slug} already.`);
  work.changeAuthority(orgId, teamChange(team));
  return { team, roles: await createTeamRoles(work, { orgId, team, catalogue }) };
}

/** To appoint an owner is to give a role: the caller must have all of what a team's owner has. */
export async function createTeam(
  work: Work,
  invitations: Invitations,
  { owner, ...command }: NewTeam & { readonly owner?: Invitee | undefined },
): Promise<{ team: TeamRow; invitation: SentInvitation | undefined }> {
  const { team, roles } = await insertTeamWithRoles(work, command);
  if (owner) requireRoleCovered(work.caller, command.catalogue, roles.owner);
  const invitation = owner && (await appointOwner(work, invitations, { role: roles.owner, ...owner }));
  work.recordEvent({
    ...eventOn(team),
    action: "team.create",
    after: { ...auditFields(team), owner: owner?.email },
  });
  return { team, invitation };
}

interface TeamPatch {
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly tokenPolicy?: TokenPolicyInput | undefined;
  readonly expiryNotices?: (ExpiryNoticesInput & { connectionId?: string | null | undefined }) | undefined;
}

/** The slug stays, also when the team is renamed. */
export async function patchTeam(
  work: Work,
  caller: ChoosingCaller,
  { tokenPolicy, expiryNotices, ...fields }: TeamPatch,
): Promise<TeamRow> {
  const [orgId, teamId] = [caller.org.id, caller.team.id];
  const before = await findTeamForUpdate(work.tx, orgId, teamId);
  if (!before) throw new Refusal("not_found");
  const connectionId = expiryNotices?.connectionId;
  if (connectionId != null && connectionId !== before.expiry_notice_connection_id)
    await requireNoticeConnection(work.tx, caller, connectionId);
  const team = await updateTeam(work.tx, orgId, teamId, {
    ...(fields.name !== undefined && { name: fields.name }),
    ...(fields.email !== undefined && { email: fields.email }),
    ...(fields.description !== undefined && { description: fields.description }),
    ...tokenPolicyColumns(tokenPolicy),
    ...expiryNoticeColumns(expiryNotices),
    ...(connectionId !== undefined && { expiry_notice_connection_id: connectionId }),
    updated_at: work.now,
  });
  work.recordEvent({
    ...eventOn(team),
    action: "team.update",
    before: auditFields(before),
    after: auditFields(team),
  });
  return team;
}

/** Takes its projects, roles and memberships along, revokes its tokens and leaves every restriction that listed it. */
export async function deleteTeam(
  work: Work,
  { orgId, teamId }: { readonly orgId: string; readonly teamId: string },
): Promise<{ revokedTokens: number }> {
  const team = await findTeamForUpdate(work.tx, orgId, teamId);
  if (!team) throw new Refusal("not_found");
  const editedRoles = await removeTeamFromRestrictions(work, orgId, teamId);
  // Roles before tokens, as everywhere: two that lock in opposite order would wait for each other.
  await retireTeamRoles(work, { orgId, teamId });
  const revokedTokens = await revokeTokensOfTeam(work, { orgId, teamId });
  await deleteTeamRow(work.tx, orgId, teamId);
  work.changeAuthority(orgId, { kind: "team_deleted", orgId, teamId });
  work.recordEvent({
    ...eventOn(team),
    action: "team.delete",
    before: auditFields(team),
    after: { revokedTokens, editedRoles },
  });
  return { revokedTokens };
}

function eventOn(team: TeamRow) {
  const { org_id, id, slug, name } = team;
  return { orgId: org_id, team: { id, slug }, target: { type: "team", id: slug, key: id, name } };
}

function auditFields(row: TeamRow) {
  return {
    name: row.name,
    email: row.email,
    description: row.description,
    tokenPolicy: showTokenPolicy(row),
    expiryNotices: { ...showExpiryNotices(row), connectionId: row.expiry_notice_connection_id },
  };
}
