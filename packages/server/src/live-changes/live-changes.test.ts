import { LIVE_STREAMS_PER_PRINCIPAL_MAX } from "@keywright/contract";
import { setTimeout as passed } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Followed, follow } from "../../test/followed.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";

const SOON = { timeout: 10_000 };
/** At least, in tests whose clocks are not ours. */
const HINTS_APART_MS = 1900;

let kw: TestService;
let tenant: Tenant;
let open: Followed[];

beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Live");
  open = [];
});
afterAll(async () => {
  await Promise.all(open.map((one) => one.stop()));
  await kw.close();
});

/** Follows, and waits until it has been told where things stand. */
async function following(client = tenant.owner): Promise<Followed> {
  const followed = follow(client);
  open.push(followed);
  await expect.poll(() => followed.changes.length, SOON).toBeGreaterThan(0);
  return followed;
}

const revisionsIn = ({ changes }: Followed) => changes.flatMap(({ revision }) => revision ?? []);

describe("who may follow", () => {
  test("nobody without a token, with one that has ended, or with a question it does not know", async () => {
    const { owner, params } = tenant;
    const ended = await tenant.token("admin");
    await owner.revokeToken({ params: { ...params, tokenId: ended.id } });
    expect(await follow(ended.client).ended).toBe("revoked");
    const answer = await fetch(`${kw.url}/v1/changes`);
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: "no_credentials" }]);
    const headers = { authorization: `Bearer ${kw.operatorToken}` };
    const odd = await fetch(`${kw.url}/v1/changes?since=1`, { headers });
    expect([odd.status, await odd.json()]).toMatchObject([400, { code: "validation_failed" }]);
  });

  test("nobody as often as they like: a line that ends makes room for another", async () => {
    const { client } = await tenant.token("default");
    const lines: Followed[] = [];
    for (let line = 0; line < LIVE_STREAMS_PER_PRINCIPAL_MAX; line++) lines.push(await following(client));
    expect(await follow(client).ended).toBe("too_many_streams");
    await following();
    await lines[0]?.stop();
    await expect
      .poll(async () => (await Promise.race([follow(client).ended, passed(200)])) ?? "open")
      .toBe("open");
    await Promise.all(lines.map((line) => line.stop()));
  });
});

describe("what is told", () => {
  test("where the authority stands, and every change of it, once the server itself has it", async () => {
    const followed = await following();
    expect(followed.changes[0]).toEqual({ revision: kw.app.authority.state.revision });
    const body = { name: "told" };
    const { revision } = await tenant.owner.createRole({ params: tenant.params, body });
    await expect.poll(() => revisionsIn(followed), SOON).toContain(revision);
  });

  test("that something else was written, at once, and then no more than now and then", async () => {
    const busy = await newTenant(kw, "Live busy");
    const followed = await following(busy.owner);
    const startedAt = performance.now();
    const hints = () => followed.changes.slice(1);
    const writeOn = async () => {
      await busy.token("admin");
      return hints().length;
    };
    await expect.poll(writeOn, SOON).toBe(2);
    for (const hint of hints()) expect(hint).toEqual({ activity: true });
    expect(performance.now() - startedAt).toBeGreaterThan(HINTS_APART_MS);
  });

  test("nothing that happens in another organization", async () => {
    const other = await newTenant(kw, "Live other");
    const quiet = await newTenant(kw, "Live quiet");
    const followed = await following(quiet.owner);
    await other.token("admin");
    await other.owner.putRole({ params: other.params, body: { name: "elsewhere" } });
    const { revision } = await quiet.owner.createRole({ params: quiet.params, body: { name: "here" } });
    await expect.poll(() => followed.changes.length, SOON).toBeGreaterThan(1);
    expect(followed.changes.slice(1)).toEqual([{ revision }]);
  });

  test("nothing in the answer to a HEAD, which ends at once", async () => {
    const headers = { authorization: `Bearer ${kw.operatorToken}` };
    const answer = await fetch(`${kw.url}/v1/changes`, { method: "HEAD", headers });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
  });
});

describe("a line ends", () => {
  test.each<[string, (token: { id: string }) => Promise<unknown>]>([
    [
      "its token is revoked",
      ({ id }) => tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } }),
    ],
    [
      "its role is deleted",
      () => tenant.owner.deleteRole({ params: { ...tenant.params, roleId: "following" } }),
    ],
  ])("when %s, without being told of it", async (_, end) => {
    await tenant.owner.putRole({ params: tenant.params, body: { name: "following" } });
    const token = await tenant.token("following");
    const followed = await following(token.client);
    await end(token);
    expect(await followed.ended).toBe("ended");
    expect(revisionsIn(followed)).toHaveLength(1);
  });

  test("when the organization is suspended", async () => {
    const other = await newTenant(kw, "Live suspended");
    const followed = await following(other.owner);
    await kw.operator.patchOrg({ params: { orgId: other.orgId }, body: { suspended: true } });
    expect(await followed.ended).toBe("ended");
  });

  test("when its server closes, which does not wait for those who read", async () => {
    const closing = await startTestService();
    const followed = follow(closing.operator);
    await expect.poll(() => followed.changes).toHaveLength(1);
    const startedAt = performance.now();
    await closing.close();
    expect(performance.now() - startedAt).toBeLessThan(4000);
    expect(await followed.ended).toBe("ended");
  });
});
