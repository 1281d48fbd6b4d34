import { requiredPermissions, type RouteSpec } from "@keywright/contract";
import {
  type Authority as HeldAuthority,
  boundElsewhere,
  decide,
  type Decision,
  type Denial,
  hasId,
  holds,
  projectReach,
  teamReach,
} from "@keywright/policy";
import type { AuthorityState, Org, Project, Team, Verdict } from "@keywright/verifier";
import type { Origin, PrincipalCaller } from "../caller.ts";
import { environmentRestricted } from "../decision.ts";
import { missingPermission } from "../missing-permission.ts";
import { Refusal } from "../refusal.ts";
import { teamsReached } from "../teams/reached.ts";
import type { AccessQuestion } from "../decision.ts";

export interface Place {
  readonly org: Org;
  readonly team: Team | null;
  readonly project: Project | null;
}

interface Asker {
  readonly state: AuthorityState;
  readonly caller: PrincipalCaller;
}

/** No project has this id: it stands for one that does not exist yet. */
export const NEW_PROJECT_ID = "";

/** May this caller use this route here? Answers the place, or refuses. Asks memory only, never the database. */
export function admit(asker: Asker, route: RouteSpec, params: Record<string, string>): Place {
  const { state, caller } = asker;
  refuseElsewhere(caller.authority, caller.origin);
  const org = state.orgs.byId(caller.orgId);
  if (!org) throw new Refusal("not_found");
  if (route.permission === "any_token") return { org, team: null, project: null };

  const held = requiredPermissions(route).filter((permission) =>
    holds(state.catalogue, caller.authority, permission),
  );
  if (held.length === 0 && mayManageOwn(asker, route)) return locateOwn(asker, route, params, org);
  if (held.length === 0) throw missingPermission(requiredPermissions(route)[0] as string, caller);
  const place = locate(asker, route, params, org, held);
  const denials: Denial[] = [];
  for (const permission of held) {
    const decision = decideAtRoute(asker, route, place, permission);
    if (decision.allowed) return place;
    denials.push(decision);
  }
  if (mayManageOwn(asker, route)) return locateOwn(asker, route, params, org);
  throw refusalOf(route, denials);
}

function locate(
  asker: Asker,
  route: RouteSpec,
  params: Record<string, string>,
  org: Org,
  held: readonly string[],
): Place {
  const { teamId, projectId } = params;
  const inTeam = route.team === true || teamId !== undefined;
  if (!inTeam) return { org, team: null, project: null };
  const team = teamId === undefined ? impliedTeam(asker, org, held) : org.teams.bySlug(teamId);
  if (!team) throw new Refusal("not_found");
  if (projectId === undefined) return { org, team, project: null };
  const project = team.projects.bySlug(projectId);
  if (!project) throw new Refusal("not_found");
  return { org, team, project };
}

/** The token's own team; for a token of the organization and for a person, the only team reached. */
function impliedTeam({ state, caller }: Asker, org: Org, held: readonly string[]): Team | undefined {
  if (caller.teamId !== null) return org.teams.byId(caller.teamId);
  const reaches = held.map((permission) => teamReach(state.catalogue, caller.authority, permission));
  return onlyTeam([...org.teams].filter((team) => reaches.some((reach) => hasId(reach, team.id))));
}

function onlyTeam(teams: readonly Team[]): Team | undefined {
  if (teams.length > 1) {
    throw new Refusal("team_required", {
      detail: "More than one team is reached. Name one in the path: /v1/teams/{teamId}/…",
    });
  }
  return teams[0];
}

/** A person manages their own tokens wherever they hold a role, without a permission to: the handler keeps to these. */
function mayManageOwn({ caller }: Asker, route: RouteSpec): boolean {
  return route.ownTokens === true && caller.type === "member";
}

function locateOwn(
  { state, caller }: Asker,
  route: RouteSpec,
  { teamId }: Record<string, string>,
  org: Org,
): Place {
  if (!route.team) return { org, team: null, project: null };
  const reached = teamsReached(state.catalogue, caller.authority, org);
  const team = teamId === undefined ? onlyTeam(reached) : reached.find(({ slug }) => slug === teamId);
  if (!team) throw new Refusal("not_found");
  return { org, team, project: null };
}

function decideAtRoute(
  asker: Asker,
  route: RouteSpec,
  { team, project }: Place,
  permission: string,
): Decision {
  const { catalogue } = asker.state;
  const { authority, origin } = asker.caller;
  if (route.anyEnvironment || route.reach === "list") {
    if (!team) return { allowed: true };
    if (!hasId(teamReach(catalogue, authority, permission), team.id))
      return { allowed: false, reason: "team_restricted" };
    const reached = !project || hasId(projectReach(catalogue, authority, permission, team.id), project.id);
    return reached ? { allowed: true } : { allowed: false, reason: "project_restricted" };
  }
  const projectId = route.reach === "create" ? NEW_PROJECT_ID : project?.id;
  const { ip, website } = origin;
  return decide(catalogue, authority, { permission, teamId: team?.id, projectId, ip, origin: website });
}

/** What lies outside the restriction is answered as what does not exist. */
function refusalOf(route: RouteSpec, denials: readonly Denial[]): Refusal {
  const reasons = new Set(denials.map((denial) => denial.reason));
  if (reasons.has("environment_restricted")) return environmentRestricted();
  if (reasons.has("project_restricted") && route.reach === "create") {
    return new Refusal("project_restricted", {
      detail: "The token's role is restricted to listed projects, so it cannot create another.",
    });
  }
  return new Refusal("not_found");
}

/** What a token may be bound to of where it is used. */
export type Source = Pick<Origin, "ip" | "website">;

/** Nowhere in particular: whoever is bound to anything may not come from there. */
export const NOWHERE: Source = { ip: undefined, website: undefined };

function refuseElsewhere(authority: HeldAuthority, { ip, website }: Source): void {
  const reason = boundElsewhere(authority, { ip, origin: website });
  if (reason) throw new Refusal(reason);
}

/** A verdict on a token as it is used from there: one that is bound to other addresses or websites is refused. */
export function usedFrom({ ip, website }: Source, verdict: Verdict): Verdict {
  if (!verdict.allowed) return verdict;
  const { principal, revision } = verdict;
  const reason = boundElsewhere(principal.authority, { ip, origin: website });
  if (!reason) return verdict;
  return { allowed: false, reason, revision, principal };
}

/** For questions that only the handler can ask, such as those about the resource it has just read. */
export function decideFor({ state, caller }: Asker, question: AccessQuestion): Decision {
  const { ip, website } = caller.origin;
  return decide(state.catalogue, caller.authority, { ...question, ip, origin: website });
}
