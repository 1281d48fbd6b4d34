import type { RouteSpec } from "@keywright/contract";
import type { Org, Team } from "@keywright/verifier";
import type { FastifyRequest } from "fastify";
import type { Authority } from "../../authority/authority.ts";
import type { TokenCaller } from "../../caller.ts";
import { bearerToken } from "../../http/credentials.ts";
import { principalOf, type TokenGate } from "../../http/gate.ts";
import { idOfUuid } from "../../ids.ts";

const TOKEN = /^Token +(\S+) *$/i;

/** `Authorization: Token …` or `Bearer …`. */
export function presentedToken(request: FastifyRequest): string | undefined {
  return TOKEN.exec(request.headers.authorization ?? "")?.[1] ?? bearerToken(request);
}

export interface PlaceDeps {
  readonly authority: Authority;
  readonly gate: TokenGate;
}

/** The same operation of ours on the tokens of a team, and on the organization's own. */
export interface Operation {
  readonly inTeam: RouteSpec;
  readonly inOrg: RouteSpec;
}

export interface Here {
  readonly caller: TokenCaller;
  readonly org: Org;
  /** Null when the request names the organization itself. */
  readonly team: Team | null;
  readonly now: Date;
}

/** Asks at the gate as if the request had come by our own route. Asks memory only, never the database. */
export async function admitTo(
  { authority, gate }: PlaceDeps,
  request: FastifyRequest,
  { inTeam, inOrg }: Operation,
): Promise<Here> {
  const token = presentedToken(request);
  const { orgId } = await principalOf(authority, request, token);
  const { organizationId: named = "", apiTokenId } = request.params as PathParams;
  const org = authority.state.orgs.byId(orgId);
  const team = org && findTeam(org, named);
  const isOrg = org !== undefined && team === undefined && isNamed(org, named);
  const { caller, place } = (request.admission = await gate(request, isOrg ? inOrg : inTeam, token, {
    // What is neither is a team that does not exist: whoever may not ask at all learns that first.
    ...(!isOrg && { teamId: team?.slug ?? named }),
    ...(apiTokenId !== undefined && { tokenId: ourTokenId(apiTokenId) }),
  }));
  return { caller, org: place.org, team: place.team, now: new Date() };
}

interface PathParams {
  readonly organizationId?: string;
  readonly apiTokenId?: string;
}

/** Its clients know ids as UUIDs. */
export function ourTokenId(id: string): string {
  return idOfUuid("tok", id) ?? id;
}

/** A team comes first where it and the organization have one name: each has an id of its own besides. */
function findTeam({ teams }: Org, named: string): Team | undefined {
  return teams.bySlug(named) ?? teams.byId(idOfUuid("team", named) ?? named);
}

function isNamed({ id, slug }: Org, named: string): boolean {
  return named === slug || id === (idOfUuid("org", named) ?? named);
}
