import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type Tenant } from "../../test/tenants.ts";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Editing");
});
afterAll(() => kw.close());

type Patch = Parameters<Tenant["owner"]["patchToken"]>[0]["body"];
const patch = (tokenId: string, body: Patch) =>
  tenant.owner.patchToken({ params: { ...tenant.params, tokenId }, body });
const get = (tokenId: string) => tenant.owner.getToken({ params: { ...tenant.params, tokenId } });
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describe("the expiry of a token", () => {
  test("brought forward takes a revision that can be waited for, and nothing else of an edit does", async () => {
    const { owner, params } = tenant;
    const { id: tokenId } = await tenant.token("admin");
    const request = { params: { ...params, tokenId } };
    const renamed = await owner.patchToken({ ...request, body: { name: "renamed" } }, { waitSeconds: 5 });
    expect(renamed).not.toHaveProperty("revision");
    const body = { expiresAt: inSeconds(3600) };
    const { revision, propagation } = await owner.patchToken({ ...request, body }, { waitSeconds: 5 });
    expect(revision).toBe(kw.app.authority.state.revision);
    expect(propagation?.complete).toBe(true);
    for (const waitSeconds of ["", "%20", "31"]) {
      const answer = await fetch(`${kw.url}/v1/teams/acme/tokens/${tokenId}?waitSeconds=${waitSeconds}`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${kw.operatorToken}`, "content-type": "application/json" },
        body: "{}",
      });
      expect(await answer.json()).toMatchObject({ code: "validation_failed" });
    }
  });

  test("never moves later, and never into the past", async () => {
    const { owner } = tenant;
    const { id } = await tenant.token("admin", { lifetimeSeconds: 3600 });
    const { expiresAt } = await get(id);
    for (const wrong of [inSeconds(3660), "2020-01-01T00:00:00Z", new Date().toISOString()]) {
      const { details } = await refuses(owner, "validation_failed", () => patch(id, { expiresAt: wrong }));
      expect(Object.keys(details ?? {})).toEqual(["expiresAt"]);
    }
    expect((await get(id)).expiresAt).toBe(expiresAt);
  });

  test("is never taken away again", async () => {
    const { id } = await tenant.token("admin", { lifetimeSeconds: 3600 });
    const body = { expiresAt: null } as unknown as Patch;
    await refuses(tenant.owner, "validation_failed", () => patch(id, body));
  });

  test("once brought forward does not go back to where it was", async () => {
    const { id } = await tenant.token("admin");
    const sooner = (await patch(id, { expiresAt: inSeconds(1800) })).expiresAt ?? "";
    await refuses(tenant.owner, "validation_failed", () => patch(id, { expiresAt: inSeconds(3600) }));
    expect((await get(id)).expiresAt).toBe(sooner);
  });

  test("that was brought forward ends every key, though their JWTs say otherwise, and for good", async () => {
    const { owner, params } = tenant;
    const { id, client } = await tenant.token("admin", { lifetimeSeconds: 3600 });
    const { token } = await owner.rotateToken({
      params: { ...params, tokenId: id },
      body: { otherKeysExpiresAt: null },
    });
    const { result, event } = await leavesOneEvent(owner, "token.update", () =>
      patch(id, { expiresAt: inSeconds(2) }),
    );
    expect(event.revision).toBeGreaterThan(0);
    expect((await client.getMe()).principal.expiresAt).toBe(result.expiresAt);
    await expect.poll(() => endOf(client.login()), { timeout: 5000 }).toBe("expired");
    expect(await endOf(kw.client(token).login())).toBe("expired");
    const { keys } = await owner.listKeys({ params: { ...params, tokenId: id } });
    expect(keys.map(({ active, expiresAt }) => [active, expiresAt])).toEqual([
      [false, result.expiresAt],
      [false, result.expiresAt],
    ]);
    await refuses(owner, "token_ended", () => patch(id, { expiresAt: inSeconds(60) }));
    expect(await get(id)).toMatchObject({ active: false, revoked: false });
  });

  test("cannot be set on a token that was revoked", async () => {
    const { id } = await tenant.token("admin");
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
    await refuses(tenant.owner, "token_ended", () => patch(id, { expiresAt: inSeconds(60) }));
  });
});

describe("a token's name and description", () => {
  test("change alone, with one event that tells before and after", async () => {
    const { owner } = tenant;
    const { id, client } = await tenant.token("admin", { name: "before", description: "old" });
    const { expiresAt, narrowing, role } = await get(id);
    const { event } = await leavesOneEvent(owner, "token.update", () =>
      patch(id, { name: "after", description: "new" }),
    );
    expect(event).toMatchObject({
      target: { type: "token", id, name: "after" },
      before: { name: "before", description: "old" },
      after: { name: "after", description: "new" },
    });
    expect(event).not.toHaveProperty("revision");
    expect(await get(id)).toMatchObject({ name: "after", description: "new", expiresAt, role });
    expect((await get(id)).narrowing).toEqual(narrowing);
    expect((await client.getMe()).principal.name).toBe("after");
  });

  test("stay when they are left out; null clears the description", async () => {
    const { id } = await tenant.token("admin", { name: "kept", description: "kept too" });
    expect(await patch(id, {})).toMatchObject({ name: "kept", description: "kept too" });
    expect(await patch(id, { description: null })).not.toHaveProperty("description");
    expect(await get(id)).toMatchObject({ name: "kept" });
  });

  test("can be changed after its end", async () => {
    const { id } = await tenant.token("admin");
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
    expect(await patch(id, { name: "leaked in May" })).toMatchObject({
      name: "leaked in May",
      active: false,
    });
  });
});

test("a token that never was is not found", async () => {
  const { owner, params } = tenant;
  for (const tokenId of [`tok_${"0".repeat(26)}`, "tok_short", "key_00000000000000000000000000"]) {
    await refuses(owner, "not_found", () => owner.getToken({ params: { ...params, tokenId } }));
    await refuses(owner, "not_found", () => patch(tokenId, { name: "x" }));
  }
});
