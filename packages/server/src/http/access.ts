import { requiredPermissions, type RouteSpec } from "@keywright/contract";
import {
  type Authority as HeldAuthority,
  decide,
  type Decision,
  type Denial,
  hasId,
  holds,
  ipInRange,
  parseIp,
  permissionLabel,
  projectReach,
  teamReach,
} from "@keywright/policy";
import type { AuthorityState, Org, Principal, Project, Team } from "@keywright/verifier";
import { Refusal } from "../refusal.ts";
import type { AccessQuestion } from "./handlers.ts";

export interface Place {
  readonly org: Org;
  readonly team: Team | null;
  readonly project: Project | null;
}

interface Asker {
  readonly state: AuthorityState;
  readonly principal: Principal;
  readonly ip: string | undefined;
}

/** No project has this id: it stands for one that does not exist yet. */
export const NEW_PROJECT_ID = "";

/** May this principal use this route here? Answers the place, or refuses. Asks memory only, never the database. */
export function admit(asker: Asker, route: RouteSpec, params: Record<string, string>): Place {
  const { state, principal } = asker;
  refuseAddress(principal.authority, asker.ip);
  const org = state.orgs.byId(principal.orgId);
  if (!org) throw new Refusal("not_found");
  if (route.permission === "any_token") return { org, team: null, project: null };

  const held = requiredPermissions(route).filter((permission) =>
    holds(state.catalogue, principal.authority, permission),
  );
  if (held.length === 0) throw missingPermission(requiredPermissions(route)[0] as string);
  const place = locate(asker, route, params, org, held);
  const denials: Denial[] = [];
  for (const permission of held) {
    const decision = decideAtRoute(asker, route, place, permission);
    if (decision.allowed) return place;
    denials.push(decision);
  }
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

/** The token's own team; for a token of the organization, the only team it reaches. */
function impliedTeam({ state, principal }: Asker, org: Org, held: readonly string[]): Team | undefined {
  if (principal.teamId !== null) return org.teams.byId(principal.teamId);
  const reaches = held.map((permission) => teamReach(state.catalogue, principal.authority, permission));
  const teams = [...org.teams].filter((team) => reaches.some((reach) => hasId(reach, team.id)));
  if (teams.length > 1) {
    throw new Refusal("team_required", {
      detail: "This token reaches more than one team. Name one in the path: /v1/teams/{teamId}/…",
    });
  }
  return teams[0];
}

function decideAtRoute(
  asker: Asker,
  route: RouteSpec,
  { team, project }: Place,
  permission: string,
): Decision {
  const { state, principal, ip } = asker;
  const { catalogue } = state;
  if (route.anyEnvironment || route.reach === "list") {
    if (!team) return { allowed: true };
    const { authority } = principal;
    if (!hasId(teamReach(catalogue, authority, permission), team.id))
      return { allowed: false, reason: "team_restricted" };
    const reached = !project || hasId(projectReach(catalogue, authority, permission, team.id), project.id);
    return reached ? { allowed: true } : { allowed: false, reason: "project_restricted" };
  }
  const projectId = route.reach === "create" ? NEW_PROJECT_ID : project?.id;
  return decide(catalogue, principal.authority, { permission, teamId: team?.id, projectId, ip });
}

/** What lies outside the restriction is answered as what does not exist. */
function refusalOf(route: RouteSpec, denials: readonly Denial[]): Refusal {
  const reasons = new Set(denials.map((denial) => denial.reason));
  if (reasons.has("ip_not_allowed")) return new Refusal("ip_not_allowed");
  if (reasons.has("environment_restricted")) return environmentRestricted();
  if (reasons.has("project_restricted") && route.reach === "create") {
    return new Refusal("project_restricted", {
      detail: "The token's role is restricted to listed projects, so it cannot create another.",
    });
  }
  return new Refusal("not_found");
}

function environmentRestricted(): Refusal {
  return new Refusal("environment_restricted", {
    detail: "The token's role is restricted to certain environments, and this concerns others too.",
  });
}

function refuseAddress(authority: HeldAuthority, ip: string | undefined): void {
  if (!mayComeFrom(authority, ip)) throw new Refusal("ip_not_allowed");
}

/** Whether a token may be used from this address at all; one that is bound to addresses, from an unknown one never. */
export function mayComeFrom({ narrowing }: HeldAuthority, ip: string | undefined): boolean {
  const ranges = narrowing?.allowedIps ?? null;
  if (ranges === null) return true;
  const address = ip === undefined ? undefined : parseIp(ip);
  return address !== undefined && ranges.some((range) => ipInRange(address, range));
}

/** The two lines people read when a permission is missing. */
export function missingPermission(permission: string): Refusal {
  return new Refusal("permission_missing", {
    detail:
      "The token used to authenticate does not have permission to access this endpoint.\n" +
      `The required permission is '${permissionLabel(permission)}'.`,
  });
}

/** For questions that only the handler can ask, such as those about the resource it has just read. */
export function decideFor({ state, principal, ip }: Asker, question: AccessQuestion): Decision {
  return decide(state.catalogue, principal.authority, { ...question, ip });
}

export function refuseDecision(decision: Decision): void {
  if (decision.allowed) return;
  if (decision.reason === "permission_missing") throw missingPermission(decision.missing ?? "");
  if (decision.reason === "environment_restricted") throw environmentRestricted();
  if (decision.reason === "project_restricted") throw new Refusal("project_restricted");
  throw new Refusal("not_found");
}
