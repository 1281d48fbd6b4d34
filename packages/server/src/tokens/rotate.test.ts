import { KEYS_PER_TOKEN_MAX } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { claimsOf, endOf, type HeldToken, newTenant, type Tenant } from "../../test/tenants.ts";

const CREATE = "team:admin:api-tokens:create";
const READ = "project:projects:manage:read";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Rotating");
  await tenant.owner.createRole({
    params: tenant.params,
    body: { name: "self", permissions: { teamScope: [CREATE], projectScope: [READ] } },
  });
});
afterAll(() => kw.close());

type Body = NonNullable<Parameters<Client["rotateToken"]>[0]["body"]>;
const rotate = (tokenId: string, body: Body = {}, by = tenant.owner) =>
  by.rotateToken({ params: { ...tenant.params, tokenId }, body });
const keysOf = async (tokenId: string) =>
  (await tenant.owner.listKeys({ params: { ...tenant.params, tokenId } })).keys;
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const loginWith = (value: string) => endOf(kw.client(value).login());

describe("rotating a token is refused", () => {
  test("to those who could not have issued it: its new value would be theirs", async () => {
    const { owner } = tenant;
    const { client } = await tenant.tokenOf({
      name: "sees all",
      permissions: { teamScope: [CREATE, "team:admin:api-tokens:read", "team:admin:api-tokens:read-all"] },
    });
    const admin = await tenant.token("admin");
    await refuses(owner, "escalation", () => rotate(admin.id, {}, client));
    const narrowedAdmin = await tenant.token("admin", { narrowing: { permissions: [CREATE] } });
    await refuses(owner, "escalation", () => rotate(narrowedAdmin.id, {}, client));
    expect(await loginWith(admin.value)).toBe("done");
  });

  test("to its issuer, once its role has grown beyond the issuer's", async () => {
    const { owner, params } = tenant;
    const body = { name: "later admin", permissions: { projectScope: [READ] } };
    await owner.createRole({ params, body });
    const issuer = await tenant.token("self");
    const issued = await tenant.token("later-admin", {}, issuer.client);
    expect((await rotate(issued.id, {}, issuer.client)).token).toMatch(/^eyJ/);
    const permissions = { teamScope: ["*"], projectScope: ["*"] };
    await owner.patchRole({ params: { ...params, roleId: "later-admin" }, body: { permissions } });
    await refuses(owner, "escalation", () => rotate(issued.id, {}, issuer.client));
  });

  test("from an address that the token's own holder could not have given it to", async () => {
    const bound = await tenant.token("admin", { narrowing: { allowedIps: ["127.0.0.1"] } });
    const free = await tenant.token("admin");
    const alike = await tenant.token("admin", { narrowing: { allowedIps: ["127.0.0.1"] } });
    await refuses(tenant.owner, "escalation", () => rotate(free.id, {}, bound.client));
    expect((await rotate(alike.id, {}, bound.client)).token).toMatch(/^eyJ/);
  });

  test("to everyone but itself when it belongs to a member", async () => {
    const { owner, params } = tenant;
    const { id: memberId } = await owner.inviteMember({
      params,
      body: { email: "rotating@example.com", roles: ["self"] },
    });
    const own = await tenant.token("self", { owner: "member", memberId, lifetimeSeconds: 3600 });
    await refuses(owner, "owner_not_allowed", () => rotate(own.id));
    expect(await loginWith((await rotate(own.id, {}, own.client)).token)).toBe("done");
  });

  test("once it has ended, however it did", async () => {
    const { owner, params } = tenant;
    await owner.createRole({ params, body: { name: "ending" } });
    const revoked = await tenant.token("admin");
    await owner.revokeToken({ params: { ...params, tokenId: revoked.id } });
    const orphaned = await tenant.token("ending");
    await owner.deleteRole({ params: { ...params, roleId: "ending" } });
    const expired = await tenant.token("admin");
    const body = { expiresAt: inSeconds(1.5) };
    await owner.patchToken({ params: { ...params, tokenId: expired.id }, body });
    await expect.poll(() => loginWith(expired.value), { timeout: 5000 }).toBe("expired");
    for (const { id } of [revoked, orphaned, expired]) {
      await refuses(owner, "token_ended", () => rotate(id));
    }
  });

  test("with an end for the other keys that has passed, or is none", async () => {
    const { id, value } = await tenant.token("admin");
    for (const otherKeysExpiresAt of ["2020-01-01T00:00:00Z", "soon"]) {
      const { details } = await refuses(tenant.owner, "validation_failed", () =>
        rotate(id, { otherKeysExpiresAt }),
      );
      expect(Object.keys(details ?? {})).toEqual(["otherKeysExpiresAt"]);
    }
    expect(await loginWith(value)).toBe("done");
  });

  test(`when it would leave more than ${KEYS_PER_TOKEN_MAX} keys that work`, async () => {
    const { id } = await tenant.token("admin");
    for (let keys = 1; keys < KEYS_PER_TOKEN_MAX; keys++) await rotate(id, { otherKeysExpiresAt: null });
    for (const otherKeysExpiresAt of [null, inSeconds(60)]) {
      await refuses(tenant.owner, "too_many_keys", () => rotate(id, { otherKeysExpiresAt }));
    }
    await rotate(id);
    expect((await keysOf(id)).filter(({ active }) => active)).toHaveLength(1);
  });
});

