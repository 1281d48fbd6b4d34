// What other slices do with a connection, once it is decided that they may.
import type { Db, Tx } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { requireReached } from "../teams/team-place.ts";
import { openCredentials, type Proof, readConnector } from "./credentials.ts";
import type { ConnectionPlace } from "./place.ts";
import {
  type ConnectionRow,
  findConnectionForUpdate,
  findConnectionOfOrg,
  noteConnectionUse,
} from "./queries.ts";

export type { ConnectionRow, Proof };
export { openCredentials, readConnector };

export interface OpenedConnection extends Proof {
  readonly connection: ConnectionRow;
}

/** Undefined when there is no such connection any more. */
export async function openConnection(
  db: Db,
  encryption: Encryption,
  { orgId, id }: { readonly orgId: string; readonly id: string },
): Promise<OpenedConnection | undefined> {
  const connection = await findConnectionOfOrg(db, orgId, id);
  return connection && { connection, ...(await openCredentials(db, encryption, connection)) };
}

/** Whether it has other credentials since. */
export async function hasChangedSince(
  db: Db,
  { org_id, id, version }: Pick<ConnectionRow, "org_id" | "id" | "version">,
): Promise<boolean> {
  const now = await findConnectionOfOrg(db, org_id, id);
  return now !== undefined && now.version !== version;
}

export async function noteUse(tx: Tx, orgId: string, id: string, at: Date): Promise<void> {
  await noteConnectionUse(tx, orgId, id, at);
}

/** The connection as it stays until this transaction ends: neither deleted, nor given other credentials. */
export async function lockConnection(tx: Tx, place: ConnectionPlace, id: string): Promise<ConnectionRow> {
  return requireReached(place, await findConnectionForUpdate(tx, place, id));
}
