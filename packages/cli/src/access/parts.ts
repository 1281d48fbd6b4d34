import type { Access, LevelAccess } from "./access.ts";

/** What is to be read of a server. Nothing is asked for that nobody compares: the token may not be allowed to. */
export interface Parts {
  readonly team?: TeamParts;
  readonly org?: LevelParts;
  readonly platform?: true;
}

export interface LevelParts {
  readonly settings?: boolean;
  readonly roles?: boolean;
  readonly members?: boolean;
}

export interface TeamParts extends LevelParts {
  /** Their names, as far as they may be known, are enough to say what a restriction may list. */
  readonly projects?: "names" | "whole" | undefined;
  readonly trustRules?: boolean;
}

export function partsOf({ team, org, platform }: Access): Parts {
  return {
    ...(team && { team: teamPartsOf(team) }),
    ...(org && { org: levelPartsOf(org) }),
    ...(platform && { platform: true }),
  };
}

function teamPartsOf(team: NonNullable<Access["team"]>): TeamParts {
  const level = levelPartsOf(team);
  const trustRules = team.trustRules !== undefined;
  const names = level.roles || trustRules ? "names" : undefined;
  return {
    ...level,
    roles: level.roles || trustRules,
    trustRules,
    projects: team.projects ? "whole" : names,
  };
}

function levelPartsOf({ settings, roles }: LevelAccess): Required<LevelParts> {
  return {
    settings: settings !== undefined,
    roles: roles !== undefined,
    members: [...(roles?.values() ?? [])].some(({ members }) => members !== undefined),
  };
}
