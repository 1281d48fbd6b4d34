import { requiredPermissions, type RouteSpec } from "@keywright/contract";
import { type Catalogue, hasId, projectsWithin } from "@keywright/policy";
import type { Org, Principal, Team } from "@keywright/verifier";
import type { FastifyRequest } from "fastify";
import type { Authority } from "../../authority/authority.ts";
import type { TokenCaller } from "../../caller.ts";
import type { Database } from "../../db/database.ts";
import { principalOf, type TokenGate } from "../../http/gate.ts";
import { Refusal } from "../../refusal.ts";
import { teamsReached } from "../../teams/reached.ts";
import { findTokensAnywhere } from "../../tokens/find.ts";
import { presentedToken } from "./credentials.ts";
import { WrongKind } from "./errors.ts";
import { isForApplications } from "./kinds.ts";

export interface PlaceDeps {
  readonly authority: Authority;
  readonly database: Database;
  readonly gate: TokenGate;
}

/** What a request names, from which its team follows. */
export interface Named {
  /** Slugs. */
  readonly projects?: readonly string[];
  /** Undefined for what names no token. */
  readonly tokenId?: string | undefined;
}

export type PathParams = Readonly<Record<string, string>>;

/** Who asks, and where: in a team, or (team null) in the organization. */
export interface At {
  readonly catalogue: Catalogue;
  readonly caller: TokenCaller;
  readonly org: Org;
  readonly team: Team | null;
  readonly now: Date;
}

export interface Here extends At {
  readonly team: Team;
}

/** No token has this id: it stands for one that nobody has heard of. */
export const NO_TOKEN_ID = `tok_${"0".repeat(26)}`;

/**
 * This API knows no teams. A team's token means its own; one of the organization means the team of the token or of all
 * the projects that are named, and without any the only team that it reaches.
 */
async function findTeam(
  { authority: { state }, database }: PlaceDeps,
  { orgId, teamId, authority }: Principal,
  { projects = [], tokenId }: Named,
): Promise<Team | undefined> {
  const org = state.orgs.byId(orgId);
  if (!org) return undefined;
  if (teamId !== null) return org.teams.byId(teamId);
  const reached = teamsReached(state.catalogue, authority, org);
  const [token] = tokenId === undefined ? [] : await findTokensAnywhere(database.kysely, orgId, [tokenId]);
  const ofToken = reached.find(({ id }) => id === token?.team_id);
  if (ofToken || projects.length === 0) return ofToken;
  const having = reached.filter((team) => projects.every((slug) => team.projects.bySlug(slug)));
  return having.length === 1 ? having[0] : undefined;
}

/** What our own path would have said. Asks the database, so it is asked before a write begins. */
export async function findPlace(
  deps: PlaceDeps,
  request: FastifyRequest,
  named: Named = {},
): Promise<PathParams> {
  const principal = await principalOf(deps.authority, request, presentedToken(request));
  const team = await findTeam(deps, principal, named);
  return {
    ...(team && { teamId: team.slug }),
    ...("tokenId" in named && { tokenId: named.tokenId ?? NO_TOKEN_ID }),
  };
}

/** Asks at the gate as if the request had come by our own route. Asks memory only, never the database. */
export async function admitTo(
  deps: PlaceDeps,
  request: FastifyRequest,
  route: RouteSpec,
  found: PathParams,
): Promise<Here> {
  const at = await enter(deps, request, route, found);
  if (!at.team) throw new Refusal("not_found");
  return { ...at, team: at.team };
}

/** At the gate, with what this API says to those who are not let in. */
export async function enter(
  { authority, gate }: PlaceDeps,
  request: FastifyRequest,
  route: RouteSpec,
  found: PathParams,
): Promise<At> {
  const token = presentedToken(request);
  try {
    const { caller, place } = (request.admission = await gate(request, route, token, found));
    const { catalogue } = authority.state;
    return { catalogue, caller, org: place.org, team: place.team, now: new Date() };
  } catch (error) {
    const code = error instanceof Refusal ? error.code : undefined;
    if (code === "team_required") throw lost();
    if (code !== "permission_missing") throw error;
    const principal = await principalOf(authority, request, token);
    throw isForApplications(authority.state, principal) ? new WrongKind() : error;
  }
}

/** Projects beyond the restrictions under which the caller may do this are as if they did not exist. */
export function requireProject({ catalogue, caller, team }: Here, route: RouteSpec, slug: string): void {
  const project = team.projects.bySlug(slug);
  const isWithin = (permission: string) =>
    hasId(projectsWithin(catalogue, caller.authority, permission, team.id), project?.id ?? "");
  if (project && requiredPermissions(route).some(isWithin)) return;
  throw new Refusal("not_found", { detail: "No project found" });
}

function lost(): Refusal {
  return new Refusal("team_required", {
    detail:
      "The token reaches more than one team. Name projects that one of them alone has, or use a token of the team.",
  });
}
