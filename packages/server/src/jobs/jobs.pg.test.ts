import { once } from "node:events";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { startTcpProxy, type TcpProxy } from "../../test/tcp-proxy.ts";
import { createPostgresDatabase } from "../../test/test-database.ts";
import { ConfigError } from "../config.ts";
import type { Database } from "../db/database.ts";
import { openPostgres } from "../db/postgres.ts";
import { type Jobs, type Queue, startJobs } from "./jobs.ts";

interface Errand {
  readonly errandId: string;
}

const ERRANDS: Queue<Errand> = {
  name: "errands",
  attempts: 2,
  retryAfterSeconds: 1,
  retryAfterMaxSeconds: 1,
  timeoutSeconds: 60,
  onePerKey: true,
};
const SOON = { timeout: 10_000 };
/** Lost jobs are looked for every quarter of a minute. */
const LATER = { timeout: 30_000 };

let url: string;
/** Between the second server and the database. */
let proxy: TcpProxy;
let databases: [Database, Database];
let servers: [Jobs, Jobs];
let errors: Error[] = [];

const startOn = (database: Database) =>
  startJobs({ database, queues: [ERRANDS], onError: (error) => errors.push(error) });

beforeAll(async () => {
  url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  proxy = await startTcpProxy(url);
  databases = [openPostgres(url, () => {}), openPostgres(proxy.url, () => {})];
});
beforeEach(async () => {
  errors = [];
  await sql`drop schema if exists pgboss cascade`.execute(databases[0].kysely);
  // Both find that there is nothing yet.
  servers = await Promise.all([startOn(databases[0]), startOn(databases[1])]);
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await proxy.close();
});

function send(errandId: string, key: string): Promise<void> {
  return databases[0].kysely
    .transaction()
    .execute((tx) => servers[0].enqueue({ tx }, ERRANDS, { errandId }, { key }));
}

test("two servers share the jobs, and of one key one is under way over both", async () => {
  const under = new Set<string>();
  const overlaps: string[] = [];
  const done: [string[], string[]] = [[], []];
  for (const [index, server] of servers.entries()) {
    await server.work(ERRANDS, { concurrency: 3 }, async ({ data: { errandId } }) => {
      const key = errandId.slice(0, 1);
      if (under.has(key)) overlaps.push(errandId);
      under.add(key);
      // Long enough for whoever would go before their turn.
      await sql`select pg_sleep(0.05)`.execute(databases[index as 0 | 1].kysely);
      under.delete(key);
      done[index as 0 | 1].push(errandId);
    });
  }
  const errands = Array.from({ length: 60 }, (_, index) => `${"abcdef"[index % 6]}${index}`);
  await Promise.all(errands.map((errandId) => send(errandId, errandId.slice(0, 1))));
  await expect.poll(() => done.flat().length, SOON).toBe(60);
  expect(done.flat().sort()).toEqual([...errands].sort());
  expect(overlaps).toEqual([]);
  expect(Math.min(...done.map((own) => own.length))).toBeGreaterThan(0);
  expect(errors).toEqual([]);
});

test("the job of a server that is gone is done by another, and the one that was gone learns of it", async () => {
  const [here, there] = servers;
  const lost = Promise.withResolvers<void>();
  await there.work(ERRANDS, { concurrency: 1 }, async ({ signal }) => {
    proxy.cut();
    await once(signal, "abort");
    lost.resolve();
  });
  await send("lost", "a");
  await expect.poll(() => errors.length, SOON).toBe(1);
  // As if its heartbeat had been missed already.
  await sql`update pgboss.job set heartbeat_on = now() - interval '1 minute'`.execute(databases[0].kysely);
  const tries: number[] = [];
  await here.work(ERRANDS, { concurrency: 1 }, async ({ attempt }) => void tries.push(attempt));
  await expect.poll(() => tries, LATER).toEqual([2]);
  proxy.mend();
  await lost.promise;
});

test("while the database is away it is told once, and what was due then is done when it is back", async () => {
  const [here, there] = servers;
  const done: string[] = [];
  await there.work(ERRANDS, { concurrency: 2 }, async ({ data }) => void done.push(data.errandId));
  proxy.cut();
  await send("meanwhile", "a");
  await expect.poll(() => errors.length, SOON).toBe(1);
  proxy.mend();
  await expect.poll(() => done, SOON).toEqual(["meanwhile"]);
  expect(errors.map(({ name }) => name)).toEqual(["DatabaseUnreachable"]);
  await here.stop();
});

test("a user who may not make a schema is told so", async () => {
  const name = new URL(url).pathname.slice(1);
  await databases[0].execScript(`drop schema pgboss cascade; create role ${name} login password 'guest'`);
  const guestUrl = Object.assign(new URL(url), { username: name, password: "guest" }).href;
  const guest = openPostgres(guestUrl, () => {});
  await expect(startOn(guest)).rejects.toThrow(ConfigError);
  await guest.close();
});
