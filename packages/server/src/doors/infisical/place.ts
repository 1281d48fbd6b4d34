import type { RouteSpec } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { teamOfConnection } from "../../app-connections/app-connections.ts";
import { type ConnectionAction, type ConnectionPlace, connectionPlace } from "../../app-connections/place.ts";
import type { Authority } from "../../authority/authority.ts";
import type { TokenCaller } from "../../caller.ts";
import type { Database } from "../../db/database.ts";
import { principalOf, type TokenGate } from "../../http/gate.ts";
import { Refusal } from "../../refusal.ts";

export interface DoorDeps {
  readonly authority: Authority;
  readonly database: Database;
  readonly gate: TokenGate;
}

/** What a request here names, by our own ids. */
export interface Named {
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

/** This API names no teams: it is that of the connection or the project, else the token's own. */
export async function findPlace(
  { authority, database }: DoorDeps,
  request: FastifyRequest,
  { connectionId, projectId }: Named,
): Promise<Found> {
  const { orgId } = await principalOf(authority, request);
  const teams = [...(authority.state.orgs.byId(orgId)?.teams ?? [])];
  const connection = connectionId === undefined ? {} : { connectionId };
  if (connectionId === undefined && projectId === undefined) return { params: {}, isThere: true };
  const ofConnection = connectionId && (await teamOfConnection(database.kysely, orgId, connectionId));
  const team = teams.find(({ id, projects }) =>
    connectionId === undefined ? projects.byId(projectId ?? "") : id === ofConnection,
  );
  return { params: { ...connection, ...(team && { teamId: team.slug }) }, isThere: team !== undefined };
}

export interface Admitted {
  readonly caller: TokenCaller;
  readonly place: ConnectionPlace;
}

/** Asks at the gate as if the request had come by our own route. Asks memory only, never the database. */
export async function admitAs(
  { authority, gate }: DoorDeps,
  request: FastifyRequest,
  { route, action }: As,
  { params, isThere }: Found,
): Promise<Admitted> {
  const admission = await gate(request, route, undefined, params);
  request.admission = admission;
  const { caller, place } = admission;
  // Only now: whoever may not ask at all learns that first, be it there or not.
  if (!isThere || !place.team) throw new Refusal("not_found");
  const { catalogue } = authority.state;
  return { caller, place: connectionPlace({ catalogue, caller, org: place.org, team: place.team }, action) };
}
