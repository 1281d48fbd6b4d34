import { NO_NARROWING, type Authority, type Grant, type Reach } from "./authority.ts";
import { hasBit } from "./bits.ts";
import type { Catalogue } from "./catalogue.ts";
import { givesScope, reachIn, usable } from "./grant.ts";
import { ALL_IDS, hasId, idsAlsoIn, NO_IDS, unionOfIds, type IdSet } from "./id-set.ts";
import { SCOPES, type Scope } from "./permission.ts";

// Each function below answers for one check of `decide` and ignores the checks after it, for callers that list things.

/** Whether the permission is held anywhere: `decide` would not answer `permission_missing`. */
export function holds(catalogue: Catalogue, authority: Authority, permission: string): boolean {
  return grantsHolding(catalogue, authority, permission, SCOPES).length > 0;
}

/** The ids of the teams in which a team- or project-scoped permission is held; none for a permission of another scope. */
export function teamReach(catalogue: Catalogue, authority: Authority, permission: string): IdSet {
  return grantsHolding(catalogue, authority, permission, ["team", "project"])
    .map(teamsOf)
    .reduce(unionOfIds, NO_IDS);
}

/** The ids of the team's projects in which a project-scoped permission is held; none for a permission of another scope. */
export function projectReach(
  catalogue: Catalogue,
  authority: Authority,
  permission: string,
  teamId: string,
): IdSet {
  return projectsOf(authority, reachesIn(catalogue, authority, permission, teamId));
}

/**
 * The ids of the team's projects within the restrictions under which a team-scoped permission is held; none for a
 * permission of another scope. `decide` does not ask for it: it is for what belongs to the team and to one project.
 */
export function projectsWithin(
  catalogue: Catalogue,
  authority: Authority,
  permission: string,
  teamId: string,
): IdSet {
  return projectsOf(authority, reachesIn(catalogue, authority, permission, teamId, "team"));
}

function projectsOf(authority: Authority, reaches: readonly Reach[]): IdSet {
  const narrowed = (authority.narrowing ?? NO_NARROWING).projects;
  const reached = reaches.map(({ projects }) => projects).reduce(unionOfIds, NO_IDS);
  return narrowed === null ? reached : idsAlsoIn(narrowed, reached);
}

/**
 * The environments of one project in which a project-scoped permission is held. Null means all of them, and also
 * whatever belongs to no environment; the empty set means none.
 */
export function environmentReach(
  catalogue: Catalogue,
  authority: Authority,
  permission: string,
  teamId: string,
  projectId: string,
): ReadonlySet<string> | null {
  const narrowing = authority.narrowing ?? NO_NARROWING;
  if (narrowing.projects !== null && !narrowing.projects.has(projectId)) return new Set();
  const reached = reachesIn(catalogue, authority, permission, teamId)
    .filter((reach) => hasId(reach.projects, projectId))
    .map((reach) => reach.environments);
  if (reached.includes(null)) return narrowing.environments;
  const named = reached.flatMap((environments) => [...(environments ?? [])]);
  return new Set(named.filter((environment) => narrowing.environments?.has(environment) ?? true));
}

function reachesIn(
  catalogue: Catalogue,
  authority: Authority,
  permission: string,
  teamId: string,
  scope: Scope = "project",
): readonly Reach[] {
  return grantsHolding(catalogue, authority, permission, [scope])
    .map((grant) => reachIn(grant, teamId))
    .filter((reach) => reach !== undefined);
}

function teamsOf(grant: Grant): IdSet {
  if (grant.teams === null) return grant.level === "org" ? ALL_IDS : NO_IDS;
  const reached = [...grant.teams.keys()].filter((teamId) => reachIn(grant, teamId) !== undefined);
  return { mode: "in", ids: new Set(reached) };
}

function grantsHolding(
  catalogue: Catalogue,
  authority: Authority,
  permission: string,
  scopes: readonly Scope[],
): readonly Grant[] {
  const position = usable(catalogue, authority, permission);
  if (position === undefined || !scopes.includes(position.scope)) return [];
  const { bit, scope } = position;
  return authority.grants.filter((grant) => hasBit(grant.bits, bit) && givesScope(grant, scope));
}
