import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { startUsage } from "./usage.ts";

/** What is promised of the time between a use and its being visible. */
const VISIBLE_WITHIN_MS = 10_000;

let kw: TestService;
let operator: Client;
beforeAll(async () => {
  kw = await startTestService();
  ({ operator } = kw);
  await operator.createRole({
    body: { name: "reader", permissions: { projectScope: ["project:projects:manage:read"] } },
  });
});
afterAll(() => kw.close());

const issue = (name: string) => operator.issueToken({ body: { name, roleId: "reader" } });

/** Waits until a use shows, and expects its time to lie between the two instants, as the API tells it. */
async function showsWithin(tokenId: string, [from, to]: readonly [number, number]): Promise<number> {
  const lastUsed = async () => (await operator.getToken({ params: { tokenId } })).lastUsedAt;
  await expect.poll(lastUsed, { timeout: VISIBLE_WITHIN_MS, interval: 100 }).not.toBeNull();
  const at = Date.parse((await lastUsed()) ?? "");
  expect(at).toBeGreaterThanOrEqual(from);
  expect(at).toBeLessThanOrEqual(to);
  return at;
}

async function during(use: () => Promise<unknown>): Promise<[number, number]> {
  const from = Date.now();
  await use().catch(() => {});
  return [from, Date.now()];
}

describe("last used", () => {
  test("shows the true time within ten seconds of the call, at the token and at the key that was used", async () => {
    const { id: tokenId, token, key } = await issue("in use");
    expect((await operator.getToken({ params: { tokenId } })).lastUsedAt).toBeNull();
    const { key: unused } = await operator.rotateToken({
      params: { tokenId },
      body: { otherKeysExpiresAt: null },
    });
    const span = await during(() => kw.client(token).listProjects());
    const at = await showsWithin(tokenId, span);
    const { keys } = await operator.listKeys({ params: { tokenId } });
    const lastUsedOf = (id: string) => keys.find((one) => one.id === id)?.lastUsedAt;
    expect(lastUsedOf(key.id)).toBe(new Date(at).toISOString());
    expect(lastUsedOf(unused.id)).toBeNull();
  });

  test("counts a call that was refused for want of a permission, for it was the token's holder who tried", async () => {
    const { id, token } = await issue("refused");
    const span = await during(() =>
      expect(kw.client(token).listRoles()).rejects.toMatchObject({ status: 403 }),
    );
    await showsWithin(id, span);
  });

  test("counts a check that somebody made of the token, allowed or not", async () => {
    const [allowed, refused] = [await issue("checked"), await issue("checked in vain")];
    const check = (token: string, permission: string) => operator.verify({ body: { token, permission } });
    const spans = [
      await during(() => check(allowed.token, "project:projects:manage:read")),
      await during(() => check(refused.token, "project:projects:manage:delete")),
    ] as const;
    await showsWithin(allowed.id, spans[0]);
    await showsWithin(refused.id, spans[1]);
  });

  test("counts no call with a forgery of the token", async () => {
    const [real, used] = [await issue("copied"), await issue("used afterwards")];
    const forged = `${real.token.slice(0, -4)}AAAA`;
    await expect(kw.client(forged).login()).rejects.toMatchObject({ status: 401 });
    await showsWithin(used.id, await during(() => kw.client(used.token).login()));
    // What came before has been written down as well by now, if anything was.
    expect((await operator.getToken({ params: { tokenId: real.id } })).lastUsedAt).toBeNull();
  });
});

describe("writing it down", () => {
  const times = async (tokenId: string) => {
    const row = await kw.database.kysely
      .selectFrom("token")
      .select("last_used_at")
      .where("id", "=", tokenId)
      .executeTakeFirstOrThrow();
    return row.last_used_at?.getTime() ?? null;
  };
  async function usedKey(name: string) {
    const { id: tokenId, key, token } = await issue(name);
    const verdict = await kw.app.authority.authenticate(token);
    return { tokenId, keyId: key.id, orgId: verdict.principal?.orgId ?? "" };
  }

  test("keeps what it could not write while the database failed, and what came in meanwhile", async () => {
    const usage = startUsage(kw.database, () => {});
    const [early, late] = [await usedKey("early"), await usedKey("late")];
    await kw.database.execScript("alter table token_key rename to token_key_away");
    usage.record(early, 1000_000);
    await expect(usage.flush()).rejects.toThrow();
    usage.record(late, 2000_000);
    await expect(usage.flush()).rejects.toThrow();
    await kw.database.execScript("alter table token_key_away rename to token_key");
    await usage.flush();
    expect(await times(early.tokenId)).toBe(1000_000);
    expect(await times(late.tokenId)).toBe(2000_000);
    await usage.stop();
  });

  test("only ever raises the time, in whatever order uses come in and servers write them", async () => {
    const key = await usedKey("out of order");
    const [one, other] = [startUsage(kw.database, () => {}), startUsage(kw.database, () => {})];
    one.record(key, 3000_000);
    one.record(key, 2000_000);
    await one.flush();
    other.record(key, 1000_000);
    await other.flush();
    expect(await times(key.tokenId)).toBe(3000_000);
    await Promise.all([one.stop(), other.stop()]);
  });

  test("reports a failure once, at the end, and never to whoever used the key", async () => {
    const errors: Error[] = [];
    const usage = startUsage(kw.database, (error) => errors.push(error));
    const key = await usedKey("at the end");
    await kw.database.execScript("alter table token_key rename to token_key_away");
    expect(() => usage.record(key, 1000_000)).not.toThrow();
    await usage.stop();
    expect(errors.length).toBeGreaterThanOrEqual(1);
    await kw.database.execScript("alter table token_key_away rename to token_key");
  });

  test("takes more keys than one transaction writes", async () => {
    const usage = startUsage(kw.database, () => {});
    const key = await usedKey("one of many");
    for (let n = 0; n < 1200; n++) usage.record({ ...key, keyId: `key_${n}` }, 1000_000 + n);
    await usage.flush();
    expect(await times(key.tokenId)).toBe(1000_000 + 1199);
    await usage.stop();
  });
});
