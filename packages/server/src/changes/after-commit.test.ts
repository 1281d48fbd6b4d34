import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "../../test/test-database.ts";
import type { Database } from "../db/database.ts";
import { transact, type Work } from "./work.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const CALLER = { type: "system", name: "test" } as const;
const RECORD = {
  orgId: "org_test",
  action: "test.run",
  target: { type: "test", id: "test", key: "test", name: "Test" },
} as const;

const run = (body: (work: Work) => Promise<void>) =>
  transact(database, { now: new Date(), caller: CALLER }, async (work) => {
    work.recordEvent(RECORD);
    await body(work);
    await work.finish();
  });

async function countEvents(): Promise<number> {
  return (await database.kysely.selectFrom("audit_event").select("id").execute()).length;
}

test("a step for after the commit does not run when the work is rolled back", async () => {
  const steps: string[] = [];
  const failing = run(async (work) => {
    work.afterCommit(async () => void steps.push("ran"));
    throw new Error("rolled back");
  });
  await expect(failing).rejects.toThrow("rolled back");
  expect(steps).toEqual([]);
});

test("a step for after the commit sees what was committed, on a transaction of its own", async () => {
  const before = await countEvents();
  const steps: string[] = [];
  await run(async (work) => {
    work.afterCommit(async () => void steps.push(`first of ${(await countEvents()) - before}`));
    work.afterCommit((given) => given.kysely.transaction().execute(async () => void steps.push("second")));
  });
  expect(steps).toEqual(["first of 1", "second"]);
});

test("a step that fails is reported, and what was committed stays", async () => {
  const before = await countEvents();
  const failing = run(async (work) => {
    work.afterCommit(() => Promise.reject(new Error("too late")));
  });
  await expect(failing).rejects.toThrow("too late");
  expect(await countEvents()).toBe(before + 1);
});
