import { sql } from "kysely";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { startTcpProxy, type TcpProxy } from "../../test/tcp-proxy.ts";
import { createPostgresDatabase } from "../../test/test-database.ts";
import { openPostgres, type PostgresDatabase } from "./postgres.ts";

/** For what comes by itself, on a busy machine. */
const WAITING = { timeout: 20_000, interval: 10 };

let url: string;
let proxy: TcpProxy;
let other: PostgresDatabase;
const opened: PostgresDatabase[] = [];
beforeEach(async () => {
  url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  proxy = await startTcpProxy(url);
  other = open(url);
});
afterEach(async () => {
  await proxy.close();
  await Promise.all(opened.splice(0).map((database) => database.close()));
});

function open(...given: [url: string, options?: { silenceMaxMs: number }]): PostgresDatabase {
  const [address, options] = given;
  const database = openPostgres(address, () => {}, options);
  opened.push(database);
  return database;
}

const revisionOf = ({ kysely }: PostgresDatabase) => kysely.selectFrom("revision").select("value").execute();

async function terminate(which: string): Promise<number> {
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and query ilike ${which}
  `.execute(other.kysely);
  return rows.length;
}

test("a connection that is lost in the middle of a transaction fails that transaction, and not the process", async () => {
  const database = open(url);
  const lost = database.kysely.transaction().execute(async (tx) => {
    await sql`update revision set value = 99`.execute(tx);
    expect(await terminate("update revision%")).toBe(1);
    // Until the loss has been noticed, and then once more.
    await expect
      .poll(() =>
        sql`select 1`.execute(tx).then(
          () => "answered",
          () => "lost",
        ),
      )
      .toBe("lost");
    await sql`select 1`.execute(tx);
  });
  await expect(lost).rejects.toThrow();
  expect(await revisionOf(database)).toEqual([{ value: 0 }]);
});

test("a database that goes away fails what is asked of it, and is used again when it is back", async () => {
  const database = open(proxy.url);
  await revisionOf(database);
  proxy.cut();
  await expect(revisionOf(database)).rejects.toThrow();
  await expect(revisionOf(database)).rejects.toThrow();
  proxy.mend();
  expect(await revisionOf(database)).toEqual([{ value: 0 }]);
});

test("a database that falls silent is given up, not waited for", async () => {
  const database = open(proxy.url, { silenceMaxMs: 300 });
  await revisionOf(database);
  proxy.freeze();
  await expect(revisionOf(database)).rejects.toThrow();
  proxy.thaw();
  expect(await revisionOf(database)).toEqual([{ value: 0 }]);
});

test("a server that is cut off in the middle of a transaction gives its locks back", async () => {
  const impatient = new URL(proxy.url);
  impatient.searchParams.set("idle_in_transaction_session_timeout", "300");
  const database = open(impatient.href, { silenceMaxMs: 1000 });
  const abandoned = database.kysely.transaction().execute(async (tx) => {
    await sql`update revision set value = 99`.execute(tx);
    proxy.freeze();
    // Another server writes: it waits for the lock, and gets it.
    await other.kysely
      .transaction()
      .execute((theirs) => sql`update revision set value = value + 1`.execute(theirs));
    await sql`select 1`.execute(tx);
  });
  await expect(abandoned).rejects.toThrow();
  expect(await revisionOf(other)).toEqual([{ value: 1 }]);
});

test("no statement, and no pause in a transaction, lasts longer than other requests can wait", async () => {
  const settings = await sql`
    select current_setting('statement_timeout') as statement,
      current_setting('idle_in_transaction_session_timeout') as pause
  `.execute(open(url).kysely);
  expect(settings.rows).toEqual([{ statement: "30s", pause: "10s" }]);
});

test("announcements are heard again after the listening connection has been lost", async () => {
  const database = open(url);
  let heard = 0;
  const stop = await database.onNotify("test_channel", () => heard++);
  // Once when it begins to listen, for what came before.
  expect(heard).toBe(1);
  await sql`notify test_channel`.execute(other.kysely);
  await expect.poll(() => heard, WAITING).toBe(2);
  expect(await terminate("listen%")).toBe(1);
  await expect.poll(() => heard, WAITING).toBe(3);
  await sql`notify test_channel`.execute(other.kysely);
  await expect.poll(() => heard, WAITING).toBe(4);
  await stop();
  const listeners = async () => {
    const { rows } = await sql`
      select 1 from pg_stat_activity where datname = current_database() and query ilike 'listen%'
    `.execute(other.kysely);
    return rows.length;
  };
  await expect.poll(listeners, WAITING).toBe(0);
});

test("to stop listening waits for nobody, not even for a database that has fallen silent", async () => {
  const database = open(proxy.url, { silenceMaxMs: 300 });
  const stop = await database.onNotify("test_channel", () => {});
  proxy.freeze();
  await stop();
});
