import type { ProjectRestriction, RoleDefinition } from "./access.ts";

/** What a restriction leaves of one team: of a role of the team, and of one of the organization. */
export function reachIn(
  restrictions: RoleDefinition["restrictions"],
  teamId: string,
): ProjectRestriction | undefined {
  return restrictions && "teams" in restrictions ? restrictions.teams[teamId] : restrictions;
}
