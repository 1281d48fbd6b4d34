import { NO_NARROWING, type Authority, type Grant } from "./authority.ts";
import { reachIn, type Place } from "./grant.ts";
import type { Scope } from "./permission.ts";

/**
 * Places enough to tell the authorities apart: if they agree on these, they agree on all. Restrictions only ever ask
 * whether an id is in a set, so all ids that are in the same sets are decided alike. One of each kind is enough: every
 * team that is named and one that is not; within it one project, and one environment, of every kind that the sets
 * make, the kind in none of them, and no project or environment at all.
 */
export function* placesToCompare(scope: Scope, authorities: readonly Authority[]): Generator<Place> {
  if (scope === "platform" || scope === "org") {
    yield {};
    return;
  }
  const grants = authorities.flatMap((authority) => authority.grants);
  const teamIds = new Set(grants.flatMap(teamsNamed));
  for (const teamId of [...teamIds, idOutside(teamIds)]) {
    if (scope === "team") yield { teamId };
    else yield* placesInTeam(authorities, grants, teamId);
  }
}

function* placesInTeam(
  authorities: readonly Authority[],
  grants: readonly Grant[],
  teamId: string,
): Generator<Place> {
  const projectSets: ReadonlySet<string>[] = [];
  const environmentSets: ReadonlySet<string>[] = [];
  for (const { projects, environments } of authorities.map((each) => each.narrowing ?? NO_NARROWING)) {
    if (projects !== null) projectSets.push(projects);
    if (environments !== null) environmentSets.push(environments);
  }
  for (const reach of grants.map((grant) => reachIn(grant, teamId))) {
    if (reach === undefined) continue;
    if (reach.projects.mode !== "all") projectSets.push(reach.projects.ids);
    if (reach.environments !== null) environmentSets.push(reach.environments);
  }
  const environments = [...oneOfEachKind(environmentSets), undefined];
  for (const projectId of [...oneOfEachKind(projectSets), undefined]) {
    for (const environment of environments) yield { teamId, projectId, environment };
  }
}

function teamsNamed(grant: Grant): readonly string[] {
  return [...(grant.teams?.keys() ?? [])];
}

function oneOfEachKind(sets: readonly ReadonlySet<string>[]): readonly string[] {
  const ids = new Set(sets.flatMap((set) => [...set]));
  const byKind = new Map<string, string>();
  for (const id of ids) byKind.set(sets.map((set) => (set.has(id) ? "1" : "0")).join(""), id);
  return [...byKind.values(), idOutside(ids)];
}

function idOutside(ids: ReadonlySet<string>): string {
  let id = "other";
  while (ids.has(id)) id += "+";
  return id;
}
