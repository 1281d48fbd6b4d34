import { slugFromName } from "@keywright/contract";
import type { Catalogue, PermissionPatterns, ProjectRestriction, TeamsRestriction } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";
import type { Caller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { newId } from "../ids.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { keepTeam } from "../teams/keep-team.ts";
import { revokeTokensOfRole } from "../tokens/revocation.ts";
import { deleteTrustRulesOfRole } from "../trust-rules/remove.ts";
import { requireCovered } from "./coverage.ts";
import {
  deleteHolds,
  findRoleBySlug,
  findRoleForUpdate,
  insertRole,
  type RoleRow,
  updateRole,
} from "./queries.ts";
import { roleChange, roleDefinition } from "./role-change.ts";
import { showOrgRole, showTeamRole } from "./show.ts";
import { NO_PERMISSIONS } from "./permission-lists.ts";
import { UNRESTRICTED_PROJECTS, UNRESTRICTED_TEAMS } from "./restrictions.ts";

/** Where a role lives: in a team, or (team null) in the organization. */
export interface RolePlace {
  readonly org: Org;
  readonly team: Team | null;
  readonly catalogue: Catalogue;
}

/** Permissions and restriction are read already: known to the catalogue, slugs turned into ids. */
export interface RoleFields {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly permissions?: PermissionPatterns | undefined;
  readonly restrictions?: ProjectRestriction | TeamsRestriction | undefined;
}

/** Adds its change and no event: it is a part of what its caller does. */
export async function addRole(
  work: Work,
  place: Pick<RolePlace, "catalogue"> & { org: Pick<Org, "id">; team: Pick<Team, "id"> | null },
  fields: RoleFields & { name: string },
): Promise<RoleRow> {
  const slug = slugFromName(fields.name);
  const wanted = definitionColumns(place, fields);
  requireCovered(work.caller, place.catalogue, roleDefinition(wanted));
  const row = await insertRole(work.tx, {
    org_id: place.org.id,
    id: newId("role"),
    team_id: wanted.team_id,
    slug,
    name: fields.name,
    description: fields.description ?? null,
    kind: "custom",
    permissions: json(wanted.permissions),
    restrictions: json(wanted.restrictions),
    created_at: work.now,
    updated_at: work.now,
    deleted_at: null,
  });
  if (!row) throw refuseField("slug_taken", "name", `There is a role ${slug} already.`);
  work.changeAuthority(place.org.id, roleChange(row));
  return row;
}

export async function createRole(
  work: Work,
  place: RolePlace,
  fields: RoleFields & { name: string },
): Promise<RoleRow> {
  if (place.team) await keepTeam(work.tx, place.org.id, place.team.id);
  const row = await addRole(work, place, fields);
  work.recordEvent({ ...eventOn(row, place), action: "role.create", after: auditFields(row, place) });
  return row;
}

/** Creates the role, or replaces all of the one whose id the name gives. */
export async function putRole(
  work: Work,
  place: RolePlace,
  fields: RoleFields & { name: string },
): Promise<RoleRow> {
  const slug = slugFromName(fields.name);
  const known = await findRoleBySlug(work.tx, levelOf(place), slug);
  if (!known) return createRole(work, place, fields);
  const { permissions, restrictions } = definitionColumns(place, fields);
  return patchRole(work, place, slug, { description: null, ...fields, permissions, restrictions });
}

/** In force for every token and holder of the role with this transaction. The role's id stays, also when it is renamed. */
export async function patchRole(
  work: Work,
  place: RolePlace,
  slug: string,
  fields: RoleFields,
): Promise<RoleRow> {
  const before = await findRoleForUpdate(work.tx, levelOf(place), slug);
  if (!before) throw new Refusal("not_found");
  const wanted = editedRole(work.caller, place, before, fields);
  const row = await updateRole(work.tx, place.org.id, before.id, {
    ...(fields.name !== undefined && { name: fields.name }),
    ...(fields.description !== undefined && { description: fields.description }),
    permissions: json(wanted.permissions),
    restrictions: json(wanted.restrictions),
    updated_at: work.now,
  });
  work.changeAuthority(place.org.id, roleChange(row));
  work.recordEvent({
    ...eventOn(row, place),
    action: "role.update",
    before: auditFields(before, place),
    after: auditFields(row, place),
  });
  return row;
}

/** What an edit would make of a role; refused where the caller may not. */
export function editedRole(caller: Caller, { catalogue }: RolePlace, before: RoleRow, fields: RoleFields) {
  refuseFixed(before);
  const wanted = {
    team_id: before.team_id,
    permissions: fields.permissions ?? before.permissions,
    restrictions: fields.restrictions ?? before.restrictions,
  };
  requireCovered(caller, catalogue, roleDefinition(wanted), { before: roleDefinition(before) });
  return wanted;
}

/** Its tokens are revoked for good, its members released. */
export async function deleteRole(
  work: Work,
  place: RolePlace,
  slug: string,
): Promise<{ revokedTokens: number; releasedMembers: number }> {
  const role = await findRoleForUpdate(work.tx, levelOf(place), slug);
  if (!role) throw new Refusal("not_found");
  if (role.kind !== "custom") {
    throw new Refusal("role_built_in", {
      detail: `The role ${role.slug} is built in and cannot be deleted.`,
    });
  }
  await updateRole(work.tx, place.org.id, role.id, { deleted_at: work.now, updated_at: work.now });
  // Holds before tokens, as everywhere: two that lock in opposite order would wait for each other.
  const releasedMembers = await deleteHolds(work.tx, place.org.id, role.id);
  const deletedTrustRules = await deleteTrustRulesOfRole(work.tx, place.org.id, role.id);
  const released = { revokedTokens: await revokeTokensOfRole(work, place.org.id, role.id), releasedMembers };
  work.changeAuthority(place.org.id, { kind: "role_deleted", orgId: place.org.id, roleId: role.id });
  work.recordEvent({
    ...eventOn(role, place),
    action: "role.delete",
    before: auditFields(role, place),
    after: { ...released, ...(deletedTrustRules.length > 0 && { deletedTrustRules }) },
  });
  return released;
}

export function levelOf({ org, team }: RolePlace) {
  return { orgId: org.id, teamId: team?.id ?? null };
}

function definitionColumns(
  { team }: { team: Pick<Team, "id"> | null },
  { permissions, restrictions }: RoleFields,
) {
  return {
    team_id: team?.id ?? null,
    permissions: permissions ?? NO_PERMISSIONS,
    restrictions: restrictions ?? (team ? UNRESTRICTED_PROJECTS : UNRESTRICTED_TEAMS),
  };
}

function refuseFixed({ kind, slug }: RoleRow): void {
  if (kind !== "owner" && kind !== "operator") return;
  throw new Refusal("role_built_in", {
    detail: `The role ${slug} always has everything and cannot be edited.`,
  });
}

function eventOn(row: RoleRow, { org, team }: RolePlace) {
  return { orgId: org.id, team, target: { type: "role", id: row.slug, key: row.id, name: row.name } };
}

/** As people see it: slugs, not ids. */
function auditFields(row: RoleRow, { org, team }: RolePlace) {
  const { permissions, restrictions } = team ? showTeamRole(row, team) : showOrgRole(row, org);
  return { name: row.name, description: row.description, permissions, restrictions };
}
