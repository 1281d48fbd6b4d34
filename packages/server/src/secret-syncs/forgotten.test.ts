import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GroupPlatform, startGroupPlatform } from "../../test/group-platform.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { createPlatformHttp } from "../app-connections/platform-http.ts";
import { masterKeyFile } from "../config.ts";
import { createEncryption } from "../encryption/data-keys.ts";
import { loadMasterKeys } from "../encryption/master-keys.ts";
import { type Jobs, startJobs } from "../jobs/jobs.ts";
import { createSigner } from "../signing-keys/signer.ts";
import { takeUpForgotten } from "./forgotten.ts";
import { SYNC_RUNS } from "./queue.ts";
import type { RunDeps } from "./run-deps.ts";
import { SYNC_QUEUES } from "./start.ts";
import { runSyncs } from "./worker.ts";

const SOON = { timeout: 10_000, interval: 50 };

let kw: TestService;
let platform: GroupPlatform;
let connectionId: string;
let jobs: Jobs;
let deps: RunDeps;

beforeAll(async () => {
  kw = await startTestService();
  platform = await startGroupPlatform();
  await kw.operator.createProject({ body: { name: "shop" } });
  const credentials = { apiToken: "store-token", baseUrl: platform.url };
  const body = { name: "store", app: "northflank", method: "api-token", credentials };
  connectionId = (await kw.operator.createAppConnection({ body })).id;
  jobs = await startJobs({ database: kw.database, queues: SYNC_QUEUES, onError: () => {} });
  const encryption = createEncryption(await loadMasterKeys([], masterKeyFile(kw.dataDir)));
  deps = {
    database: kw.database,
    authority: kw.app.authority,
    encryption,
    mint: { signer: createSigner(encryption, "test"), issuer: kw.publicUrl },
    jobs,
    openHttp: createPlatformHttp({ reach: { privateAddresses: true } }),
    noteActivity: () => {},
  };
});
beforeEach(() => platform.leaveBe());
afterAll(async () => {
  await jobs.stop();
  await kw.close();
  await platform.close();
});

const run = async (syncId: string) => (await kw.operator.listSyncRuns({ params: { syncId } })).runs[0];
const status = async (syncId: string) => (await run(syncId))?.status;
let made = 0;

async function newSync() {
  const name = `sync-${++made}`;
  const secrets = { variables: { A: "1" } };
  const group = { name, secretType: "environment", priority: 1, secrets } as const;
  const { id: secretGroupId } = await kw.operator.createSecretGroup({
    params: { projectId: "shop" },
    body: group,
  });
  const source = { kind: "secret-group", projectId: "shop", secretGroupId } as const;
  const destination = platform.create({});
  const { id: syncId } = await kw.operator.createSync({ body: { name, source, connectionId, destination } });
  await expect.poll(() => status(syncId), SOON).toBe("succeeded");
  return { syncId, groupId: destination.secretGroupId, secretGroupId };
}

/** A run as it stands when the last try at it is over, and nobody wrote down what came of it. */
async function forgotten(as: "pending" | "running") {
  const sync = await newSync();
  await expect.poll(async () => (await jobs.livingIds(SYNC_RUNS, "orgId")).size, SOON).toBe(0);
  const { rows } = await sql<{ orgId: string; runId: string; destination: string }>`
    update sync_run as run set status = ${as}, ended_at = null from sync
    where run.sync_id = ${sync.syncId} and sync.id = run.sync_id
    returning run.org_id as "orgId", run.id as "runId", sync.destination_hash as destination
  `.execute(kw.database.kysely);
  const [data] = rows;
  if (!data) throw new Error("there is no run");
  return { ...sync, data };
}

describe("a run that takes too long", () => {
  const silent = async () => {
    const sync = await forgotten("running");
    platform.meddle(sync.groupId, () => {});
    return sync;
  };
  const attemptsMax = SYNC_RUNS.attempts;

  test("has failed after the last try, and says why", async () => {
    const { syncId, data } = await silent();
    const signal = AbortSignal.timeout(300);
    const over = runSyncs(deps)({ id: "job", data, attempt: attemptsMax, attemptsMax, signal });
    await over.catch(() => {});
    expect(await run(syncId)).toMatchObject({
      status: "failed",
      code: "platform_unavailable",
      message: expect.stringMatching(/took too long/),
    });
  });

  test("is under way until then", async () => {
    const { syncId, data } = await silent();
    const signal = AbortSignal.timeout(300);
    const over = runSyncs(deps)({ id: "job", data, attempt: attemptsMax - 1, attemptsMax, signal });
    await expect(over).rejects.toThrow();
    expect(await status(syncId)).toBe("running");
  });

  test("is under way, and not failed, when its server stops in the last try", async () => {
    const { syncId, data } = await silent();
    const stopping = new AbortController();
    const job = { id: "job", data, attempt: attemptsMax, attemptsMax, signal: stopping.signal };
    const over = runSyncs(deps)(job);
    await expect.poll(async () => (await run(syncId))?.attempts, SOON).toBe(2);
    stopping.abort();
    await expect(over).rejects.toThrow();
    expect(await status(syncId)).toBe("running");
  });
});

describe("a run that no job goes on with", () => {
  test("has failed if it was under way, says so, and what changes later is delivered", async () => {
    const { syncId, groupId, secretGroupId } = await forgotten("running");
    await takeUpForgotten(deps);
    expect(await run(syncId)).toMatchObject({
      status: "failed",
      code: "internal_error",
      message: expect.stringMatching(/cut off .*Sync now/),
    });
    const params = { projectId: "shop", secretId: secretGroupId };
    await kw.operator.patchSecretGroup({ params, body: { secrets: { variables: { A: "2" } } } });
    await expect.poll(() => platform.at(groupId), SOON).toEqual({ A: "2" });
    await expect.poll(() => status(syncId), SOON).toBe("succeeded");
  });

  test("is done if it waited", async () => {
    const { syncId } = await forgotten("pending");
    await takeUpForgotten(deps);
    await expect.poll(() => status(syncId), SOON).toBe("succeeded");
  });

  test("is told from one that somebody does, which is let do", async () => {
    const { syncId, groupId } = await newSync();
    const held = Promise.withResolvers<() => void>();
    platform.meddle(groupId, ({ arrive, answer }) => {
      held.resolve(() => {
        arrive();
        answer();
      });
    });
    await kw.operator.startSyncRun({ params: { syncId }, body: { kind: "sync" } });
    const goOn = await held.promise;
    await takeUpForgotten(deps);
    expect(await run(syncId)).toMatchObject({ status: "running", attempts: 1 });
    platform.leaveBe();
    goOn();
    await expect.poll(() => status(syncId), SOON).toBe("succeeded");
    expect(await run(syncId)).toMatchObject({ attempts: 1 });
  });
});
