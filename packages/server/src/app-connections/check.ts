import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { ConnectionDeps } from "./app-connections.ts";
import { readConnection } from "./app-connections.ts";
import { requireReached } from "../teams/team-place.ts";
import { nextCheckAfter } from "./check-times.ts";
import { openCredentials } from "./credentials.ts";
import { eventOn } from "./event.ts";
import type { ConnectionPlace } from "./place.ts";
import { type Health, healthBy } from "./platform-answer.ts";
import { type ConnectionRow, findConnectionForUpdate, updateConnection } from "./queries.ts";

/** What the platform said, and of which version of the credentials. */
export interface Checked {
  readonly id: string;
  readonly version: number;
  readonly health: Health;
}

export type CheckedRow = Parameters<typeof openCredentials>[2] & Pick<ConnectionRow, "version">;

/** Asks the platform whether it still accepts the credentials. */
export async function askHealth(
  { encryption, openHttp }: ConnectionDeps,
  db: Db,
  row: CheckedRow,
): Promise<Checked> {
  const { connector, credentials } = await openCredentials(db, encryption, row);
  const health = await healthBy(connector.validate(openHttp(), credentials));
  return { id: row.id, version: row.version, health };
}

/** What was said of credentials that have been replaced meanwhile says nothing of those that are there now. */
export async function noteHealth(
  work: Work,
  place: ConnectionPlace,
  { id, version, health: { status, message } }: Checked,
): Promise<ConnectionRow> {
  const before = requireReached(place, await findConnectionForUpdate(work.tx, place, id));
  if (before.version === version) {
    await updateConnection(work.tx, place.orgId, id, {
      health: status,
      health_message: message,
      checked_at: work.now,
      next_check_at: nextCheckAfter(work.now),
    });
  }
  const row = await readConnection(work.tx, place, id);
  work.recordEvent({
    ...eventOn(row, place.team),
    action: "app-connection.check",
    after: { version, health: status, ...(message !== null && { message }) },
  });
  return row;
}
