import { hasId } from "@keywright/policy";
import { actorType, callerId } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { refuseConnectionWithTokens } from "../external-tokens/of-connection.ts";
import { refuseNoticeConnection } from "../expiry-notices/connection.ts";
import { newId } from "../ids.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { refuseConnectionInUse } from "../secret-syncs/in-use.ts";
import type { Maker } from "../secret-syncs/maker.ts";
import type { SeesSync } from "../secret-syncs/place.ts";
import { reroute } from "../secret-syncs/through-connection.ts";
import { keepTeam } from "../teams/keep-team.ts";
import { requireReached } from "../teams/team-place.ts";
import { nextCheckAfter } from "./check-times.ts";
import { type Proof, readConnector, readCredentials, sealCredentials } from "./credentials.ts";
import { auditFields, eventOn } from "./event.ts";
import type { ConnectionPlace } from "./place.ts";
import { asked } from "./platform-answer.ts";
import type { OpenHttp } from "./platform-http.ts";
import {
  type ConnectionRow,
  deleteConnectionRow,
  findConnection,
  findConnectionByName,
  findConnectionForUpdate,
  findTeamOfConnection,
  insertConnection,
  listConnectionRowsByName,
  updateConnection,
} from "./queries.ts";

export type { ConnectionRow };

const LISTED_MAX = 1000;

export interface ConnectionDeps {
  readonly encryption: Encryption;
  readonly openHttp: OpenHttp;
}

export interface ConnectionFields {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly app: string;
  readonly method: string;
  /** The internal id. */
  readonly projectId: string | null;
  readonly credentials: unknown;
}

export interface ConnectionPatch {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly credentials?: unknown;
}

export async function readConnection(db: Db, place: ConnectionPlace, id: string): Promise<ConnectionRow> {
  return requireReached(place, await findConnection(db, place, id));
}

export async function readConnectionNamed(
  db: Db,
  place: ConnectionPlace,
  name: string,
): Promise<ConnectionRow> {
  return requireReached(place, await findConnectionByName(db, place, name));
}

/** All of them that a team can be thought to have. */
export async function listConnectionsByName(
  db: Db,
  place: ConnectionPlace,
  filter: { readonly app?: string | undefined; readonly projectId?: string | undefined },
): Promise<ConnectionRow[]> {
  return listConnectionRowsByName(db, place, { ...filter, reach: place.reach }, LISTED_MAX);
}

/** The id of the team that the connection belongs to, which says nothing about who may know of it. */
export async function teamOfConnection(db: Db, orgId: string, id: string): Promise<string | undefined> {
  return findTeamOfConnection(db, orgId, id);
}

/** Asks the platform whether it accepts the credentials of a connection that is to be made. */
export async function proveNew(
  { openHttp }: ConnectionDeps,
  db: Db,
  place: ConnectionPlace,
  fields: ConnectionFields,
): Promise<Proof> {
  requireProject(place, fields.projectId);
  const proof = readCredentials(readConnector(fields.app, fields.method), fields.credentials);
  // Said before the platform is asked; what stands in the way of it is the index.
  if (await findConnectionByName(db, place, fields.name)) throw nameTaken(fields.name);
  await asked(proof.connector.validate(openHttp(), proof.credentials));
  return proof;
}

export async function createConnection(
  work: Work,
  { encryption }: ConnectionDeps,
  place: ConnectionPlace,
  { proof, ...fields }: Omit<ConnectionFields, "credentials"> & { readonly proof: Proof },
): Promise<ConnectionRow> {
  await keepTeam(work.tx, place.orgId, place.teamId);
  requireProject(place, fields.projectId);
  const identity = { org_id: place.orgId, team_id: place.teamId, id: newId("con"), app: fields.app };
  const inserted = await insertConnection(work.tx, {
    ...identity,
    ...(await sealCredentials(work, encryption, identity, proof)),
    ...healthyAt(work.now),
    project_id: fields.projectId,
    name: fields.name,
    description: fields.description ?? null,
    method: fields.method,
    version: 1,
    creator_type: actorType(work.caller),
    creator_id: callerId(work.caller),
    created_at: work.now,
    updated_at: work.now,
    last_used_at: null,
  });
  if (!inserted) throw nameTaken(fields.name);
  const row = await readConnection(work.tx, place, identity.id);
  work.recordEvent({ ...eventOn(row, place.team), action: "app-connection.create", after: auditFields(row) });
  return row;
}

/** Asks the platform whether it accepts the credentials that are to take the place of others. */
export async function proveChange(
  { openHttp }: ConnectionDeps,
  db: Db,
  place: ConnectionPlace,
  { id, credentials }: { readonly id: string; readonly credentials?: unknown },
): Promise<Proof | undefined> {
  const row = await readConnection(db, place, id);
  if (credentials === undefined) return undefined;
  const proof = readCredentials(readConnector(row.app, row.method), credentials);
  await asked(proof.connector.validate(openHttp(), proof.credentials));
  return proof;
}

export async function patchConnection(
  work: Work,
  { encryption }: ConnectionDeps,
  place: ConnectionPlace,
  {
    id,
    name,
    description,
    proof,
  }: Omit<ConnectionPatch, "credentials"> & { id: string; proof?: Proof | undefined },
  maker: Maker,
): Promise<ConnectionRow> {
  const before = requireReached(place, await findConnectionForUpdate(work.tx, place, id));
  const sealed = proof && (await sealCredentials(work, encryption, before, proof));
  const isOther = sealed !== undefined && sealed.credentials_hash !== before.credentials_hash;
  const updated = await updateConnection(work.tx, place.orgId, id, {
    ...(sealed && { ...sealed, ...healthyAt(work.now) }),
    ...(isOther && { version: before.version + 1 }),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    updated_at: work.now,
  });
  if (!updated) throw nameTaken(name ?? before.name);
  if (proof && isOther) await reroute(work, maker, { orgId: place.orgId, connectionId: id, proof });
  const row = await readConnection(work.tx, place, id);
  work.recordEvent({
    ...eventOn(row, place.team),
    action: "app-connection.update",
    before: auditFields(before),
    after: auditFields(row),
  });
  return row;
}

export async function deleteConnection(
  work: Work,
  place: ConnectionPlace,
  id: string,
  seesSync: SeesSync,
): Promise<{ id: string }> {
  const row = requireReached(place, await findConnectionForUpdate(work.tx, place, id));
  await refuseConnectionInUse(work.tx, { orgId: place.orgId, connectionId: id }, seesSync);
  await refuseConnectionWithTokens(work.tx, place.orgId, id);
  await refuseNoticeConnection(work.tx, place, id);
  await deleteConnectionRow(work.tx, place.orgId, id);
  work.recordEvent({
    ...eventOn(row, place.team),
    action: "app-connection.delete",
    before: auditFields(row),
  });
  return { id };
}

function healthyAt(now: Date) {
  return { health: "ok", health_message: null, checked_at: now, next_check_at: nextCheckAfter(now) } as const;
}

function requireProject({ team, reach }: ConnectionPlace, projectId: string | null): void {
  if (projectId === null) return;
  if (team.projects.byId(projectId) && hasId(reach, projectId)) return;
  throw refuseField("unknown_reference", "projectId", "The team has no such project.");
}

function nameTaken(name: string): Refusal {
  return refuseField("app_connection_exists", "name", `The team has an app connection '${name}' already.`);
}
