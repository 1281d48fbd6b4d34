import type { Patterns } from "./patterns.ts";
import {
  type ProjectReach,
  REACHES_ALL,
  reachOf,
  restrictionOf,
  type TeamReach,
  teamReachesOf,
  teamsRestrictionOf,
} from "./reach.ts";
import type { RoleEdit, RoleRow } from "./role-operations.ts";

/** A role while it is edited. */
export interface RoleDraft {
  readonly name: string;
  readonly description: string;
  readonly patterns: Patterns;
  /** Of a team's role. */
  readonly reach: ProjectReach;
  /** Of an organization's role; null for all teams. */
  readonly teams: readonly TeamReach[] | null;
}

export const BLANK_ROLE: RoleDraft = {
  name: "",
  description: "",
  patterns: [],
  reach: REACHES_ALL,
  teams: null,
};

export function draftOf(role: RoleRow): RoleDraft {
  const { name, description = "", permissions, restrictions } = role;
  return {
    name,
    description,
    patterns: Object.entries(permissions).flatMap(([list, patterns]) =>
      // `*` means everything of the list's scope.
      patterns.map((pattern) => (pattern === "*" ? `${list.replace(/Scope$/, "")}:*` : pattern)),
    ),
    reach: "teams" in restrictions ? REACHES_ALL : reachOf(restrictions),
    teams: "teams" in restrictions ? teamReachesOf(restrictions) : null,
  };
}

/** What of the draft is new. Parts that stay are not sent, so that nobody else's edit of them is undone. */
export function editOf(before: RoleDraft, draft: RoleDraft, isTeam: boolean): RoleEdit {
  const hasNewReach = isTeam ? !isSame(before.reach, draft.reach) : !isSame(before.teams, draft.teams);
  return {
    ...(draft.name !== before.name && { name: draft.name }),
    ...(draft.description !== before.description && { description: draft.description || null }),
    ...(!isSame([...before.patterns].sort(), [...draft.patterns].sort()) && {
      permissions: permissionsOf(draft.patterns, isTeam),
    }),
    ...(hasNewReach && { restrictions: restrictionsOf(draft, isTeam) }),
  };
}

export function bodyOf(draft: RoleDraft, isTeam: boolean) {
  return {
    name: draft.name,
    description: draft.description || null,
    permissions: permissionsOf(draft.patterns, isTeam),
    restrictions: restrictionsOf(draft, isTeam),
  };
}

function permissionsOf(patterns: Patterns, isTeam: boolean) {
  const ofScope = (scope: string) => patterns.filter((pattern) => pattern.startsWith(`${scope}:`));
  const inTeams = { teamScope: ofScope("team"), projectScope: ofScope("project") };
  return isTeam ? inTeams : { platformScope: ofScope("platform"), orgScope: ofScope("org"), ...inTeams };
}

function restrictionsOf({ reach, teams }: RoleDraft, isTeam: boolean) {
  return isTeam ? restrictionOf(reach) : teamsRestrictionOf(teams);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
