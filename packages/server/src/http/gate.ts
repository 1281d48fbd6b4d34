import type { RouteSpec } from "@keywright/contract";
import type { Principal } from "@keywright/verifier";
import type { FastifyRequest } from "fastify";
import type { Authority } from "../authority/authority.ts";
import type { TokenCaller } from "../caller.ts";
import { Refusal } from "../refusal.ts";
import type { Usage } from "../usage/usage.ts";
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
  readonly usage: Usage;
}

/** Who is this, and may they do this here? Asked before anything else of the request is looked at. */
export function createGate({ authority, usage }: GateDeps) {
  return async (request: FastifyRequest, route: RouteSpec): Promise<Admission> => {
    const principal = await authenticate(authority, request);
    usage.record(principal, Date.now());
    const { state } = authority;
    const org = request.headers["keywright-org"];
    if (org !== undefined && org !== state.orgs.byId(principal.orgId)?.slug) throw new Refusal("not_found");
    const raw = request.params as Record<string, string>;
    const place = admit({ state, principal, ip: request.ip }, route, raw);
    const caller: TokenCaller = {
      type: "token",
      principal,
      origin: { ip: request.ip, userAgent: userAgent(request), requestId: request.id },
    };
    return { caller, place, params: readParams(route, raw) };
  };
}

async function authenticate(authority: Authority, request: FastifyRequest): Promise<Principal> {
  const token = bearerToken(request);
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
