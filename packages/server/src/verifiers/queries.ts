import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Database, Db } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";

export type VerifierRow = Selectable<Schema["verifier"]>;

export const ACKNOWLEDGED_CHANNEL = "keywright_acknowledged";

export interface NewVerifier {
  readonly id: string;
  readonly kind: VerifierRow["kind"];
  readonly serverId: string;
  readonly orgId: string | null;
  readonly name: string;
  readonly instance: string;
  readonly acknowledged: number;
  readonly leaseMs: number;
}

/**
 * Its earlier lines are gone with it: they had the same one lease, for which this row stands now. Times are the
 * database's: processes on several machines are compared by them.
 */
export async function insertVerifier({ kysely }: Database, one: NewVerifier): Promise<void> {
  await kysely
    .with("earlier", (db) => db.deleteFrom("verifier").where("instance", "=", one.instance))
    .insertInto("verifier")
    .values({
      id: one.id,
      kind: one.kind,
      server_id: one.serverId,
      org_id: one.orgId,
      name: one.name,
      instance: one.instance,
      connected: true,
      acknowledged: one.acknowledged,
      connected_at: sql<Date>`now()`,
      lease_ends_at: sql<Date>`now() + ${one.leaseMs} * interval '1 millisecond'`,
    })
    .execute();
}

/**
 * Records how long each may go on: `leftMs` from now. Committed before the lease is given. Answers the ids that are on
 * record: for the others nobody would wait.
 */
export async function renewLeases(
  { pulse }: Database,
  leases: readonly { id: string; leftMs: number }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    update verifier set lease_ends_at = now() + lease."leftMs" * interval '1 millisecond'
    from jsonb_to_recordset(${JSON.stringify(leases)}::jsonb) as lease (id text, "leftMs" float8)
    where verifier.id = lease.id
    returning verifier.id
  `.execute(pulse);
  return new Set(rows.map(({ id }) => id));
}

/** Records what has been confirmed, and tells those who wait for it. */
export async function raiseAcknowledged(
  { kysely }: Database,
  acknowledgements: readonly { id: string; revision: number }[],
): Promise<void> {
  await kysely.transaction().execute(async (tx) => {
    await sql`
      update verifier set acknowledged = greatest(acknowledged, ack.revision)
      from jsonb_to_recordset(${JSON.stringify(acknowledgements)}::jsonb) as ack (id text, revision bigint)
      where verifier.id = ack.id
    `.execute(tx);
    await sql`select pg_notify(${ACKNOWLEDGED_CHANNEL}, '')`.execute(tx);
  });
}

export async function setDisconnected({ kysely }: Database, id: string): Promise<void> {
  await kysely.updateTable("verifier").set({ connected: false }).where("id", "=", id).execute();
}

export async function deleteVerifier({ kysely }: Database, id: string): Promise<void> {
  await kysely.deleteFrom("verifier").where("id", "=", id).execute();
}

/** Those whose lease has run out decide nothing: nobody needs to remember them. */
export async function deleteEndedVerifiers({ kysely }: Database, keptMs: number): Promise<void> {
  await kysely
    .deleteFrom("verifier")
    .where("lease_ends_at", "<", sql<Date>`now() - ${keptMs} * interval '1 millisecond'`)
    .execute();
}

/** Everyone who may be deciding at this moment. */
export async function listLeased(db: Db): Promise<VerifierRow[]> {
  return db
    .selectFrom("verifier")
    .selectAll()
    .where("lease_ends_at", ">", sql<Date>`now()`)
    .execute();
}

/** `orgId` given: those that see this organization. */
export async function listVerifierRows(
  db: Db,
  orgId: string | undefined,
  { beforeId, limit, offset }: Window,
): Promise<VerifierRow[]> {
  let query = db
    .selectFrom("verifier")
    .selectAll()
    .where("lease_ends_at", ">", sql<Date>`now()`)
    .where("id", "<", beforeId);
  if (orgId !== undefined) {
    query = query.where(({ or, eb }) => or([eb("org_id", "is", null), eb("org_id", "=", orgId)]));
  }
  return query.orderBy("id", "desc").limit(limit).offset(offset).execute();
}

/** Of those that see this organization: how many decide at this moment, and how many of them lack this revision. */
export async function countVerifiers(
  db: Db,
  orgId: string,
  revision: number,
): Promise<{ live: number; behind: number }> {
  return db
    .selectFrom("verifier")
    .select([
      sql<number>`count(*)::int`.as("live"),
      sql<number>`(count(*) filter (where acknowledged < ${revision}))::int`.as("behind"),
    ])
    .where("lease_ends_at", ">", sql<Date>`now()`)
    .where(({ or, eb }) => or([eb("org_id", "is", null), eb("org_id", "=", orgId)]))
    .executeTakeFirstOrThrow();
}
