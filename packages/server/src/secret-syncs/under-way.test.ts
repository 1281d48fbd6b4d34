import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { error, type GroupPlatform, say, startGroupPlatform, type Way } from "../../test/group-platform.ts";
import { startTestService, type TestService } from "../../test/harness.ts";

type Run = Awaited<ReturnType<TestService["operator"]["getSyncRun"]>>;

let kw: TestService;
let platform: GroupPlatform;
let connectionId: string;
let made = 0;

beforeAll(async () => {
  kw = await startTestService();
  platform = await startGroupPlatform();
  await kw.operator.createProject({ body: { name: "shop" } });
  const body = {
    name: "store",
    app: "northflank",
    method: "api-token",
    credentials: withToken("first-token"),
  };
  connectionId = (await kw.operator.createAppConnection({ body })).id;
});
afterEach(() => platform.leaveBe());
afterAll(async () => {
  await kw.close();
  await platform.close();
});

function withToken(apiToken: string) {
  return { apiToken, baseUrl: platform.url };
}

type Fields = Partial<Parameters<TestService["operator"]["createSync"]>[0]["body"]>;

async function newSync(way: Way, fields: Fields = {}) {
  made += 1;
  const body = { name: `group ${made}`, secretType: "environment", priority: 1 } as const;
  const group = await kw.operator.createSecretGroup({
    params: { projectId: "shop" },
    body: { ...body, secrets: { variables: { A: "1" } } },
  });
  const destination = platform.create({});
  platform.meddle(destination.secretGroupId, way);
  const source = { kind: "secret-group", projectId: "shop", secretGroupId: group.id } as const;
  const sync = await kw.operator.createSync({
    body: { name: `sync-${made}`, source, connectionId, destination, ...fields },
  });
  return { ...sync, destination };
}

/** The last run, once this is true of it. */
async function runWhen(syncId: string, isSo: (run: Run) => boolean): Promise<Run> {
  const last = async () => (await kw.operator.listSyncRuns({ params: { syncId } })).runs[0]!;
  await expect.poll(async () => isSo(await last()), { timeout: 30_000, interval: 50 }).toBe(true);
  return last();
}
const ended = ({ status }: Run) => status === "succeeded" || status === "failed";
const putOff = ({ status, attempts }: Run) => status === "pending" && attempts > 0;

const isWrite = (kind: string) => kind === "write";

describe("what may pass is tried again, and is said meanwhile:", () => {
  test.each<[string, Way]>([
    ["a redirect", ({ response }) => void response.writeHead(302, { location: "http://127.0.0.1/" }).end()],
    ["more than is read", ({ response }) => void response.writeHead(200).end(" ".repeat(5 * 1024 * 1024))],
  ])("%s", async (_what, way) => {
    const { id, destination } = await newSync(way);
    const run = await runWhen(id, putOff);
    expect(run).toMatchObject({ code: "platform_unavailable", attempts: 1 });
    expect(run.message).toMatch(/^[A-Z].{20,300}$/s);
    expect(run.message).not.toContain("<html>");
    platform.leaveBe();
    // Who does not want to wait asks; it is the same run.
    const again = await kw.operator.startSyncRun({ params: { syncId: id }, body: { kind: "sync" } });
    expect(again.id).toBe(run.id);
    const done = await runWhen(id, ended);
    expect(done).toMatchObject({ status: "succeeded", created: ["A"], overwritten: [] });
    expect(done.code ?? done.message).toBeUndefined();
    expect(platform.at(destination.secretGroupId)).toEqual({ A: "1" });
  });

  test("a write whose answer was lost is not written twice into the history, and nobody is blamed for it", async () => {
    const { id } = await newSync(({ kind, arrive, answer, response }) => {
      arrive();
      if (isWrite(kind)) response.destroy();
      else answer();
    });
    await runWhen(id, putOff);
    platform.leaveBe();
    await kw.operator.startSyncRun({ params: { syncId: id }, body: { kind: "sync" } });
    expect(await runWhen(id, ended)).toMatchObject({
      status: "succeeded",
      created: ["A"],
      updated: [],
      overwritten: [],
    });
  });
});

test("an import or a removal, which somebody waits for, is tried once", async () => {
  const { id } = await newSync(({ answer, arrive }) => {
    arrive();
    answer();
  });
  await runWhen(id, ended);
  const { destination } = await kw.operator.getSync({ params: { syncId: id } });
  platform.meddle(destination["secretGroupId"] ?? "", ({ response }) => say(response, 500, {}));
  for (const body of [{ kind: "remove" }, { kind: "import", prefer: "source" }] as const) {
    await kw.operator.startSyncRun({ params: { syncId: id }, body });
    expect(await runWhen(id, (run) => run.kind === body.kind && ended(run))).toMatchObject({
      status: "failed",
      code: "platform_unavailable",
      attempts: 1,
    });
  }
});

