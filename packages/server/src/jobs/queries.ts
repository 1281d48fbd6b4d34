import { type Kysely, sql } from "kysely";
import type { Schema } from "../db/schema.ts";

/** Any constant will do that nobody else locks. */
const LOCK = 4600_0005;

/** Servers that start together do this one after the other. On connections of its own, beside the one that holds the lock. */
export function oneServerAtATime(kysely: Kysely<Schema>, work: () => Promise<void>): Promise<void> {
  return kysely.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
    await work();
  });
}

/** One try at a job: pg-boss counts how often it has been claimed anew. */
export interface Claim {
  readonly id: string;
  readonly retryCount: number;
}

export async function queuesWithDueJobs(kysely: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct name from pgboss.job
    where state < 'active' and not blocked and start_after <= now()
  `.execute(kysely);
  return rows.map(({ name }) => name);
}

/** Whoever had them is gone. It counts as a try: a job that ends its server does not do so for ever. */
export async function takeBackAll(kysely: Kysely<Schema>): Promise<void> {
  await sql`
    update pgboss.job set state = 'retry', heartbeat_on = null, start_after = now() where state = 'active'
  `.execute(kysely);
}

/** As if it had not been tried: the next claim does not count it. Unless it has been taken from us. */
export async function giveBack(kysely: Kysely<Schema>, { id, retryCount }: Claim): Promise<void> {
  await sql`
    update pgboss.job set state = 'created', started_on = null, heartbeat_on = null
    where id = ${id} and retry_count = ${retryCount} and state = 'active'
  `.execute(kysely);
}
