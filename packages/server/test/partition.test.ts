import { createVerifier, type Verifier } from "@keywright/verifier";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "./harness.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

const ISSUER = "http://127.0.0.1:4600";
const REQUEST = { permission: "project:projects:manage:read", project: "web-shop" };
const LEASE_MS = 15_000;

let kw: TestService;
let proxy: TcpProxy;
let verifier: Verifier;

beforeAll(async () => {
  kw = await startTestService();
  proxy = await startTcpProxy(kw.url);
  await kw.operator.createProject({ body: { name: "Web shop" } });
  await kw.operator.createRole({
    body: { name: "lister", permissions: { projectScope: [REQUEST.permission] } },
  });
  const url = proxy.url.replace(/\/$/, "");
  verifier = createVerifier({
    url,
    credential: kw.operatorToken,
    issuer: ISSUER,
    audience: ISSUER,
    name: "far away",
  });
  await verifier.start();
});
afterEach(() => {
  proxy.thaw();
  proxy.mend();
});
afterAll(async () => {
  await verifier.close();
  await proxy.close();
  await kw.close();
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("a verifier behind a dead line accepts nothing that is revoked once its lease has run out, and the write says so", async () => {
  const { id, token } = await kw.operator.issueToken({ body: { name: "ci", roleId: "lister" } });
  expect(await verifier.verify(token, REQUEST)).toMatchObject({ allowed: true });
  proxy.freeze();
  const frozenAtMs = performance.now();
  const answered = await kw.operator.revokeToken({ params: { tokenId: id } }, { waitSeconds: 0.5 });
  const [pending] = answered.propagation?.pending ?? [];
  expect(answered.propagation).toMatchObject({ complete: false, verifiers: 1, acknowledged: 0 });
  expect(pending?.name).toBe("far away");
  const saidMs = Date.parse(pending?.leaseEndsAt as string);

  // Cut off, it goes on deciding by what it knows, but no longer than it was said to.
  let lastAcceptedAtMs = 0;
  await until(async () => {
    const { allowed } = await verifier.verify(token, REQUEST);
    if (allowed) lastAcceptedAtMs = Date.now();
    return !allowed;
  });
  expect(await verifier.verify(token, REQUEST)).toMatchObject({ allowed: false, reason: "stale" });
  expect(performance.now() - frozenAtMs).toBeLessThan(LEASE_MS + 1000);
  expect(lastAcceptedAtMs).toBeLessThanOrEqual(saidMs);

  // A write that waits long enough sees the lease end, and then nobody accepts the old authority.
  const next = await kw.operator.createProject({ body: { name: "Meanwhile" } }, { waitSeconds: 20 });
  expect(next.propagation?.complete).toBe(true);
}, 60_000);

test("a verifier whose line was cut comes back with what it has, and needs no second snapshot", async () => {
  await until(() => verifier.statistics.live);
  const before = verifier.statistics;
  const { id, token } = await kw.operator.issueToken({ body: { name: "ci", roleId: "lister" } });
  expect(await verifier.verify(token, REQUEST)).toMatchObject({ allowed: true });
  proxy.cut();
  await until(() => !verifier.statistics.connected);
  await kw.operator.revokeToken({ params: { tokenId: id } });
  proxy.mend();
  const { propagation } = await kw.operator.createProject({ body: { name: "Again" } }, { waitSeconds: 25 });
  expect(propagation).toMatchObject({ complete: true });
  expect(await verifier.verify(token, REQUEST)).toMatchObject({ allowed: false, reason: "revoked" });
  expect(verifier.statistics.snapshots).toBe(before.snapshots);
  expect(verifier.statistics.connections).toBeGreaterThan(before.connections);
}, 60_000);

test("a verifier that is started while no server can be reached decides as soon as one can", async () => {
  proxy.cut();
  let failures = 0;
  const late = createVerifier({
    url: proxy.url.replace(/\/$/, ""),
    credential: kw.operatorToken,
    issuer: ISSUER,
    audience: ISSUER,
    onEvent: ({ type }) => (failures += type === "disconnected" ? 1 : 0),
  });
  let started = false;
  const starting = late.start().then(() => (started = true));
  await until(() => failures >= 2);
  expect(started).toBe(false);
  proxy.mend();
  await starting;
  expect(late.statistics.live).toBe(true);
  await late.close();
});
