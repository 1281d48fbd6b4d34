import type { Answer } from "../api/read.ts";

export type ProjectRestriction = Answer<"getRole">["restrictions"];
export type TeamsRestriction = Answer<"getOrgRole">["restrictions"];

/** A restriction as one chooses it. Lists may be empty: that means nothing, never everything. */
export interface ProjectReach {
  readonly projects: "all" | "in" | "notIn";
  readonly listed: readonly string[];
  /** Null for all of them. */
  readonly environments: readonly string[] | null;
}

export interface TeamReach {
  readonly teamId: string;
  readonly reach: ProjectReach;
}

export const REACHES_ALL: ProjectReach = { projects: "all", listed: [], environments: null };

export function reachOf({
  enabled,
  projects,
  restrictionMode,
  environments,
}: ProjectRestriction): ProjectReach {
  if (!enabled) return REACHES_ALL;
  const isAll = restrictionMode === "in" && projects.includes("*");
  return {
    projects: isAll ? "all" : restrictionMode,
    listed: isAll ? [] : projects,
    environments,
  };
}

/** Null for all teams. */
export function teamReachesOf({ enabled, teams }: TeamsRestriction): readonly TeamReach[] | null {
  return enabled ? teams.map(({ teamId, restrictions }) => ({ teamId, reach: reachOf(restrictions) })) : null;
}

export function restrictionOf({ projects, listed, environments }: ProjectReach): ProjectRestriction {
  const isAll = projects === "all";
  return {
    enabled: !isAll || environments !== null,
    projects: isAll ? ["*"] : [...listed],
    restrictionMode: isAll ? "in" : projects,
    environments: environments && [...environments],
  };
}

export function teamsRestrictionOf(teams: readonly TeamReach[] | null): TeamsRestriction {
  return {
    enabled: teams !== null,
    teams: (teams ?? []).map(({ teamId, reach }) => ({ teamId, restrictions: restrictionOf(reach) })),
  };
}
