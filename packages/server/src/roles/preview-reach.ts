import { type Authority, type Catalogue, hasId, holds, projectReach, teamReach } from "@keywright/policy";
import type { Team } from "@keywright/verifier";

/** What a call was counted under. */
export interface CountedUse {
  readonly permission: string;
  /** Slug; empty when none was named. */
  readonly project: string;
}

/**
 * Whether such a call may have been allowed in one of these teams. Which team it was for is not counted, so that a role of
 * the organization is given the benefit of the doubt; and environments are not counted either.
 */
export function reachesSomewhere(
  catalogue: Catalogue,
  authority: Authority,
  teams: readonly Team[],
  { permission, project: slug }: CountedUse,
): boolean {
  const scope = catalogue.position(permission)?.scope;
  if (scope === undefined) return false;
  if (scope === "platform" || scope === "org") return holds(catalogue, authority, permission);
  const reached = teamReach(catalogue, authority, permission);
  return teams.some((team) => {
    if (!hasId(reached, team.id)) return false;
    if (scope === "team" || slug === "") return true;
    const project = team.projects.bySlug(slug);
    return (
      project !== undefined && hasId(projectReach(catalogue, authority, permission, team.id), project.id)
    );
  });
}
