import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "../../test/test-database.ts";
import type { Database } from "../db/database.ts";
import { transact, type Work } from "./work.ts";

const CALLER = { type: "system", name: "test" } as const;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

test("of two transactions that wait for each other both are done, the one that gave way by running again", async () => {
  const runs = { a: 0, b: 0 };
  const bothHold = Promise.withResolvers<void>();
  let holding = 0;
  const lock = (work: Work, key: number) => sql`select pg_advisory_xact_lock(${key})`.execute(work.tx);
  const crossing = (name: "a" | "b", first: number, second: number) =>
    transact(database, { now: new Date(), caller: CALLER }, async (work) => {
      runs[name]++;
      await lock(work, first);
      if (++holding === 2) bothHold.resolve();
      await bothHold.promise;
      await lock(work, second);
      work.recordEvent({
        orgId: "org_test",
        action: `test.${name}`,
        target: { type: "test", id: "t", key: "t", name: "t" },
      });
      await work.finish();
    });
  await Promise.all([crossing("a", 1, 2), crossing("b", 2, 1)]);
  expect([runs.a, runs.b].toSorted()).toEqual([1, 2]);
  const events = await database.kysely.selectFrom("audit_event").select("action").execute();
  expect(events.map(({ action }) => action).toSorted()).toEqual(["test.a", "test.b"]);
});
