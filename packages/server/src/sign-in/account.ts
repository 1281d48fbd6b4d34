import {
  type Authority as HeldAuthority,
  type Catalogue,
  holds,
  parsePermission,
  type Grant,
} from "@keywright/policy";
import type { AuthorityState, Org } from "@keywright/verifier";
import type { Db } from "../db/database.ts";
import { heldByTeam } from "../teams/reached.ts";
import { findRole, isGoodFor, isShutOut } from "./member-caller.ts";
import { type HoldRow, listHoldsOf, namesOf } from "./queries.ts";
import type { Person } from "./sessions.ts";

/** Where a person is a member, and what they may do there: by this the console knows what to offer. */
export async function membershipsOf(db: Db, state: AuthorityState, person: Person) {
  const byOrg = Map.groupBy(await listHoldsOf(db, person.userId), ({ org_id }) => org_id);
  for (const [orgId, holds] of byOrg)
    if (!isGoodFor(person, orgId) || (await isShutOut(db, person, holds))) byOrg.delete(orgId);
  const names = await namesOf(db, [...byOrg.keys()]);
  return [...byOrg].flatMap(([orgId, rows]) => {
    const org = state.orgs.byId(orgId);
    return org ? [showMembership(state.catalogue, org, rows, (id) => names.get(id) ?? "")] : [];
  });
}

function showMembership(
  catalogue: Catalogue,
  org: Org,
  rows: readonly HoldRow[],
  nameOf: (id: string) => string,
) {
  const roles = rows.flatMap((row) => findRole(org, row.role_id, row.team_id) ?? []);
  const grants = roles.map((role) => role.grantIn(catalogue));
  const authority = { grants, narrowing: null, publishableOnly: false };
  const rolesAt = (teamId: string | null) =>
    rows
      .filter((row) => row.role_id !== null && row.team_id === teamId)
      .map(({ role_slug, role_name }) => ({ id: role_slug ?? "", name: role_name ?? "" }));
  const permissions = heldAboveTeams(catalogue, authority);
  return {
    org: { id: org.slug, name: nameOf(org.id), suspended: org.suspended },
    memberId: rows[0]?.member_id ?? "",
    isOperator: permissions.some((permission) => permission.startsWith("platform:")),
    roles: rolesAt(null),
    permissions,
    teams: heldByTeam(catalogue, authority, org).map(({ team, permissions }) => ({
      id: team.slug,
      name: nameOf(team.id),
      roles: rolesAt(team.id),
      permissions: [...permissions],
      restricted: grants.some((grant) => isRestrictedIn(grant, team.id)),
    })),
  };
}

function heldAboveTeams(catalogue: Catalogue, authority: HeldAuthority): string[] {
  return catalogue.entries
    .map(({ permission }) => permission)
    .filter((permission) => ["org", "platform"].includes(parsePermission(permission)?.scope ?? ""))
    .filter((permission) => holds(catalogue, authority, permission));
}

function isRestrictedIn({ teams }: Grant, teamId: string): boolean {
  const reach = teams?.get(teamId);
  return reach !== undefined && (reach.projects.mode !== "all" || reach.environments !== null);
}