describe("rotating a token", () => {
  test("ends its other keys at once, unless told otherwise", async () => {
    const { id, value, keyId } = await tenant.token("admin");
    const { result, event } = await leavesOneEvent(tenant.owner, "token.rotate", () => rotate(id));
    expect(await loginWith(value)).toBe("revoked");
    expect(await loginWith(result.token)).toBe("done");
    expect(event).toMatchObject({
      target: { type: "token", id },
      before: { keys: [keyId] },
      after: { keyId: result.key.id, ended: [keyId] },
      revision: result.revision,
    });
    expect(JSON.stringify(event)).not.toContain(result.token.split(".")[2]);
    expect((await keysOf(id)).map((key) => [key.id, key.active])).toEqual([
      [result.key.id, true],
      [keyId, false],
    ]);
  });

  test("can leave the others until a time, and no longer", async () => {
    const { id, value } = await tenant.token("admin");
    const { token } = await rotate(id, { otherKeysExpiresAt: inSeconds(2) });
    expect(await loginWith(value)).toBe("done");
    await expect.poll(() => loginWith(value), { timeout: 5000 }).toBe("revoked");
    expect(await loginWith(token)).toBe("done");
  });

  test("never gives a key a later end than it has", async () => {
    const { id, value, keyId } = await tenant.token("admin", { lifetimeSeconds: 3600 });
    const soon = inSeconds(1800);
    await rotate(id, { otherKeysExpiresAt: soon });
    await rotate(id, { otherKeysExpiresAt: inSeconds(7200) });
    await rotate(id, { otherKeysExpiresAt: null });
    const ends = new Map((await keysOf(id)).map((key) => [key.id, key.expiresAt]));
    expect(ends.get(keyId)).toBe(soon);
    await rotate(id);
    expect(await loginWith(value)).toBe("revoked");
  });

  test("can leave the others as they are", async () => {
    const { id, value } = await tenant.token("admin");
    const { result, event } = await leavesOneEvent(tenant.owner, "token.rotate", () =>
      rotate(id, { otherKeysExpiresAt: null }),
    );
    expect(event.after).toMatchObject({ ended: [], otherKeysExpiresAt: null });
    expect(await Promise.all([value, result.token].map(loginWith))).toEqual(["done", "done"]);
  });

  test("gives a key of the same token: same role, narrowing, exposure and end", async () => {
    const { owner, params } = tenant;
    await owner.createProject({ params, body: { name: "Shop" } });
    const { id, value } = await tenant.token("self", {
      lifetimeSeconds: 3600,
      narrowing: { projects: ["shop"], permissions: [READ], allowedIps: ["127.0.0.1"] },
    });
    const { token, key } = await rotate(id);
    const { jti, iat, ...rest } = claimsOf(token);
    const { jti: oldKey, iat: oldIat, ...before } = claimsOf(value);
    expect(rest).toEqual(before);
    expect([jti, iat]).toEqual([key.id, Math.floor(Date.parse(key.issuedAt) / 1000)]);
    expect([jti, iat]).not.toEqual([oldKey, oldIat]);
  });

  test("gives it the end that was brought forward since", async () => {
    const { owner, params } = tenant;
    const { id } = await tenant.token("admin", { lifetimeSeconds: 3600 });
    const { expiresAt } = await owner.patchToken({
      params: { ...params, tokenId: id },
      body: { expiresAt: inSeconds(600) },
    });
    const { key, token } = await rotate(id);
    expect(key.expiresAt).toBe(expiresAt);
    expect(claimsOf(token).exp).toBe(Date.parse(expiresAt ?? "") / 1000);
  });

  test("is something a token may do to itself, though it is narrowed below its role", async () => {
    const narrowing = { permissions: [CREATE] };
    const self: HeldToken = await tenant.token("self", { narrowing });
    const { token } = await rotate(self.id, {}, self.client);
    expect(await loginWith(self.value)).toBe("revoked");
    expect((await kw.client(token).getMe()).authority.permissions).toEqual([CREATE]);
  });
});

describe("deleting a key", () => {
  const remove = (tokenId: string, keyId: string) =>
    tenant.owner.deleteKey({ params: { ...tenant.params, tokenId, keyId } });

  test("of another token, or one that has ended, finds nothing", async () => {
    const [one, other] = [await tenant.token("admin"), await tenant.token("admin")];
    await refuses(tenant.owner, "not_found", () => remove(one.id, other.keyId));
    await refuses(tenant.owner, "not_found", () => remove(one.id, `key_${"0".repeat(26)}`));
    await remove(one.id, one.keyId);
    await refuses(tenant.owner, "not_found", () => remove(one.id, one.keyId));
    expect(await loginWith(other.value)).toBe("done");
  });

  test("ends it at once and for good, and leaves the token's other keys", async () => {
    const { id, keyId, value } = await tenant.token("admin");
    const { token } = await rotate(id, { otherKeysExpiresAt: null });
    const { result, event } = await leavesOneEvent(tenant.owner, "token.delete-key", () => remove(id, keyId));
    expect(event).toMatchObject({ target: { id }, before: { keyId }, revision: result.revision });
    expect(await loginWith(value)).toBe("revoked");
    expect(await loginWith(token)).toBe("done");
    const { active, revoked } = await tenant.owner.getToken({ params: { ...tenant.params, tokenId: id } });
    expect([active, revoked]).toEqual([true, false]);
  });
});
