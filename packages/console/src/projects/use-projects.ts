import { PER_PAGE_MAX } from "@keywright/contract";
import { useQueries } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";
import type { ProjectRow } from "./project-columns.tsx";

/** So many are asked, where all teams of an organization are meant. */
const TEAMS_ASKED = 20;

export interface KnownProjects {
  readonly projects: readonly ProjectRow[];
  /** Whether there are no others, as far as this person sees; taken for granted until it is known. */
  readonly isWhole: boolean;
}

/** The projects to choose from: of the team of the page or of the one that is named, else of all teams. */
export function useProjects(teamId?: string): KnownProjects {
  const { org, team = teamId, membership } = usePlace();
  const teams = membership.teams.filter(({ id }) => team === undefined || id === team);
  const seen = teams.filter(({ permissions }) => permissions.includes("project:projects:manage:read"));
  const answers = useQueries({
    queries: seen
      .slice(0, TEAMS_ASKED)
      .map(({ id }) =>
        read(org, "listProjects", { params: { teamId: id }, query: { per_page: PER_PAGE_MAX } }),
      ),
  });
  return {
    projects: answers.flatMap(({ data }) => data?.projects ?? []),
    isWhole:
      seen.length > 0 &&
      seen.length === teams.length &&
      seen.length <= TEAMS_ASKED &&
      answers.every(({ data, isError }) => !isError && !data?.pagination.hasNextPage),
  };
}

/** Every name once. */
export function environmentsOf(projects: readonly ProjectRow[]): string[] {
  return [...new Set(projects.flatMap(({ environments }) => environments))].sort();
}
