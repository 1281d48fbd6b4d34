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

/** What the jobs are about that are still to be done, or are being done: by what their data call it. */
export async function livingIds(kysely: Kysely<Schema>, queueName: string, field: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct data ->> ${field} as id from pgboss.job where name = ${queueName} and state <= 'active'
  `.execute(kysely);
  return rows.map(({ id }) => id);
}

/** Whoever had them is gone. It counts as a try: a job that ends its server does not do so for ever. */
export async function takeBackAll(kysely: Kysely<Schema>): Promise<void> {
  await sql`
    update pgboss.job set heartbeat_on = null, start_after = now(), state = 'retry'
    where state = 'active' and retry_count < retry_limit
  `.execute(kysely);
  await sql`
    update pgboss.job set heartbeat_on = null, completed_on = now(), state = 'completed' where state = 'active'
  `.execute(kysely);
}

/** As if it had not been tried: the next claim does not count it. Unless it has been taken from us. */
export async function giveBack(kysely: Kysely<Schema>, { id, retryCount }: Claim): Promise<void> {
  await sql`
    update pgboss.job set state = 'created', started_on = null, heartbeat_on = null
    where id = ${id} and retry_count = ${retryCount} and state = 'active'
  `.execute(kysely);
}
