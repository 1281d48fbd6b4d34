import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { embeddedFolder } from "../src/config.ts";
import type { Database } from "../src/db/database.ts";
import { openEmbedded } from "../src/db/pglite.ts";
import { openPostgres } from "../src/db/postgres.ts";
import { expectKept, type Ledger, writeUntilCutOff } from "./crash-ledger.ts";
import { type ServerProcess, spawnServer } from "./server-process.ts";
import { createPostgresDatabase } from "./test-database.ts";

const ROUNDS = 4;
const CLIENTS = 4;
/** The server is killed somewhere in between, and so many milliseconds later at most. */
const BURST_MIN_WRITES = 10;
const BURST_MAX_WRITES = 60;
const LATER_MAX_MS = 20;
/** On a busy machine; what it takes on an idle one is printed. */
const TIMEOUT = { timeout: 180_000 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-crash-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Installation {
  readonly name: string;
  readonly env: Record<string, string>;
  /** After the last server has ended. */
  openDatabase(): Promise<Database>;
}

/** Starts, lets clients write, kills at a random moment, starts again and looks; several times over. */
async function crashLoop({ name, env, openDatabase }: Installation): Promise<void> {
  const tokenFile = join(folder, `${name}.token`);
  const ledger: Ledger = { projects: new Map(), tokens: new Map() };
  const restartsMs: number[] = [];
  let server = spawnServer({ ...env, KEYWRIGHT_INIT_TOKEN_FILE: tokenFile });
  await server.listening;
  const token = (await readFile(tokenFile, "utf8")).trim();
  for (let round = 0; round < ROUNDS; round++) {
    let left = BURST_MIN_WRITES + Math.floor(Math.random() * (BURST_MAX_WRITES - BURST_MIN_WRITES));
    const enough = Promise.withResolvers<void>();
    const onAcknowledged = () => {
      if (--left === 0) enough.resolve();
    };
    const burst = Array.from({ length: CLIENTS }, (_, client) => {
      const prefix = `round ${round} client ${client} write`;
      return writeUntilCutOff(server.client(token), { ledger, prefix, onAcknowledged });
    });
    await Promise.race([enough.promise, ...burst]);
    await delay(Math.random() * LATER_MAX_MS);
    expect(await server.stop("SIGKILL")).toMatchObject({ signal: "SIGKILL" });
    await Promise.all(burst);

    const startedAtMs = performance.now();
    server = spawnServer({ ...env, KEYWRIGHT_INIT_TOKEN_FILE: tokenFile });
    await server.listening;
    restartsMs.push(Math.round(performance.now() - startedAtMs));
    const { acknowledged, cutOff, events } = await expectKept(server.client(token), server.client, ledger);
    console.log(
      `${name}, kill ${round + 1}: ${acknowledged} acknowledged writes and ${cutOff} cut off, ${events} events; ` +
        `ready again after ${restartsMs.at(-1)} ms`,
    );
  }
  await expectServes(server, token);
  expect(await server.stop()).toMatchObject({ code: 0, stderr: "" });
  await expectUnbroken(await openDatabase());
}

async function expectServes(server: ServerProcess, token: string): Promise<void> {
  const { id: tokenId, token: fresh } = await server.client(token).issueToken({
    body: { name: "after the crashes", roleId: "default" },
  });
  await server.client(fresh).login();
  await server.client(token).revokeToken({ params: { tokenId } });
  await expect(server.client(fresh).login()).rejects.toMatchObject({ code: "revoked" });
}

/** No gap in the revisions, none without its event, and no token without a key. */
async function expectUnbroken(database: Database): Promise<void> {
  const { kysely } = database;
  try {
    const { value } = await kysely.selectFrom("revision").select("value").executeTakeFirstOrThrow();
    const changes = await kysely.selectFrom("change").select("revision").orderBy("revision").execute();
    expect(changes.map(({ revision }) => revision)).toEqual(
      Array.from({ length: value }, (_, index) => index + 1),
    );
    const events = await kysely
      .selectFrom("audit_event")
      .select("revision")
      .where("revision", "is not", null)
      .orderBy("revision")
      .execute();
    expect(events.map(({ revision }) => revision)).toEqual(changes.map(({ revision }) => revision));
    const keyless = await kysely
      .selectFrom("token")
      .leftJoin("token_key", (join) =>
        join.onRef("token_key.org_id", "=", "token.org_id").onRef("token_key.token_id", "=", "token.id"),
      )
      .select("token.id")
      .where("token_key.id", "is", null)
      .execute();
    expect(keyless).toEqual([]);
  } finally {
    await database.close();
  }
}

test(
  "kill -9 at any moment loses nothing acknowledged and leaves nothing half done: embedded database",
  TIMEOUT,
  () => {
    const dataDir = join(folder, "data");
    return crashLoop({
      name: "embedded",
      env: { KEYWRIGHT_DATA_DIR: dataDir },
      openDatabase: () => openEmbedded({ folder: embeddedFolder(dataDir) }),
    });
  },
);

test(
  "kill -9 at any moment loses nothing acknowledged and leaves nothing half done: Postgres",
  TIMEOUT,
  async () => {
    const url = await createPostgresDatabase(inject("postgresUrl") ?? "");
    await crashLoop({
      name: "Postgres",
      env: { DATABASE_URL: url, KEYWRIGHT_MASTER_KEY: Buffer.alloc(32, 7).toString("base64") },
      openDatabase: async () => openPostgres(url, () => {}),
    });
  },
);
