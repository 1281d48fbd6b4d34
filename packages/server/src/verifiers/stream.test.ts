import {
  CLOSE,
  createVerifier,
  CredentialRefused,
  type Verifier,
  VERIFIER_MESSAGE_MAX_BYTES,
} from "@keywright/verifier";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { RawStream } from "../../test/raw-stream.ts";
import { clientWithOrgRole, clientWithTeamRole } from "../../test/restricted-tokens.ts";

const ISSUER = "http://127.0.0.1:4600";
const LIST = "project:projects:manage:read";

let kw: TestService;
const opened: (RawStream | Verifier)[] = [];

beforeAll(async () => {
  kw = await startTestService();
  await kw.operator.createProject({ body: { name: "Web shop" } });
  await kw.operator.createRole({ body: { name: "lister", permissions: { projectScope: [LIST] } } });
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
afterAll(() => kw.close());

async function raw(): Promise<RawStream> {
  const stream = new RawStream(kw.url);
  opened.push(stream);
  return stream.opened();
}

async function verifier(credential = kw.operatorToken, name = "api"): Promise<Verifier> {
  const one = createVerifier({ url: kw.url, credential, issuer: ISSUER, audience: ISSUER, name });
  opened.push(one);
  await one.start();
  return one;
}

async function tokenOf(role: string, name = "ci") {
  return kw.operator.issueToken({ body: { name, roleId: role } });
}

describe("a line is refused", () => {
  test("without a token of this installation, and says why", async () => {
    const stream = await raw();
    stream.hello("no.such.token");
    expect(await stream.end()).toEqual({
      code: CLOSE.unauthorized,
      reason: "The credential is refused: malformed.",
    });
    expect(stream.received).toEqual([]);
  });

  test("without the permission to verify, which it names; a team's is not enough to see an organization", async () => {
    const { token } = await tokenOf("lister");
    const team = await kw.operator.createRole({
      body: { name: "team-verifier", permissions: { teamScope: ["team:admin:verification:verify"] } },
    });
    for (const credential of [token, (await tokenOf(team.id)).token]) {
      const stream = await raw();
      stream.hello(credential);
      expect(await stream.end()).toEqual({
        code: CLOSE.forbidden,
        reason: "The required permission is 'Organization > Admin > Verification > Verify'.",
      });
      expect(stream.received).toEqual([]);
    }
  });

  test.each([
    ["that speaks before its hello", { type: "ack", revision: 1, at: 1 }],
    ["that sends no JSON", "hello"],
    ["that sends no message", { revision: 1 }],
    ["whose hello is malformed", { type: "hello", credential: 1, name: "x", revision: null, at: 1 }],
  ])("%s", async (_what, message) => {
    const stream = await raw();
    stream.send(message);
    expect((await stream.end()).code).toBe(CLOSE.badMessage);
  });

  test("that sends more than a message may hold", async () => {
    const stream = await raw();
    stream.send("x".repeat(VERIFIER_MESSAGE_MAX_BYTES + 1));
    expect((await stream.end()).code).toBe(1009);
  });

  test("that says hello twice, or confirms what was never sent", async () => {
    const twice = await raw();
    twice.hello(kw.operatorToken);
    await twice.next("snapshot");
    twice.hello(kw.operatorToken);
    expect((await twice.end()).code).toBe(CLOSE.badMessage);

    const eager = await raw();
    eager.hello(kw.operatorToken);
    const { revision } = await eager.next("snapshot");
    eager.ack((revision as number) + 1);
    expect((await eager.end()).code).toBe(CLOSE.badMessage);
  });

  test("that knows a revision this installation has not reached: it must forget everything", async () => {
    const stream = await raw();
    stream.hello(kw.operatorToken, 1_000_000);
    expect((await stream.end()).code).toBe(CLOSE.fromTheFuture);
  });
});

describe("a verifier whose credential is refused", () => {
  test.each([
    ["is no token", "no.such.token", "The credential is refused: malformed."],
    [
      "may not verify",
      "lister",
      "The required permission is 'Organization > Admin > Verification > Verify'.",
    ],
  ])("because it %s does not start, says why, and lets go of everything", async (_why, given, reason) => {
    const credential = given === "lister" ? (await tokenOf("lister")).token : given;
    const starting = verifier(credential);
    await expect(starting).rejects.toThrow(CredentialRefused);
    await expect(starting).rejects.toThrow(`The verifier is refused by ${kw.url}. ${reason}`);
    const [one] = opened.splice(-1) as [Verifier];
    expect(one.statistics).toMatchObject({ live: false, connected: false, connections: 1 });
    expect(await one.verify(kw.operatorToken, { permission: LIST })).toMatchObject({ reason: "stale" });
  });

  test("after it has decided accepts nothing more, and is back with one that is accepted", async () => {
    const issued = await kw.operator.issueOrgToken({ body: { name: "verifier", roleId: "owner" } });
    let credential = issued.token;
    const one = createVerifier({
      url: kw.url,
      credential: () => credential,
      issuer: ISSUER,
      audience: ISSUER,
    });
    opened.push(one);
    await one.start();
    await kw.operator.revokeOrgToken({ params: { tokenId: issued.id } });
    const isLive = () => one.statistics.live;
    await expect.poll(isLive).toBe(false);
    expect(await one.verify(kw.operatorToken, { permission: LIST })).toMatchObject({ reason: "stale" });
    credential = kw.operatorToken;
    await expect.poll(isLive, { timeout: 10_000 }).toBe(true);
  });
});

describe("a verifier", () => {
  test("ignores messages of a kind it does not know, as the server does", async () => {
    const stream = await raw();
    stream.hello(kw.operatorToken);
    await stream.next("snapshot");
    stream.send({ type: "weather", sunny: true });
    await kw.operator.createProject({ body: { name: "After the weather" } });
    await stream.next("change");
    expect(stream.closed).toBeUndefined();
  });

  test("that has a revision is sent what it missed, one by one, and no snapshot", async () => {
    const first = await raw();
    first.hello(kw.operatorToken);
    const { revision } = (await first.next("snapshot")) as unknown as { revision: number };
    first.close();
    for (const name of ["One", "Two", "Three"]) await kw.operator.createProject({ body: { name } });
    const again = await raw();
    again.hello(kw.operatorToken, revision);
    await again.next("lease");
    const kinds = again.received.map((message) => [message.type, message["revision"]]);
    expect(kinds).toEqual([
      ["change", revision + 1],
      ["change", revision + 2],
      ["change", revision + 3],
      ["lease", revision + 3],
    ]);
  });

  test("of one organization is told nothing of another, but that a revision was taken", async () => {
    const created = await kw.operator.createOrg({ body: { name: "Other", ownerToken: { name: "owner" } } });
    const other = kw.client(created.ownerToken?.token as string);
    await other.createOrgRole({
      body: { name: "verifier", permissions: { orgScope: ["org:admin:verification:verify"] } },
    });
    const { token } = await other.issueOrgToken({ body: { name: "api", roleId: "verifier" } });
    const stream = await raw();
    stream.hello(token);
    const snapshot = await stream.next("snapshot");
    await kw.operator.createProject({ body: { name: "Secret plan" } });
    const change = await stream.next("change");
    expect(change).toEqual({ type: "change", revision: change["revision"], orgId: null, changes: [] });
    const told = JSON.stringify([snapshot, change]);
    for (const foreign of ["acme", "web-shop", "secret-plan", "lister"]) expect(told).not.toContain(foreign);

    const { token: foreign } = await tokenOf("lister");
    const decided = await (await verifier(token)).verify(foreign, { permission: LIST, project: "web-shop" });
    expect(decided).toMatchObject({ allowed: false, reason: "revoked" });
  });

  test("is cut off with the credential it came with", async () => {
    const client = await kw.operator.createOrgRole({
      body: { name: "stream", permissions: { orgScope: ["org:admin:verification:verify"] } },
    });
    const { id, token } = await kw.operator.issueOrgToken({ body: { name: "stream", roleId: client.id } });
    const stream = await raw();
    stream.hello(token);
    await stream.next("lease");
    await kw.operator.revokeOrgToken({ params: { tokenId: id } });
    expect(await stream.end()).toEqual({
      code: CLOSE.unauthorized,
      reason: "The credential is refused: revoked.",
    });
  });
});

describe("a write that waits", () => {
  test("answers when every verifier has confirmed: from then on nobody accepts the old authority", async () => {
    const verifiers = await Promise.all(["a", "b", "c"].map((name) => verifier(kw.operatorToken, name)));
    const { id, token } = await tokenOf("lister");
    const request = { permission: LIST, project: "web-shop" };
    for (const one of verifiers) expect(await one.verify(token, request)).toMatchObject({ allowed: true });
    const { revision, propagation } = await kw.operator.revokeToken(
      { params: { tokenId: id } },
      { waitSeconds: 20 },
    );
    for (const one of verifiers) {
      expect(one.verify(token, request)).toMatchObject({ allowed: false, reason: "revoked" });
      expect(one.statistics.revision).toBeGreaterThanOrEqual(revision);
    }
    expect(propagation).toEqual({ complete: true, verifiers: 3, acknowledged: 3, pending: [] });
  });

  test("names who has not confirmed when time is up, and until when at the latest that one decides", async () => {
    const silent = await raw();
    silent.hello(kw.operatorToken);
    await silent.next("lease");
    const { id } = await tokenOf("lister");
    const { revision, propagation } = await kw.operator.revokeToken(
      { params: { tokenId: id } },
      { waitSeconds: 0.3 },
    );
    expect(propagation).toMatchObject({
      complete: false,
      verifiers: 1,
      acknowledged: 0,
      pending: [{ name: "raw" }],
    });
    const [pending] = propagation?.pending ?? [];
    expect(pending?.acknowledgedRevision).toBeLessThan(revision);
    const leftMs = Date.parse(pending?.leaseEndsAt as string) - Date.now();
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(15_000);
    silent.send({ type: "bye" });
    const again = await kw.operator.createProject({ body: { name: "Goodbye" } }, { waitSeconds: 10 });
    expect(again.propagation).toMatchObject({ complete: true, verifiers: 0 });
  });

  test("does not wait for another organization's verifiers", async () => {
    const created = await kw.operator.createOrg({
      body: { name: "Elsewhere", ownerToken: { name: "owner" } },
    });
    const elsewhere = kw.client(created.ownerToken?.token as string);
    await clientWithOrgRole(kw, elsewhere, { name: "nobody" });
    await elsewhere.createOrgRole({
      body: { name: "v", permissions: { orgScope: ["org:admin:verification:verify"] } },
    });
    const { token } = await elsewhere.issueOrgToken({ body: { name: "v", roleId: "v" } });
    const silent = await raw();
    silent.hello(token);
    await silent.next("lease");
    const { propagation } = await kw.operator.createProject(
      { body: { name: "Not theirs" } },
      { waitSeconds: 5 },
    );
    expect(propagation).toMatchObject({ complete: true, verifiers: 0 });
    silent.send({ type: "bye" });
  });

  test("refuses to wait longer than half a minute, and for what is no number", async () => {
    for (const waitSeconds of [31, -1, Number.NaN]) {
      const write = kw.operator.createProject({ body: { name: "Never" } }, { waitSeconds });
      await expect(write).rejects.toMatchObject({
        code: "validation_failed",
        details: { waitSeconds: expect.any(Array) },
      });
    }
  });
});

describe("the list of verifiers", () => {
  test("needs the permission to read it", async () => {
    const client = await clientWithTeamRole(kw, kw.operator, "acme", { name: "no-verifiers" });
    await expect(client.listVerifiers()).rejects.toMatchObject({ status: 403, code: "permission_missing" });
  });

  test("says who is connected, at which revision, and until when without hearing from a server", async () => {
    await verifier(kw.operatorToken, "gateway-1");
    const { revision } = await kw.operator.createProject({ body: { name: "Listed" } }, { waitSeconds: 10 });
    const { verifiers } = await kw.operator.listVerifiers();
    const listed = verifiers.find(({ name }) => name === "gateway-1");
    expect(listed).toMatchObject({ kind: "verifier", scope: "platform", connected: true, revision, lag: 0 });
    expect(Date.parse(listed?.leaseEndsAt as string)).toBeGreaterThan(Date.now());
    expect(verifiers.filter(({ kind }) => kind === "server")).toHaveLength(1);
  });
});
