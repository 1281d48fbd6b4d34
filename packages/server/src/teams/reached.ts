import { type Authority, type Catalogue, hasId, parsePermission, teamReach } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";

/** What an authority holds in a team: of the permissions that concern teams and projects. */
export interface ReachedTeam {
  readonly team: Team;
  readonly permissions: readonly string[];
}

/** The teams in which an authority allows anything at all, with what it allows there, in one project at least. */
export function heldByTeam(catalogue: Catalogue, authority: Authority, org: Org): ReachedTeam[] {
  const reaches = catalogue.entries
    .map(({ permission }) => permission)
    .filter(isOfTeam)
    .map((permission) => ({ permission, teams: teamReach(catalogue, authority, permission) }));
  return [...org.teams]
    .map((team) => ({
      team,
      permissions: reaches.filter(({ teams }) => hasId(teams, team.id)).map(({ permission }) => permission),
    }))
    .filter(({ permissions }) => permissions.length > 0);
}

export function teamsReached(catalogue: Catalogue, authority: Authority, org: Org): Team[] {
  return heldByTeam(catalogue, authority, org).map(({ team }) => team);
}

function isOfTeam(permission: string): boolean {
  const scope = parsePermission(permission)?.scope;
  return scope === "team" || scope === "project";
}
