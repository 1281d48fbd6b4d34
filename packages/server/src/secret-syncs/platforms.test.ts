import { sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { asUsual, type GroupPlatform, say, startGroupPlatform } from "../../test/group-platform.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { startPlatform } from "../../test/platform.ts";
import {
  lasting,
  type Misbehaviour,
  onWriting,
  PASSING,
  passing,
  says,
  silent,
} from "./misbehaviours.test-support.ts";

/** So long as a platform that says nothing is waited for, several times. */
const SOON = { timeout: 90_000, interval: 100 };
const projectId = "shop";
const BEFORE = { KEPT: "1", OTHER: "2", GONE: "gone" };
const AFTER = { KEPT: "1", OTHER: "2b", NEW: "3" };
const FOREIGN = { THEIRS: "left alone" };

let kw: TestService;
let platform: GroupPlatform;
let connectionId: string;
let made = 0;
/** Where the platform says nothing: it is waited for several times over, while the others have their turns. */
let waiting: Case;

beforeAll(async () => {
  kw = await startTestService();
  platform = await startGroupPlatform();
  await kw.operator.createProject({ body: { name: projectId } });
  connectionId = await connect("store-token");
  waiting = await begin(silent);
});
afterAll(async () => {
  await kw.close();
  await platform.close();
});

async function connect(apiToken: string): Promise<string> {
  const credentials = { apiToken, baseUrl: platform.url };
  const body = { name: `store-${++made}`, app: "northflank", method: "api-token", credentials };
  return (await kw.operator.createAppConnection({ body })).id;
}

const lastRun = async (syncId: string) => (await kw.operator.listSyncRuns({ params: { syncId } })).runs[0];

async function newGroup() {
  const secrets = { variables: BEFORE };
  const group = { name: `group-${++made}`, secretType: "environment", priority: 1, secrets } as const;
  return (await kw.operator.createSecretGroup({ params: { projectId }, body: group })).id;
}

/** A sync that has delivered once, to where somebody else has a variable too. */
async function newSync(through = connectionId) {
  const secretGroupId = await newGroup();
  const source = { kind: "secret-group", projectId, secretGroupId } as const;
  const destination = platform.create(FOREIGN);
  const body = {
    name: `sync-${++made}`,
    source,
    connectionId: through,
    destination,
    keySchema: "A_{{secretKey}}",
  };
  const { id } = await kw.operator.createSync({ body });
  await vi.waitUntil(async () => (await lastRun(id))?.status === "succeeded", SOON);
  const groupId = destination.secretGroupId;
  const params = { projectId, secretId: secretGroupId };
  return {
    id,
    groupId,
    edit: async (variables: Record<string, string>) => {
      await kw.operator.patchSecretGroup({ params, body: { secrets: { variables } } });
    },
    source: async () => (await kw.operator.getSecretGroup({ params })).secrets.variables,
    there: () => platform.at(groupId),
  };
}

const delivered = (variables: Record<string, string>) => ({
  ...FOREIGN,
  ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`A_${name}`, value])),
});

/** Does at once what is to be tried again later. */
async function hurry(syncId: string): Promise<void> {
  await sql`
    update pgboss.job set start_after = now() from sync_run as run
    where run.sync_id = ${syncId} and job.data ->> 'runId' = run.id and job.state = 'created'
  `.execute(kw.database.kysely);
}

