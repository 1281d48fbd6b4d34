import { requiredPermissions, type RouteSpec } from "@keywright/contract";
import { holds, type RoleDefinition } from "@keywright/policy";
import type { AuthorityState, Principal, Verdict } from "@keywright/verifier";
import type { FastifyRequest } from "fastify";
import type { Authority } from "../authority/authority.ts";
import type { PrincipalCaller, TokenCaller } from "../caller.ts";
import type { Tx } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import type { Uses } from "../usage/uses.ts";
import { admit, type Place } from "./access.ts";
import { bearerToken } from "./credentials.ts";
import { originOf } from "./origin.ts";
import type { People } from "./people.ts";
import { readParams } from "./validate.ts";

export interface Admission {
  readonly caller: PrincipalCaller;
  readonly place: Place;
  readonly params: Record<string, string>;
}

export interface TokenAdmission extends Admission {
  readonly caller: TokenCaller;
}

export interface TokenGateDeps {
  readonly authority: Authority;
  readonly uses: Uses;
}

export interface GateDeps extends TokenGateDeps {
  readonly people: People;
}

/** Asks with the token of the request's Authorization header, or with one that came in another way. */
export type TokenGate = (
  request: FastifyRequest,
  route: RouteSpec,
  token?: string,
  /** For paths that are not the route's own: what stands in for its parameters. */
  params?: Readonly<Record<string, string>>,
) => Promise<TokenAdmission>;

/** Asks with the token of the request or, without an Authorization header, with its session. */
export type Gate = (request: FastifyRequest, route: RouteSpec, tx?: Tx) => Promise<Admission>;

/** Who is this, and may they do this here? Asked before anything else of the request is looked at. */
export function createGate({ people, authority, uses }: GateDeps): Gate {
  const tokenGate = createTokenGate({ authority, uses });
  return async (request, route, tx) => {
    const caller = await people.memberOf(request, tx);
    if (!caller) return tokenGate(request, route);
    const params = request.params as Record<string, string>;
    const place = admit({ state: authority.state, caller }, route, params);
    return { caller, place, params: readParams(route, params) };
  };
}

/** For doors that know nothing but tokens. */
export function createTokenGate({ authority, uses }: TokenGateDeps): TokenGate {
  return async (request, route, token = bearerToken(request), params) => {
    const authenticated = authenticate(authority, token);
    const principal = authenticated instanceof Promise ? await authenticated : authenticated;
    request.keyHolder = principal;
    const { state } = authority;
    const raw = params ?? (request.params as Record<string, string>);
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
      refuseOtherOrg(state, principal, request);
      const caller = callerOf(state, principal, request);
      const place = admit({ state, caller }, route, raw);
      const admission = { caller, place, params: readParams(route, raw) };
      note("allowed");
      return admission;
    } catch (error) {
      if (error instanceof Refusal) note(error.code);
      throw error;
    }
  };
}

/** Whose token it is, before anything is asked of it. */
export async function principalOf(
  authority: Authority,
  request: FastifyRequest,
  token = bearerToken(request),
): Promise<Principal> {
  const principal = await authenticate(authority, token);
  request.keyHolder = principal;
  return principal;
}

function refuseOtherOrg(state: AuthorityState, { orgId }: Principal, { headers }: FastifyRequest): void {
  const org = headers["keywright-org"];
  if (org !== undefined && org !== state.orgs.byId(orgId)?.slug) throw new Refusal("not_found");
}

/** Who acts, for the audit log. */
export function callerOf(state: AuthorityState, principal: Principal, request: FastifyRequest): TokenCaller {
  const { orgId, teamId, authority } = principal;
  const roles = [definitionOf(state, principal)];
  return { type: "token", principal, orgId, teamId, authority, roles, origin: originOf(request) };
}

/** Of several permissions that a route accepts, the one that the principal has. */
export function askedFor({ catalogue }: AuthorityState, { authority }: Principal, route: RouteSpec): string {
  const accepted = requiredPermissions(route);
  return accepted.find((permission) => holds(catalogue, authority, permission)) ?? accepted[0] ?? "";
}

function definitionOf({ orgs }: AuthorityState, { orgId, teamId, roleId }: Principal): RoleDefinition {
  const org = orgs.byId(orgId);
  const role = (teamId === null ? org : org?.teams.byId(teamId))?.roles.byId(roleId);
  if (!role) throw new Refusal("role_deleted");
  return role.definition;
}

function authenticate(authority: Authority, token: string | undefined): Principal | Promise<Principal> {
  if (token === undefined) {
    throw new Refusal("no_credentials", {
      detail: "Send an API token: Authorization: Bearer <token>, or sign in.",
    });
  }
  const verdict = authority.authenticate(token);
  return verdict instanceof Promise ? verdict.then(accepted) : accepted(verdict);
}

function accepted(verdict: Verdict): Principal {
  if (!verdict.allowed) throw new Refusal(verdict.reason);
  return verdict.principal;
}
