import {
  NO_NARROWING,
  UNRESTRICTED,
  type Authority,
  type Grant,
  type Narrowing,
  type Reach,
} from "./authority.ts";
import { hasBit } from "./bits.ts";
import type { Catalogue, Position } from "./catalogue.ts";
import { hasId } from "./id-set.ts";
import type { Scope } from "./permission.ts";

/** Where a request takes place. A part left out is not named by the request. */
export interface Place {
  readonly teamId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly environment?: string | undefined;
}

/** The check that stops a request on its way through one grant; a larger number is further along. */
export const STOP = { permission: 0, team: 1, project: 2, environment: 3, nowhere: 4 } as const;

export type Stop = (typeof STOP)[keyof typeof STOP];

/** Where the permission is, unless no grant could let the authority use it: unknown, narrowed away, not publishable. */
export function usable(catalogue: Catalogue, authority: Authority, permission: string): Position | undefined {
  const position = catalogue.position(permission);
  if (position === undefined) return undefined;
  const narrowed = (authority.narrowing ?? NO_NARROWING).bits;
  if (narrowed !== null && !hasBit(narrowed, position.bit)) return undefined;
  if (authority.publishableOnly && !hasBit(catalogue.publishableBits, position.bit)) return undefined;
  return position;
}

/** Only an organization's grant gives what lies above the teams, whatever its bits say. */
export function givesScope(grant: Grant, scope: Scope): boolean {
  return grant.level === "org" || scope === "team" || scope === "project";
}

/** What the grant reaches in the team, undefined for nothing. A team's grant means its own team when none is named. */
export function reachIn(grant: Grant, teamId: string | undefined): Reach | undefined {
  if (grant.level === "team") {
    if (grant.teamId === null || (teamId !== undefined && teamId !== grant.teamId)) return undefined;
    return grant.teams?.get(grant.teamId);
  }
  if (grant.teams === null) return UNRESTRICTED;
  return teamId === undefined ? undefined : grant.teams.get(teamId);
}

/** How far a request for any permission of the scope gets through the grant, supposing that the grant holds its bit. */
export function stopIn(grant: Grant, narrowing: Narrowing, scope: Scope, place: Place): Stop {
  if (!givesScope(grant, scope)) return STOP.permission;
  if (scope === "platform" || scope === "org") return STOP.nowhere;
  const reach = reachIn(grant, place.teamId);
  if (reach === undefined) return STOP.team;
  if (scope === "team") return STOP.nowhere;
  if (!reachesProject(reach, narrowing, place.projectId)) return STOP.project;
  return reachesEnvironment(reach, narrowing, place.environment) ? STOP.nowhere : STOP.environment;
}

/** A request that names no project is about all of them: only unrestricted reach will do. */
function reachesProject({ projects }: Reach, narrowing: Narrowing, projectId: string | undefined): boolean {
  const narrowed = narrowing.projects;
  if (projectId === undefined) return projects.mode === "all" && narrowed === null;
  return hasId(projects, projectId) && (narrowed === null || narrowed.has(projectId));
}

function reachesEnvironment(reach: Reach, narrowing: Narrowing, environment: string | undefined): boolean {
  return isListed(reach.environments, environment) && isListed(narrowing.environments, environment);
}

function isListed(list: ReadonlySet<string> | null, environment: string | undefined): boolean {
  return list === null || (environment !== undefined && list.has(environment));
}
