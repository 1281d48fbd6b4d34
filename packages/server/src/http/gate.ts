import { requiredPermissions, type RouteSpec } from "@keywright/contract";
import { holds, type RoleDefinition } from "@keywright/policy";
import type { AuthorityState, Principal } from "@keywright/verifier";
import type { FastifyRequest } from "fastify";
import type { Authority } from "../authority/authority.ts";
import type { TokenCaller } from "../caller.ts";
import { Refusal } from "../refusal.ts";
import type { Uses } from "../usage/uses.ts";
import { admit, type Place } from "./access.ts";
import { bearerToken } from "./credentials.ts";
import { readParams } from "./validate.ts";

export interface Admission {
  readonly caller: TokenCaller;
  readonly place: Place;
  readonly params: Record<string, string>;
}

export interface GateDeps {
  readonly authority: Authority;
  readonly uses: Uses;
}

/** Asks with the token of the request's Authorization header, or with one that came in another way. */
export type Gate = (request: FastifyRequest, route: RouteSpec, token?: string) => Promise<Admission>;

/** Who is this, and may they do this here? Asked before anything else of the request is looked at. */
export function createGate({ authority, uses }: GateDeps): Gate {
  return async (request, route, token = bearerToken(request)) => {
    const principal = await authenticate(authority, token);
    const { state } = authority;
    const raw = request.params as Record<string, string>;
    // Who is asked again while the same request goes on is not using their token again.
    const isFirst = request.admission === null;
    const note = (verdict: string) => {
      const asked = {
        permission: askedFor(state, principal, route),
        project: raw["projectId"] ?? null,
        verdict,
      };
      if (isFirst) uses.record(principal, asked, Date.now());
    };
    try {
      const place = placeOf(state, principal, request, route);
      const params = readParams(route, raw);
      const caller = callerOf(state, principal, request);
      note("allowed");
      return { caller, place, params };
    } catch (error) {
      if (error instanceof Refusal) note(error.code);
      throw error;
    }
  };
}

function placeOf(
  state: AuthorityState,
  principal: Principal,
  request: FastifyRequest,
  route: RouteSpec,
): Place {
  const org = request.headers["keywright-org"];
  if (org !== undefined && org !== state.orgs.byId(principal.orgId)?.slug) throw new Refusal("not_found");
  return admit({ state, principal, ip: request.ip }, route, request.params as Record<string, string>);
}

/** Who acts, for the audit log. */
export function callerOf(state: AuthorityState, principal: Principal, request: FastifyRequest): TokenCaller {
  return {
    type: "token",
    principal,
    role: definitionOf(state, principal),
    origin: { ip: request.ip, userAgent: userAgent(request), requestId: request.id },
  };
}

/** Of several permissions that a route accepts, the one that the principal has. */
function askedFor({ catalogue }: AuthorityState, { authority }: Principal, route: RouteSpec): string {
  const accepted = requiredPermissions(route);
  return accepted.find((permission) => holds(catalogue, authority, permission)) ?? accepted[0] ?? "";
}

function definitionOf({ orgs }: AuthorityState, { orgId, teamId, roleId }: Principal): RoleDefinition {
  const org = orgs.byId(orgId);
  const role = (teamId === null ? org : org?.teams.byId(teamId))?.roles.byId(roleId);
  if (!role) throw new Refusal("role_deleted");
  return role.definition;
}

async function authenticate(authority: Authority, token: string | undefined): Promise<Principal> {
  if (token === undefined) {
    throw new Refusal("no_credentials", { detail: "Send an API token: Authorization: Bearer <token>" });
  }
  const verdict = await authority.authenticate(token);
  if (!verdict.allowed) throw new Refusal(verdict.reason);
  return verdict.principal;
}

const USER_AGENT_MAX_LENGTH = 300;

function userAgent(request: FastifyRequest): string | undefined {
  return request.headers["user-agent"]?.slice(0, USER_AGENT_MAX_LENGTH);
}
