import type { Client } from "@keywright/sdk";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { type Asked, type GroupPlatform, startGroupPlatform } from "./group-platform.ts";
import { type ServerProcess, spawnServer } from "./server-process.ts";
import { createPostgresDatabase } from "./test-database.ts";

type Run = Awaited<ReturnType<Client["getSyncRun"]>>;
type Variables = Record<string, string>;

/** On a busy machine, and with the time that a dead server is missed after. */
const TIMEOUT = { timeout: 180_000 };
const EVENTUALLY = { timeout: 90_000, interval: 200 };

const BEFORE = { KEPT: "1", OTHER: "2", GONE: "x" };
const AFTER = { KEPT: "1", OTHER: "2b", NEW: "3" };
const LATER = { KEPT: "4" };
/** Of the change from one to the other. */
const NAMES = { created: ["NEW"], updated: ["OTHER"], deleted: ["GONE"] };
const FOREIGN = { THEIRS: "left alone" };

let folder: string;
/** What has been started: a test that fails leaves nothing behind. */
const servers: ServerProcess[] = [];
const platforms: GroupPlatform[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-sync-crash-"));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  await Promise.all(platforms.map((platform) => platform.close()));
  await rm(folder, { recursive: true, force: true });
});

/** Holds up what comes, for as long as whoever asks lives: with what was asked done, or not. */
function hold(
  platform: GroupPlatform,
  groupId: string,
  kind: Asked["kind"],
  arrives: boolean,
): Promise<void> {
  const held = Promise.withResolvers<void>();
  platform.meddle(groupId, (asked) => {
    if (asked.kind !== kind) {
      asked.arrive();
      return asked.answer();
    }
    if (arrives) asked.arrive();
    held.resolve();
  });
  return held.promise;
}

interface Delivery {
  readonly syncId: string;
  readonly prefix: string;
  readonly sourceId: string;
  readonly destinationId: string;
}

/** Syncs from secret groups of one project to secret groups of the platform, asked through whichever server is alive. */
function deliveries(platform: GroupPlatform, token: string) {
  let client: Client;
  let connectionId: string;
  let made = 0;
  const projectId = "shop";
  const runsOf = async (syncId: string) => (await client.listSyncRuns({ params: { syncId } })).runs;

  const self = {
    async begin(server: ServerProcess) {
      self.goOn(server);
      await client.createProject({ body: { name: projectId } });
      const credentials = { apiToken: "store-token", baseUrl: platform.url };
      const body = { name: "store", app: "northflank", method: "api-token", credentials };
      connectionId = (await client.createAppConnection({ body })).id;
    },

    goOn(server: ServerProcess) {
      client = server.client(token);
    },

    /** One that has delivered once. */
    async create(prefix: string, destination = platform.create(FOREIGN)): Promise<Delivery> {
      const name = `delivery-${++made}`;
      const group = { name, secretType: "environment", priority: 1, secrets: { variables: BEFORE } } as const;
      const { id: secretGroupId } = await client.createSecretGroup({ params: { projectId }, body: group });
      const source = { kind: "secret-group", projectId, secretGroupId } as const;
      const keySchema = `${prefix}{{secretKey}}`;
      const { id: syncId } = await client.createSync({
        body: { name, source, connectionId, destination, keySchema },
      });
      await vi.waitUntil(async () => (await runsOf(syncId))[0]?.status === "succeeded", EVENTUALLY);
      return { syncId, prefix, sourceId: secretGroupId, destinationId: destination.secretGroupId };
    },

    async edit({ sourceId }: Delivery, variables: Variables) {
      const params = { projectId, secretId: sourceId };
      await client.patchSecretGroup({ params, body: { secrets: { variables } } });
    },

    async remove({ syncId }: Delivery) {
      await client.startSyncRun({ params: { syncId }, body: { kind: "remove" } });
    },

    /** All runs but the one that came with the sync. */
    async ended({ syncId }: Delivery): Promise<Run[]> {
      const isOver = (run: Run) => run.status === "succeeded" || run.status === "failed";
      await vi.waitUntil(async () => (await runsOf(syncId)).every(isOver), EVENTUALLY);
      return (await runsOf(syncId)).filter(({ trigger }) => trigger !== "creation");
    },

    /** What the audit log has of a run. */
    async eventsOf(runId: string): Promise<unknown[]> {
      const events: unknown[] = [];
      for await (const { after } of client.listAuditEvents.rows({
        query: { action: "sync.*", per_page: 100 },
      })) {
        if (after?.["run"] === runId && after["status"] !== undefined) events.push(after);
      }
      return events;
    },
  };
  return self;
}

function prefixed(prefix: string, variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [prefix + name, value]));
}

interface Installation {
  readonly env: Record<string, string>;
  /** Whether another server is there already when the first is killed. */
  readonly others: boolean;
}

