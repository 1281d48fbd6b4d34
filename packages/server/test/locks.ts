import { sql } from "kysely";
import { expect } from "vitest";
import type { Database } from "../src/db/database.ts";

/** Takes the next revision for itself, so that every write waits just before its end. Answers how to let them go. */
export async function holdRevisions({ kysely }: Database): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = kysely.transaction().execute(async (tx) => {
    await tx.selectFrom("revision").select("value").forUpdate().execute();
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
