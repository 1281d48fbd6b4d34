import { once } from "node:events";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { openTestDatabase } from "../../test/test-database.ts";
import { transact } from "../changes/work.ts";
import type { Database } from "../db/database.ts";
import { type EnqueueOptions, type Job, type Jobs, type Queue, startJobs, TryAgain } from "./jobs.ts";

interface Letter {
  readonly letterId: string;
}

const LETTERS: Queue<Letter> = {
  name: "letters",
  attempts: 3,
  retryAfterSeconds: 1,
  retryAfterMaxSeconds: 1,
  timeoutSeconds: 60,
  onePerKey: false,
};
/** One after the other to each address. */
const PARCELS: Queue<Letter> = { ...LETTERS, name: "parcels", onePerKey: true };
const DONE = { state: "completed", output: null };
const SOON = { timeout: 10_000 };
const RECORD = {
  orgId: "org_test",
  action: "test.run",
  target: { type: "test", id: "test", key: "test", name: "Test" },
} as const;

const isEmbedded = inject("postgresUrl") === undefined;

let database: Database;
let jobs: Jobs;
let errors: Error[];

const start = () =>
  startJobs({ database, queues: [LETTERS, PARCELS], onError: (error) => errors.push(error) });

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  errors = [];
  jobs = await start();
});
afterEach(async () => {
  await jobs.stop();
  await sql`delete from pgboss.job`.execute(database.kysely);
});

function post(queue: Queue<Letter>, letterId: string, options?: EnqueueOptions): Promise<void> {
  return transact(database, { now: new Date(), caller: { type: "system", name: "test" } }, async (work) => {
    await jobs.enqueue(work, queue, { letterId }, options);
    work.recordEvent(RECORD);
    await work.finish();
  });
}

interface Stored {
  readonly state: string;
  readonly output: unknown;
}

async function stored(): Promise<Stored[]> {
  const { rows } = await sql<Stored>`select state, output from pgboss.job`.execute(database.kysely);
  return rows;
}

/** A handler that holds every job until it is let go. */
function holding() {
  const under = new Map<string, () => void>();
  const order: string[] = [];
  const handler = async ({ data }: Job<Letter>) => {
    order.push(data.letterId);
    await new Promise<void>((resolve) => under.set(data.letterId, resolve));
    under.delete(data.letterId);
  };
  return { handler, order, under: () => [...under.keys()].sort(), letGo: (id: string) => under.get(id)?.() };
}

test("a job is there with the transaction that asks for it, or not at all", async () => {
  const done: string[] = [];
  await jobs.work(LETTERS, { concurrency: 1 }, async ({ data }) => void done.push(data.letterId));
  const failing = database.kysely.transaction().execute(async (tx) => {
    await jobs.enqueue({ tx }, LETTERS, { letterId: "rolled back" });
    throw new Error("rolled back");
  });
  await expect(failing).rejects.toThrow("rolled back");
  await post(LETTERS, "committed");
  await expect.poll(() => done, SOON).toEqual(["committed"]);
  expect(await stored()).toHaveLength(1);
});

test("a job whose transaction cannot wake anybody begins all the same, and a later one not before its time", async () => {
  const done: string[] = [];
  await jobs.work(LETTERS, { concurrency: 2 }, async ({ data }) => void done.push(data.letterId));
  const startAfter = new Date(Date.now() + 2500);
  await post(LETTERS, "later", { startAfter });
  await database.kysely.transaction().execute((tx) => jobs.enqueue({ tx }, LETTERS, { letterId: "quiet" }));
  await expect.poll(() => done, SOON).toEqual(["quiet"]);
  await expect.poll(() => done, SOON).toEqual(["quiet", "later"]);
  expect(Date.now()).toBeGreaterThanOrEqual(startAfter.getTime());
});