async function killInTheMiddle({ env, others }: Installation): Promise<void> {
  const platform = await startGroupPlatform();
  platforms.push(platform);
  const tokenFile = join(folder, `${others ? "several" : "one"}.token`);
  const start = async () => {
    const server = spawnServer({
      ...env,
      KEYWRIGHT_INIT_TOKEN_FILE: tokenFile,
      KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: "1",
    });
    servers.push(server);
    await server.listening;
    return server;
  };
  const first = await start();
  const it = deliveries(platform, (await readFile(tokenFile, "utf8")).trim());
  await it.begin(first);

  const reading = await it.create("APP_");
  const unwritten = await it.create("APP_");
  const written = await it.create("APP_");
  const removing = await it.create("APP_");
  const waiting = await it.create("LAB_", { projectId: "store", secretGroupId: unwritten.destinationId });
  const fresh = await it.create("APP_");

  const held = [
    hold(platform, reading.destinationId, "read", false),
    hold(platform, unwritten.destinationId, "write", false),
    hold(platform, written.destinationId, "write", true),
    hold(platform, removing.destinationId, "write", true),
  ];
  for (const delivery of [reading, unwritten, written]) await it.edit(delivery, AFTER);
  await it.remove(removing);
  await Promise.all(held);
  expect(platform.at(unwritten.destinationId)).toMatchObject(prefixed("APP_", BEFORE));
  expect(platform.at(written.destinationId)).toEqual({ ...FOREIGN, ...prefixed("APP_", AFTER) });
  // Its turn comes after that of the other sync to the same place.
  await it.edit(waiting, AFTER);
  const second = others ? await start() : undefined;
  await it.edit(fresh, AFTER);
  expect(await first.stop("SIGKILL")).toMatchObject({ signal: "SIGKILL" });

  platform.leaveBe();
  const writtenBefore = platform.written.length;
  Object.assign(platform.at(unwritten.destinationId), { MEANWHILE: "theirs too" });
  const successor = second ?? (await start());
  it.goOn(successor);

  for (const { prefix, ...delivery } of [reading, unwritten, written, waiting, fresh]) {
    const names = Object.fromEntries(
      Object.entries(NAMES).map(([key, own]) => [key, own.map((n) => prefix + n)]),
    );
    const runs = await it.ended({ prefix, ...delivery });
    const ended = { status: "succeeded", trigger: "change", ...names, overwritten: [] };
    expect(runs).toMatchObject([ended]);
    expect(await it.eventsOf(runs[0]?.id ?? "")).toMatchObject([{ ...ended, run: runs[0]?.id }]);
  }
  const [removal, ...more] = await it.ended(removing);
  const removed = { status: "succeeded", deleted: Object.keys(prefixed("APP_", BEFORE)).sort() };
  expect(removal).toMatchObject({ ...removed, kind: "remove", created: [], updated: [] });
  expect(more).toEqual([]);
  expect(await it.eventsOf(removal?.id ?? "")).toMatchObject([removed]);

  const delivered = { ...FOREIGN, ...prefixed("APP_", AFTER) };
  const both = { ...delivered, ...prefixed("LAB_", AFTER), MEANWHILE: "theirs too" };
  expect(platform.at(unwritten.destinationId)).toEqual(both);
  for (const { destinationId } of [reading, written, fresh])
    expect(platform.at(destinationId)).toEqual(delivered);
  expect(platform.at(removing.destinationId)).toEqual(FOREIGN);
  // What had arrived was not sent again; the one in the last moment came either from the first server or from the second.
  const since = platform.written.slice(writtenBefore).map(({ groupId }) => groupId);
  const expected = [reading, unwritten, waiting].map(({ destinationId }) => destinationId);
  expect(since.filter((groupId) => groupId !== fresh.destinationId).sort()).toEqual(expected.sort());
  expect(platform.written.filter(({ groupId }) => groupId === fresh.destinationId)).toHaveLength(2);

  const all = [reading, unwritten, written, removing, waiting, fresh];
  for (const delivery of all) await it.edit(delivery, LATER);
  for (const { prefix, destinationId } of all) {
    const later = { ...FOREIGN, ...prefixed(prefix, LATER) };
    await vi.waitFor(() => expect(platform.at(destinationId)).toMatchObject(later), EVENTUALLY);
  }
  expect(await successor.stop()).toMatchObject({ code: 0 });
}

const TITLE = "kill -9 in the middle of a sync loses and doubles nothing";

test.concurrent(`${TITLE}: Postgres, where another server goes on with it`, TIMEOUT, async () => {
  const url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  const env = { DATABASE_URL: url, KEYWRIGHT_MASTER_KEY: Buffer.alloc(32, 7).toString("base64") };
  await killInTheMiddle({ env, others: true });
});

test.concurrent(`${TITLE}: embedded database, where the same server starts again`, TIMEOUT, () =>
  killInTheMiddle({ env: { KEYWRIGHT_DATA_DIR: join(folder, "data") }, others: false }),
);
