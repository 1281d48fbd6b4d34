import type { Org, Project, Team } from "@keywright/verifier";
import type { Work } from "../changes/work.ts";
import { keepTeam } from "../teams/keep-team.ts";
import { keepProjectIds, keepTeamIds } from "./queries.ts";
import type { TeamKey } from "../teams/team-key.ts";

/** How the slugs of a request become ids; those that name nothing are left out. */
export interface PlaceIds {
  projects(team: TeamKey, slugs: readonly string[]): Promise<Map<string, string>>;
  teams(orgId: string, slugs: readonly string[]): Promise<Map<string, string>>;
}

/** Of teams and projects that stay until the role is stored. */
export function keptPlaces({ tx }: Work): PlaceIds {
  return {
    async projects(team, slugs) {
      await keepTeam(tx, team.orgId, team.teamId);
      return keepProjectIds(tx, team, slugs);
    },
    teams: (orgId, slugs) => keepTeamIds(tx, orgId, slugs),
  };
}

/** Of those that there are at this moment. */
export function presentPlaces(org: Org): PlaceIds {
  return {
    projects: async ({ teamId }, slugs) =>
      idsOf(slugs, (slug) => org.teams.byId(teamId)?.projects.bySlug(slug)),
    teams: async (_orgId, slugs) => idsOf(slugs, (slug) => org.teams.bySlug(slug)),
  };
}

function idsOf(
  slugs: readonly string[],
  find: (slug: string) => Team | Project | undefined,
): Map<string, string> {
  const found = slugs.map((slug) => find(slug)).filter((place) => place !== undefined);
  return new Map(found.map(({ slug, id }) => [slug, id]));
}
