import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Server, startServer } from "../../test/servers.ts";
import { createPostgresDatabase } from "../../test/test-database.ts";
import { type Jobs, startJobs } from "../jobs/jobs.ts";
import { giveDueNotices } from "./due.ts";
import { orderedFor, setTimes, SOON, startReceiver } from "./expiry-world.test-support.ts";
import { EXPIRY_QUEUES } from "./start.ts";

const params = { teamId: "acme" };
const env = { KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: "1" };
/** More than one server takes at a time. */
const TOKENS = 130;

let servers: [Server, Server];
let jobs: Jobs[];
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  receiver = await startReceiver();
  const url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  servers = [await startServer(url, { env }), await startServer(url, { env })];
  jobs = await Promise.all(
    servers.map(({ app: { database } }) => startJobs({ database, queues: EXPIRY_QUEUES, onError: () => {} })),
  );
});
afterAll(async () => {
  await Promise.all(jobs.map((own) => own.stop()));
  await Promise.all(servers.map((server) => server.stop()));
  await receiver.close();
});

test("of several servers that look at the same time one gives each notice, and all are given", async () => {
  const owner = servers[0].client((await servers[0].initToken()) ?? "");
  const { database } = servers[0].app;
  const body = { name: "receiver", ...receiver.connection };
  const { id: connectionId } = await owner.createAppConnection({ params, body });
  await owner.patchTeam({ params, body: { expiryNotices: { connectionId } } });
  const ids: string[] = [];
  for (let count = 0; count < TOKENS; count++) {
    const token = { name: `due-${count}`, roleId: "admin", lifetimeSeconds: 30 * 24 * 3600 };
    ids.push((await owner.issueToken({ params, body: token })).id);
  }
  for (const id of ids) await setTimes(database, id, { issuedDaysAgo: 20, expiresInDays: 10 });

  const now = new Date();
  const looks = [0, 1, 0, 1].map((at) => {
    const deps = { database: servers[at]!.app.database, jobs: jobs[at]!, mailer: { canSend: false } };
    return giveDueNotices(deps, now, new AbortController().signal);
  });
  await Promise.all(looks);
  const ordered = await Promise.all(ids.map((id) => orderedFor(database, id)));
  expect(ordered).toEqual(ids.map(() => [14]));
  await expect.poll(() => receiver.messages.length, { ...SOON, timeout: 30_000 }).toBe(TOKENS);
  expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(TOKENS);
});
