import { hasId } from "@keywright/policy";
import { type ConnectionRow, readConnection } from "../app-connections/app-connections.ts";
import { requireReached } from "../teams/team-place.ts";
import { actorType, callerId, type PrincipalCaller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { newId } from "../ids.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { auditFields, eventOn } from "./event.ts";
import { type FilledOrder, keepLive, lockOrdered } from "./live-key.ts";
import { fillOrder, newOrder, writeOrder } from "./orders.ts";
import type { AskingPlace } from "./place.ts";
import { openPlatform, type PlatformDeps } from "./platform.ts";
import {
  type ExternalTokenRow,
  findExternalTokenRow,
  insertExternalToken,
  updateExternalToken,
} from "./queries.ts";
import { readExpiry, readSpec, requireExpiry } from "./spec.ts";

export interface NewExternalToken {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly connectionId: string;
  readonly spec: unknown;
  readonly expiresAt?: string | null | undefined;
  readonly lifetimeSeconds?: number | undefined;
}

/** Has the platform make a token. */
export async function orderNew(
  deps: PlatformDeps,
  place: AskingPlace,
  caller: PrincipalCaller,
  { name, description, connectionId, spec: given, ...lifetime }: NewExternalToken,
): Promise<FilledOrder> {
  const connection = await usableConnection(deps, place, connectionId);
  const platform = await openPlatform(deps, { orgId: place.orgId, connectionId });
  const spec = readSpec(platform.minting, given);
  const now = new Date();
  const expiresAt = readExpiry(lifetime, now);
  requireExpiry(platform, expiresAt);
  const token = {
    org_id: place.orgId,
    id: newId("ext"),
    team_id: place.teamId,
    project_id: connection.project_id,
    connection_id: connection.id,
    app: connection.app,
    name,
    description: description ?? null,
    spec: json(spec),
    issued_at: null,
    revoked_at: null,
    creator_type: actorType(caller),
    creator_id: callerId(caller),
    created_at: now,
    updated_at: now,
  };
  const order = newOrder(place.orgId, token, true);
  await writeOrder(deps, { order, platform, before: (tx) => insertExternalToken(tx, token) });
  return { order, minted: await fillOrder(deps, platform, { order, spec, expiresAt }) };
}

/** One that the caller may use, and whose project is one for which they may make tokens. */
async function usableConnection(
  { database }: PlatformDeps,
  { connections, reach }: AskingPlace,
  id: string,
): Promise<ConnectionRow> {
  try {
    const row = await readConnection(database.kysely, connections, id);
    if (row.project_id === null || hasId(reach, row.project_id)) return row;
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "not_found")) throw error;
  }
  throw refuseField("unknown_reference", "connectionId", "The team has no such app connection.");
}

export async function issueExternalToken(
  work: Work,
  deps: PlatformDeps,
  place: AskingPlace,
  filled: FilledOrder,
): Promise<ExternalTokenRow> {
  const ordered = await lockOrdered(work, filled.order);
  requireReached(place, requireReached(place.connections, ordered));
  await keepLive(work, deps, ordered, filled);
  await updateExternalToken(work.tx, ordered.org_id, ordered.id, {
    issued_at: work.now,
    updated_at: work.now,
  });
  const row = (await findExternalTokenRow(work.tx, ordered.org_id, ordered.id)) ?? ordered;
  work.recordEvent({ ...eventOn(row, place.team), action: "external-token.issue", after: auditFields(row) });
  return row;
}
