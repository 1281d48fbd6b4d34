import type { RouteSpec } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";
import type { FastifyRequest } from "fastify";
import { teamOfConnection } from "../../app-connections/app-connections.ts";
import { type ConnectionAction, type ConnectionPlace, connectionPlace } from "../../app-connections/place.ts";
import type { Authority } from "../../authority/authority.ts";
import type { TokenCaller } from "../../caller.ts";
import type { Database } from "../../db/database.ts";
import { principalOf, type TokenGate } from "../../http/gate.ts";
import { Refusal } from "../../refusal.ts";
import { teamOfSync } from "../../secret-syncs/syncs.ts";

export interface DoorDeps {
  readonly authority: Authority;
  readonly database: Database;
  readonly gate: TokenGate;
}

/** What a request here names, by our own ids. */
export interface Named {
  readonly syncId?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly projectId?: string | undefined;
}

/** As which of our own operations a request is judged. */
export interface As {
  readonly route: RouteSpec;
  readonly action: ConnectionAction;
}

/** What our own path would have said; `isThere` when all that was named was found. */
interface Found {
  readonly params: Readonly<Record<string, string>>;
  readonly isThere: boolean;
}

/** This API names no teams: it is that of the sync, the connection or the project, else the token's own. */
export async function findPlace(
  { authority, database: { kysely: db } }: DoorDeps,
  request: FastifyRequest,
  named: Named,
): Promise<Found> {
  const { connectionId, projectId, syncId } = named;
  const { orgId } = await principalOf(authority, request);
  const teams = [...(authority.state.orgs.byId(orgId)?.teams ?? [])];
  const ids = { ...(connectionId && { connectionId }), ...(syncId && { syncId }) };
  if (Object.values(named).every((id) => id === undefined)) return { params: {}, isThere: true };
  const teamId =
    (syncId && (await teamOfSync(db, orgId, syncId))) ??
    (connectionId && (await teamOfConnection(db, orgId, connectionId)));
  const isNamed = Object.keys(ids).length > 0;
  const team = teams.find(({ id, projects }) => (isNamed ? id === teamId : projects.byId(projectId ?? "")));
  return { params: { ...ids, ...(team && { teamId: team.slug }) }, isThere: team !== undefined };
}

/** Who asks, and where. */
export interface Here {
  readonly catalogue: Catalogue;
  readonly caller: TokenCaller;
  readonly org: Org;
  readonly team: Team;
}

/** Asks at the gate as if the request had come by our own route. Asks memory only, never the database. */
export async function admitBy(
  { authority, gate }: DoorDeps,
  request: FastifyRequest,
  route: RouteSpec,
  { params, isThere }: Found,
): Promise<Here> {
  const admission = await gate(request, route, undefined, params);
  request.admission = admission;
  const { caller, place } = admission;
  // Only now: whoever may not ask at all learns that first, be it there or not.
  if (!isThere || !place.team) throw new Refusal("not_found");
  return { catalogue: authority.state.catalogue, caller, org: place.org, team: place.team };
}

export interface Admitted extends Here {
  readonly place: ConnectionPlace;
}

export async function admitAs(
  deps: DoorDeps,
  request: FastifyRequest,
  { route, action }: As,
  found: Found,
): Promise<Admitted> {
  const here = await admitBy(deps, request, route, found);
  return { ...here, place: connectionPlace(here, action) };
}