test("a job that fails is tried again, each time later and so often as its queue says; the database learns no errors", async () => {
  const tries: { readonly attempt: number; readonly at: number }[] = [];
  await jobs.work(LETTERS, { concurrency: 1 }, async ({ attempt, attemptsMax }) => {
    expect(attemptsMax).toBe(3);
    tries.push({ attempt, at: Date.now() });
    throw attempt === 1 ? new TryAgain() : new Error("the secret is 4711");
  });
  await post(LETTERS, "failing");
  await expect.poll(stored, SOON).toEqual([DONE]);
  expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  const pauses = tries.slice(1).map(({ at }, index) => at - (tries[index]?.at ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1000);
  expect(errors.map(({ message }) => message)).toEqual([
    "A job of the queue letters has failed (try 2 of 3).",
    "A job of the queue letters has failed (try 3 of 3).",
  ]);
});

test("of one key one job is under way, in the order of their creation, and other keys do not wait for it", async () => {
  const held = holding();
  await jobs.work(PARCELS, { concurrency: 4 }, held.handler);
  for (const id of ["a1", "a2", "a3"]) await post(PARCELS, id, { key: "a" });
  await post(PARCELS, "b1", { key: "b" });
  await expect.poll(held.under, SOON).toEqual(["a1", "b1"]);
  held.letGo("a1");
  await expect.poll(held.under, SOON).toEqual(["a2", "b1"]);
  held.letGo("b1");
  held.letGo("a2");
  await expect.poll(held.under, SOON).toEqual(["a3"]);
  held.letGo("a3");
  await expect.poll(stored, SOON).toEqual(Array.from({ length: 4 }, () => DONE));
  expect(held.order.filter((id) => id.startsWith("a"))).toEqual(["a1", "a2", "a3"]);
});

test("what waits for its next try holds up its own key, and that one only", async () => {
  const tries: string[] = [];
  await jobs.work(PARCELS, { concurrency: 2 }, async ({ data, attempt }) => {
    tries.push(`${data.letterId} ${attempt}`);
    if (data.letterId === "a1" && attempt === 1) throw new TryAgain();
  });
  await post(PARCELS, "a1", { key: "a" });
  await post(PARCELS, "a2", { key: "a" });
  await post(PARCELS, "b1", { key: "b" });
  await expect.poll(() => tries, SOON).toHaveLength(4);
  expect(tries.filter((line) => line.startsWith("a"))).toEqual(["a1 1", "a1 2", "a2 1"]);
  expect(tries.indexOf("b1 1")).toBeLessThan(tries.indexOf("a1 2"));
});

test("a key is given where one is needed, and nowhere else", async () => {
  await expect(post(PARCELS, "without")).rejects.toThrow("key");
  await expect(post(LETTERS, "with", { key: "a" })).rejects.toThrow("key");
});

test("a try that takes too long is aborted and has failed", async () => {
  const hasty: Queue<Letter> = { ...LETTERS, name: "hasty", attempts: 1, timeoutSeconds: 1 };
  const other = await startJobs({ database, queues: [hasty], onError: (error) => errors.push(error) });
  await other.work(hasty, { concurrency: 1 }, async ({ signal }) => {
    await once(signal, "abort");
    signal.throwIfAborted();
  });
  await database.kysely.transaction().execute((tx) => other.enqueue({ tx }, hasty, { letterId: "slow" }));
  await expect.poll(stored, SOON).toEqual([DONE]);
  expect(errors.map(({ cause }) => (cause as Error).name)).toEqual(["TimeoutError"]);
  await other.stop();
});

test("who stops lets a job end that is about to", async () => {
  const held = holding();
  await jobs.work(LETTERS, { concurrency: 1 }, held.handler);
  await post(LETTERS, "ending");
  await expect.poll(held.under, SOON).toEqual(["ending"]);
  const stopped = jobs.stop();
  held.letGo("ending");
  await stopped;
  expect(await stored()).toEqual([DONE]);
});

test("who stops gives back what does not end, as if it had not been tried", async () => {
  const told: string[] = [];
  await jobs.work(LETTERS, { concurrency: 1 }, async ({ data, signal }) => {
    told.push(data.letterId);
    await once(signal, "abort");
    throw new Error("aborted");
  });
  await post(LETTERS, "long");
  await expect.poll(() => told, SOON).toEqual(["long"]);
  await jobs.stop();
  expect(await stored()).toEqual([{ state: "created", output: null }]);
  expect(errors).toEqual([]);

  jobs = await start();
  const tries: number[] = [];
  await jobs.work(LETTERS, { concurrency: 1 }, async ({ attempt }) => void tries.push(attempt));
  await expect.poll(() => tries, SOON).toEqual([1]);
});

test("a queue that is declared anew goes by its new word", async () => {
  const patient: Queue<Letter> = { ...LETTERS, attempts: 1 };
  await jobs.stop();
  jobs = await startJobs({ database, queues: [patient], onError: (error) => errors.push(error) });
  await jobs.work(patient, { concurrency: 1 }, () => Promise.reject(new TryAgain()));
  await post(patient, "once");
  await expect.poll(stored, SOON).toEqual([DONE]);
  const cannot = startJobs({ database, queues: [{ ...LETTERS, onePerKey: true }], onError: () => {} });
  await expect(cannot).rejects.toThrow("letters");
});

// On Postgres others live on: heartbeats tell who is gone.
if (isEmbedded)
  describe("in a folder of its own", () => {
    test("what is under way when it starts belonged to a server that is gone", async () => {
      const held = holding();
      await jobs.work(LETTERS, { concurrency: 1 }, held.handler);
      await post(LETTERS, "orphan");
      await expect.poll(held.under, SOON).toEqual(["orphan"]);

      const next = await start();
      const tries: number[] = [];
      await next.work(LETTERS, { concurrency: 1 }, async ({ attempt }) => void tries.push(attempt));
      await expect.poll(() => tries, SOON).toEqual([2]);
      held.letGo("orphan");
      await next.stop();
    });

    test("what was under way whenever its server ended is not tried for ever", async () => {
      const held = holding();
      await jobs.work(LETTERS, { concurrency: 1 }, held.handler);
      await post(LETTERS, "deadly");
      await expect.poll(held.under, SOON).toEqual(["deadly"]);
      await sql`update pgboss.job set retry_count = retry_limit`.execute(database.kysely);
      const next = await start();
      expect(await stored()).toEqual([DONE]);
      held.letGo("deadly");
      await next.stop();
    });
  });