test("credentials that are replaced while they are in use are read again, and nothing fails", async () => {
  const begun = Promise.withResolvers<void>();
  const replaced = Promise.withResolvers<void>();
  const { id, destination } = await newSync(({ apiToken, arrive, answer, response }) => {
    begun.resolve();
    void replaced.promise.then(() => {
      if (apiToken === "first-token") return say(response, 401, error("Expired."));
      arrive();
      return answer();
    });
  });
  await begun.promise;
  await kw.operator.patchAppConnection({
    params: { connectionId },
    body: { credentials: withToken("second-token") },
  });
  replaced.resolve();
  expect(await runWhen(id, ended)).toMatchObject({ status: "succeeded", attempts: 2 });
  expect(platform.at(destination.secretGroupId)).toEqual({ A: "1" });
});

describe("a run whose sync is not what it was when the run began writes nothing any more", () => {
  /** A sync that is just being read at its destination, and how to let that go on. */
  async function reading() {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const sync = await newSync(({ arrive, answer }) => {
      begun.resolve();
      void goOn.promise.then(() => {
        arrive();
        answer();
      });
    });
    await begun.promise;
    return { ...sync, goOn: goOn.resolve };
  }

  test("when it is deleted meanwhile", async () => {
    const { id, destination, goOn } = await reading();
    const { id: next } = await newSync(({ answer }) => answer());
    await kw.operator.deleteSync({ params: { syncId: id } });
    goOn();
    // The queue has gone on when another sync has run.
    await runWhen(next, ended);
    expect(platform.written.filter(({ groupId }) => groupId === destination.secretGroupId)).toEqual([]);
  });

  test("when it is turned to another destination meanwhile, where the run after it delivers", async () => {
    const { id, destination, goOn } = await reading();
    const elsewhere = platform.create({});
    await kw.operator.patchSync({ params: { syncId: id }, body: { destination: elsewhere } });
    await runWhen(id, ({ trigger, status }) => trigger === "edit" && status === "succeeded");
    goOn();
    const first = async () =>
      (await kw.operator.listSyncRuns({ params: { syncId: id } })).runs.find(
        ({ trigger }) => trigger === "creation",
      );
    await expect.poll(async () => (await first())?.status, { timeout: 10_000 }).toBe("failed");
    expect(await first()).toMatchObject({ message: "The sync was edited meanwhile." });
    expect([platform.at(destination.secretGroupId), platform.at(elsewhere.secretGroupId)]).toEqual([
      {},
      { A: "1" },
    ]);
    const { lastRuns } = await kw.operator.getSync({ params: { syncId: id } });
    expect(lastRuns.sync).toMatchObject({ status: "succeeded", trigger: "edit" });
  });
});

test("one run at a time writes to a destination, and what is asked for meanwhile is done after it", async () => {
  let underWay = 0;
  let most = 0;
  const { id, destination } = await newSync(({ kind, arrive, answer }) => {
    underWay += 1;
    most = Math.max(most, underWay);
    void wait(50).then(() => {
      underWay -= 1;
      if (isWrite(kind)) arrive();
      answer();
    });
  });
  const params = { syncId: id };
  const requests = [1, 2, 3, 4].map(() => kw.operator.startSyncRun({ params, body: { kind: "sync" } }));
  const removal = kw.operator.startSyncRun({ params, body: { kind: "remove" } });
  await Promise.all([...requests, removal]);
  const all = async () => (await kw.operator.listSyncRuns({ params })).runs;
  await expect.poll(async () => (await all()).every(ended), { timeout: 10_000 }).toBe(true);
  expect(most).toBe(1);
  expect((await all()).every(({ status }) => status === "succeeded")).toBe(true);
  expect(platform.written.filter(({ groupId }) => groupId === destination.secretGroupId).length).toBeLessThan(
    6,
  );
});

test("what is added at the destination between import and delivery is not removed unread", async () => {
  let reads = 0;
  const { destination, id } = await newSync(
    ({ kind, groupId = "", arrive, answer }) => {
      if (kind === "read") reads += 1;
      if (kind === "read" && reads === 2) platform.at(groupId)["LATE"] = "1";
      arrive();
      answer();
    },
    { initialBehavior: "import-prefer-source" },
  );
  expect(await runWhen(id, ended)).toMatchObject({ status: "succeeded", deleted: [] });
  expect(platform.at(destination.secretGroupId)).toEqual({ A: "1", LATE: "1" });
});

test("a hundred runs of a sync are kept", async () => {
  const { id } = await newSync(({ arrive, answer }) => {
    arrive();
    answer();
  });
  await runWhen(id, ended);
  await kw.database.kysely.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("sync_run")
      .selectAll()
      .where("sync_id", "=", id)
      .executeTakeFirstOrThrow();
    const old = Array.from({ length: 150 }, (_, at) => ({
      ...row,
      id: `run_0000000000000000000000${String(at).padStart(4, "0")}`,
      created: "[]",
      updated: "[]",
      deleted: "[]",
      overwritten: "[]",
    }));
    await tx.insertInto("sync_run").values(old).execute();
  });
  await kw.operator.startSyncRun({ params: { syncId: id }, body: { kind: "sync" } });
  await runWhen(id, ended);
  const { runs } = await kw.operator.listSyncRuns({ params: { syncId: id }, query: { per_page: 100 } });
  const more = await kw.operator.listSyncRuns({ params: { syncId: id }, query: { per_page: 100, page: 2 } });
  expect([runs.length, more.runs.length]).toEqual([100, 0]);
});
