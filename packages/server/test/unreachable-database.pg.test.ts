import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { race } from "./race.ts";
import { type Server, startServer } from "./servers.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";
import { createPostgresDatabase } from "./test-database.ts";

/** Longer than the pulse that renews it, and short enough to wait for. */
const LEASE_MS = 2500;
const RECOVERY_MAX_MS = 20_000;

let proxy: TcpProxy;
/** Its database is behind the proxy; the other one's is not. */
let remote: Server;
let near: Server;
let operatorToken: string;

beforeAll(async () => {
  const url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  proxy = await startTcpProxy(url);
  near = await startServer(url, { leaseMs: LEASE_MS });
  remote = await startServer(proxy.url, { leaseMs: LEASE_MS });
  operatorToken = (await near.initToken()) ?? "";
});
afterAll(async () => {
  await proxy.close();
  await Promise.all([near.stop(), remote.stop()]);
});

interface Answer {
  /** Before the decision, by the monotonic clock. */
  readonly askedAtMs: number;
  readonly end: string;
}

/** Asks the remote server on and on, which decides from memory, until it answers with the expected end. */
async function askUntil(token: string, expected: string): Promise<Answer[]> {
  const client = remote.client(token);
  const answers: Answer[] = [];
  const ask = async () => {
    const askedAtMs = performance.now();
    const [end = ""] = await race(() => client.login());
    answers.push({ askedAtMs, end });
    return end;
  };
  await expect.poll(ask, { timeout: RECOVERY_MAX_MS, interval: 5 }).toBe(expected);
  return answers;
}

const readiness = async ({ url }: Server) => (await fetch(`${url}/readyz`)).status;

describe.each([
  ["frozen, without a word", { breakIt: () => proxy.freeze(), mendIt: () => proxy.thaw() }],
  ["cut", { breakIt: () => proxy.cut(), mendIt: () => proxy.mend() }],
])("when the line to the database is %s", (name, { breakIt, mendIt }) => {
  test("a server decides on until its lease ends, then refuses, and recovers with what it missed", async () => {
    const operator = near.client(operatorToken);
    const { id: tokenId, token } = await operator.issueToken({ body: { name, roleId: "default" } });
    expect((await askUntil(token, "done")).map(({ end }) => end)).toEqual(["done"]);

    const brokenAtMs = performance.now();
    breakIt();
    await operator.revokeToken({ params: { tokenId } });
    const answers = await askUntil(token, "stale");
    for (const { end } of answers) expect(["done", "stale"]).toContain(end);
    const accepted = answers.filter(({ end }) => end === "done");
    // Cut off, it still decides by what it knew, but not a moment longer than its lease.
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.at(-1)?.askedAtMs).toBeLessThanOrEqual(brokenAtMs + LEASE_MS);
    const [end] = await race(() => remote.client(operatorToken).login());
    expect(end).toBe("stale");
    expect(await readiness(remote)).toBe(503);
    expect(await readiness(near)).toBe(200);
    const verdict = await near.client(operatorToken).verify({
      body: { token, permission: "project:projects:manage:read" },
    });
    expect(verdict).toMatchObject({ allowed: false, reason: "revoked" });

    const mendedAtMs = performance.now();
    mendIt();
    const afterwards = await askUntil(token, "revoked");
    for (const answer of afterwards.slice(0, -1)) expect(answer.end).toBe("stale");
    expect((await askUntil(operatorToken, "done")).length).toBe(1);
    expect(await readiness(remote)).toBe(200);
    const recoveryMs = Math.round(performance.now() - mendedAtMs);
    const lastMs = Math.round((accepted.at(-1)?.askedAtMs ?? 0) - brokenAtMs);
    console.log(
      `${name}: last acceptance ${lastMs} ms after the break (lease ${LEASE_MS}), recovered in ${recoveryMs} ms`,
    );
  }, 60_000);
});

test("writes through a broken line fail or are done whole, and the server serves again afterwards", async () => {
  const client = remote.client(operatorToken);
  const writes = Array.from({ length: 12 }, (_, index) => async () => {
    await client.createProject({ body: { name: `Broken ${index}` } });
  });
  const racing = race(...writes, async () => proxy.cut());
  const ends = await racing;
  for (const end of ends) expect(["done", "database_unreachable", "stale"]).toContain(end);
  proxy.mend();
  await askUntil(operatorToken, "done");
  const operator = near.client(operatorToken);
  const { projects } = await operator.listProjects({ query: { per_page: 100 } });
  const { auditEvents } = await operator.listAuditEvents({
    query: { per_page: 100, action: "project.create" },
  });
  expect(auditEvents.map(({ target }) => target.id).toSorted()).toEqual(
    projects.map(({ id }) => id).toSorted(),
  );
  const stored = new Set(projects.map(({ name }) => name));
  for (const [index, end] of ends.entries()) {
    if (end === "done" && index < writes.length) expect(stored).toContain(`Broken ${index}`);
  }
  await client.createProject({ body: { name: "Whole again" } });
});

test("who asks for what is in the database while it is out of reach is told to come again, through every door", async () => {
  await askUntil(operatorToken, "done");
  const headers = { authorization: `Bearer ${operatorToken}` };
  const revocation = new URLSearchParams({ token: operatorToken });
  proxy.cut();
  const [read, write, revoke] = await Promise.all([
    fetch(`${remote.url}/v1/projects`, { headers }),
    fetch(`${remote.url}/v1/projects`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ name: "Out of reach" }),
    }),
    fetch(`${remote.url}/oauth2/revoke`, { method: "POST", body: revocation }),
  ]);
  for (const answer of [read, write]) {
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await answer.json()).toMatchObject({ status: 503, code: "database_unreachable" });
  }
  expect([revoke.status, revoke.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await revoke.json()).toMatchObject({ error: "temporarily_unavailable" });
  proxy.mend();
  await askUntil(operatorToken, "done");
});

test("requests that take every connection do not keep the lease from being renewed", async () => {
  await askUntil(operatorToken, "done");
  const { database, authority } = near.app;
  const busy = Array.from({ length: 40 }, () =>
    sql`select pg_sleep(${(LEASE_MS * 1.5) / 1000 / 2})`.execute(database.kysely),
  );
  const all = Promise.all(busy).then(() => "ended");
  const live = new Set<boolean>();
  while ((await Promise.race([all, nextMoment()])) !== "ended") live.add(authority.isLive());
  expect([...live]).toEqual([true]);
});

const nextMoment = () => new Promise((resolve) => setTimeout(resolve, 20));
