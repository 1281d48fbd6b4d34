import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { transact } from "../src/changes/work.ts";
import type { Database } from "../src/db/database.ts";
import { openPostgres } from "../src/db/postgres.ts";
import { createPostgresDatabase } from "./test-database.ts";

const WRITERS = 50;
const WRITES_PER_WRITER = 12;
const READERS = 4;
/** Each has a pool of its own, as servers do; together they have a connection for every writer. */
const SERVERS = 4;
const HELD_OPEN_MAX_MS = 12;
const CALLER = { type: "system", name: "test" } as const;

class RolledBack extends Error {}

let url: string;
let databases: Database[];
beforeAll(async () => {
  url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  databases = Array.from({ length: SERVERS }, () => openPostgres(url, () => {}));
});
afterAll(() => Promise.all(databases.map((database) => database.close())));

/** A writer that holds its transaction open for a while before and after it has its revision, and often rolls back. */
async function write(database: Database): Promise<number | undefined> {
  const run = transact(database, { now: new Date(), caller: CALLER }, async (work) => {
    work.changeAuthority("org_test");
    work.recordEvent({
      orgId: "org_test",
      action: "test.write",
      target: { type: "test", id: "test", key: "test", name: "test" },
    });
    await holdOpen();
    const revision = await work.finish();
    await holdOpen();
    if (Math.random() < 0.3) throw new RolledBack();
    return revision as number;
  });
  return run.catch((error: unknown) => {
    if (error instanceof RolledBack) return undefined;
    throw error;
  });
}

function holdOpen(): Promise<void> {
  const ms = Math.random() < 0.5 ? 0 : Math.random() * HELD_OPEN_MAX_MS;
  return new Promise((resolve) => (ms === 0 ? resolve() : setTimeout(resolve, ms)));
}

interface Seen {
  readonly polls: number;
  /** As they came in, poll after poll. */
  readonly revisions: number[];
  /** Polls in which the counter and the log, read by one statement, told of different revisions. */
  readonly torn: number;
}

/** Follows the log as a server does, on a connection of its own, until told to stop; then once more. */
async function follow(isOver: () => boolean): Promise<Seen> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const revisions: number[] = [];
  let [polls, torn, last] = [0, 0, 0];
  for (let wasOver = false; !wasOver; polls++) {
    wasOver = isOver();
    const counter = await client.query<{ value: string }>("select value from revision");
    const counted = Number(counter.rows[0]?.value);
    const { rows } = await client.query<{ revision: string; value: string }>(
      "select revision, (select value from revision) as value from change where revision > $1 order by revision",
      [last],
    );
    for (const row of rows) revisions.push(Number(row.revision));
    last = revisions.at(-1) ?? 0;
    // Who has seen the counter at N finds everything up to N in the log, also by a later statement.
    if (last < counted || (rows.length > 0 && last !== Number(rows.at(-1)?.value))) torn++;
  }
  await client.end();
  return { polls, revisions, torn };
}

test("with 50 writers at once no reader ever sees a revision out of order, a gap, or a counter ahead of the log", async () => {
  let over = false;
  const following = Array.from({ length: READERS }, () => follow(() => over));
  const writing = Array.from({ length: WRITERS }, async (_, index) => {
    const taken: number[] = [];
    for (let turn = 0; turn < WRITES_PER_WRITER; turn++) {
      const revision = await write(databases[index % SERVERS] as Database);
      if (revision !== undefined) taken.push(revision);
    }
    return taken;
  });
  const acknowledged = (await Promise.all(writing)).flat().toSorted((a, b) => a - b);
  over = true;
  const seen = await Promise.all(following);

  const inOrder = Array.from({ length: acknowledged.length }, (_, index) => index + 1);
  expect(acknowledged).toEqual(inOrder);
  for (const reader of seen) {
    expect(reader.revisions).toEqual(inOrder);
    expect(reader.torn).toBe(0);
    expect(reader.polls).toBeGreaterThan(10);
  }
  const rolledBack = WRITERS * WRITES_PER_WRITER - acknowledged.length;
  expect(rolledBack).toBeGreaterThan(0);
  const polls = seen.reduce((sum, reader) => sum + reader.polls, 0);
  console.log(
    `revisions: ${acknowledged.length} committed, ${rolledBack} rolled back, seen in order in ${polls} polls`,
  );
});

test("a write that fails after it has taken its revision leaves neither a change nor an event, and no gap", async () => {
  const [database] = databases as [Database];
  const state = async () => {
    const { value } = await database.kysely.selectFrom("revision").select("value").executeTakeFirstOrThrow();
    const events = await database.kysely.selectFrom("audit_event").select("id").execute();
    const changes = await database.kysely.selectFrom("change").select("revision").execute();
    return { value, events: events.length, changes: changes.length };
  };
  const before = await state();
  const failing = transact(database, { now: new Date(), caller: CALLER }, async (work) => {
    work.changeAuthority(null);
    work.recordEvent({
      orgId: "org_test",
      action: "test.write",
      target: { type: "test", id: "test", key: "test", name: "test" },
    });
    await work.finish();
    throw new RolledBack();
  });
  await expect(failing).rejects.toThrow(RolledBack);
  expect(await state()).toEqual(before);
});
