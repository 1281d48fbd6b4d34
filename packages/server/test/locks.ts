import { sql } from "kysely";
import { expect } from "vitest";
import type { Database, Tx } from "../src/db/database.ts";

/** Takes the next revision for itself, so that every write that takes one waits just before its end. */
export async function holdRevisions(database: Database): Promise<() => Promise<void>> {
  return hold(database, (tx) => tx.selectFrom("revision").select("value").forUpdate().execute());
}

/** Lets nobody record an event, so that every write waits just before its end. */
export async function holdEvents(database: Database): Promise<() => Promise<void>> {
  return hold(database, (tx) => sql`lock table audit_event in share mode`.execute(tx));
}

/** Answers how to let them go. */
async function hold({ kysely }: Database, lock: (tx: Tx) => Promise<unknown>): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = kysely.transaction().execute(async (tx) => {
    await lock(tx);
    held.resolve();
    await released.promise;
  });
  await Promise.race([held.promise, holding]);
  return async () => {
    released.resolve();
    await holding;
  };
}

/** Until so many of the database's connections wait for a lock. */
export async function untilWaiting({ kysely }: Database, count: number): Promise<void> {
  const waiting = async () => {
    const { rows } = await sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    `.execute(kysely);
    return rows.length;
  };
  await expect.poll(waiting, { timeout: 10_000, interval: 10 }).toBe(count);
}