async function secondsUntilNextTry(syncId: string): Promise<number[]> {
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from job.start_after - job.created_on)::float as seconds
    from pgboss.job as job join sync_run as run on job.data ->> 'runId' = run.id
    where run.sync_id = ${syncId} and job.state = 'created'
  `.execute(kw.database.kysely);
  return rows.map(({ seconds }) => seconds);
}

type Case = Misbehaviour & { readonly sync: Awaited<ReturnType<typeof newSync>> };

async function begin(misbehaviour: Misbehaviour): Promise<Case> {
  const sync = await newSync();
  platform.meddle(sync.groupId, misbehaviour.way);
  await sync.edit(AFTER);
  return { ...misbehaviour, sync };
}

async function expectSaid({ sync, code, because }: Case) {
  await expect.poll(async () => (await lastRun(sync.id))?.code, SOON).toBe(code);
  const run = await lastRun(sync.id);
  expect(run?.message).toMatch(because);
  expect(run?.message).toMatch(/^[A-Z].*\.$/);
  expect(run?.message).not.toMatch(/undefined|<|store-token/);
  expect(await sync.source()).toEqual(AFTER);
  expect(sync.there()).toEqual(delivered(BEFORE));
  return run;
}

async function expectDelivered({ sync }: Case) {
  await expect.poll(async () => (await lastRun(sync.id))?.status, SOON).toBe("succeeded");
  const run = await lastRun(sync.id);
  expect(run).toMatchObject({ created: ["A_NEW"], updated: ["A_OTHER"], deleted: ["A_GONE"] });
  expect(run).not.toHaveProperty("code");
  expect(sync.there()).toEqual(delivered(AFTER));
  return run;
}

async function expectMended(given: Case) {
  platform.meddle(given.sync.groupId, asUsual);
  await hurry(given.sync.id);
  return expectDelivered(given);
}

test.each(lasting)(
  "a platform that $what fails the run at once, and by hand it is done anew",
  async (misbehaviour) => {
    const given = await begin(misbehaviour);
    expect(await expectSaid(given)).toMatchObject({ status: "failed", attempts: 1 });
    expect(await secondsUntilNextTry(given.sync.id)).toEqual([]);
    platform.meddle(given.sync.groupId, asUsual);
    await kw.operator.startSyncRun({ params: { syncId: given.sync.id }, body: { kind: "sync" } });
    await expectDelivered(given);
  },
);

test.each(passing)("a platform that $what is tried again later, by the same run", async (misbehaviour) => {
  const given = await begin(misbehaviour);
  expect(await expectSaid(given)).toMatchObject({ status: "pending", attempts: 1 });
  const [seconds = 0, ...more] = await secondsUntilNextTry(given.sync.id);
  expect(more).toEqual([]);
  expect(seconds).toBeGreaterThan(7);
  expect(seconds).toBeLessThan(14);
  expect(await expectMended(given)).toMatchObject({ attempts: 2, trigger: "change" });
});

test("what does not pass has failed after the fifth attempt, and not before", async () => {
  const sync = await newSync();
  platform.meddle(sync.groupId, says(429, "Slow down.", { "retry-after": "120" }));
  await sync.edit(AFTER);
  for (const attempts of [1, 2, 3, 4]) {
    await expect.poll(() => lastRun(sync.id), SOON).toMatchObject({ status: "pending", attempts });
    await expect.poll(() => secondsUntilNextTry(sync.id), SOON).toHaveLength(1);
    await hurry(sync.id);
  }
  await expect
    .poll(() => lastRun(sync.id), SOON)
    .toMatchObject({ status: "failed", attempts: 5, code: PASSING });
  expect(await secondsUntilNextTry(sync.id)).toEqual([]);
  expect(sync.there()).toEqual(delivered(BEFORE));
});

test("a short wait that a platform asks for is waited, and the run succeeds", async () => {
  const sync = await newSync();
  const soon = says(429, "A moment.", { "retry-after": "1" });
  const ways = [soon];
  platform.meddle(sync.groupId, (asked) => (ways.pop() ?? asUsual)(asked));
  await sync.edit(AFTER);
  await expect.poll(sync.there, SOON).toEqual(delivered(AFTER));
  await expect.poll(() => lastRun(sync.id), SOON).toMatchObject({ status: "succeeded", attempts: 1 });
});

test("what people write after an import is kept when the delivery that it was for is tried again", async () => {
  const secretGroupId = await newGroup();
  const source = { kind: "secret-group", projectId, secretGroupId } as const;
  const destination = platform.create({ OTHER: "theirs" });
  const { secretGroupId: groupId } = destination;
  platform.meddle(groupId, onWriting(says(503, "Oops.")));
  const initialBehavior = "import-prefer-destination" as const;
  const body = { name: "importing", source, connectionId, destination, initialBehavior };
  const { id } = await kw.operator.createSync({ body });
  await expect.poll(() => lastRun(id), SOON).toMatchObject({ status: "pending", attempts: 1 });
  const params = { projectId, secretId: secretGroupId };
  const read = async () => (await kw.operator.getSecretGroup({ params })).secrets.variables;
  expect(await read()).toEqual({ ...BEFORE, OTHER: "theirs" });
  const written = { ...BEFORE, OTHER: "written since" };
  await kw.operator.patchSecretGroup({ params, body: { secrets: { variables: written } } });
  platform.at(groupId)["LATER"] = "theirs too";
  platform.meddle(groupId, asUsual);
  await hurry(id);
  const kept = { ...written, LATER: "theirs too" };
  await expect.poll(() => platform.at(groupId), SOON).toEqual(kept);
  expect(await read()).toEqual(kept);
});

test("lists without an end come to one, and nothing is taken for missing", async () => {
  const names = (page: string) => Array.from({ length: 100 }, (_, index) => ({ name: `N_${page}_${index}` }));
  const written: string[] = [];
  const endless = await startPlatform(({ method, url = "" }, response) => {
    if (method !== "GET") written.push(url);
    const page = new URL(url, "http://platform").searchParams.get("page") ?? "";
    say(response, 200, url.startsWith("/user") ? { login: "somebody" } : { secrets: names(page) });
  });
  const credentials = { token: "github-token", baseUrl: endless.url };
  const connection = { name: "endless", app: "github", method: "personal-access-token", credentials };
  const { id } = await kw.operator.createAppConnection({ body: connection });
  const source = { kind: "secret-group", projectId, secretGroupId: await newGroup() } as const;
  const destination = { repository: "acme/shop" };
  const body = { name: "endless", source, connectionId: id, destination };
  const { id: syncId } = await kw.operator.createSync({ body });
  await expect.poll(() => lastRun(syncId), SOON).toMatchObject({ status: "pending", code: PASSING });
  expect((await lastRun(syncId))?.message).toMatch(/more than 100 pages.*narrower reach\.$/);
  expect(written).toEqual([]);
  await endless.close();
});

test("a platform that says nothing is tried again later, by the same run", async () => {
  await expectSaid(waiting);
  expect(await expectMended(waiting)).toMatchObject({ trigger: "change" });
});
