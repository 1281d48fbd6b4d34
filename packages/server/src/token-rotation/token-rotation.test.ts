import { KEYS_PER_TOKEN_MAX } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type Tenant } from "../../test/tenants.ts";

const CREATE = "team:admin:api-tokens:create";
const READ = "team:admin:api-tokens:read";
const DAY_SECONDS = 24 * 3600;
const OFF = { state: "off", everyDays: null, nextAt: null, startedAt: null };

type Body = Parameters<Client["setTokenRotation"]>[0]["body"];

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Scheduled");
  const permissions = { teamScope: [CREATE, READ] };
  await tenant.owner.createRole({ params: tenant.params, body: { name: "self", permissions } });
});
afterAll(() => kw.close());

const at = (tokenId: string) => ({ params: { ...tenant.params, tokenId } });
const show = (tokenId: string, by = tenant.owner) => by.getTokenRotation(at(tokenId));
const set = (tokenId: string, body: Partial<Body> = {}, by = tenant.owner) =>
  by.setTokenRotation({ ...at(tokenId), body: { everyDays: 30, ...body } });
const start = (tokenId: string, by = tenant.owner) => by.startTokenRotation(at(tokenId));
const switchOff = (tokenId: string, by = tenant.owner) => by.deleteTokenRotation(at(tokenId));
const keysOf = async (tokenId: string) => (await tenant.owner.listKeys(at(tokenId))).keys;
const fromNow = (instant: string | null) => (Date.parse(instant ?? "") - Date.now()) / 1000;

/** Lets the day come. */
async function makeDue(tokenId: string): Promise<void> {
  await kw.database.kysely.transaction().execute((tx) =>
    tx
      .updateTable("token_rotation")
      .set({ next_at: new Date(0), look_at: new Date(0) })
      .where("token_id", "=", tokenId)
      .execute(),
  );
}

describe("a rotation is refused", () => {
  test("to whoever could not be shown the token's value, and then nothing is set", async () => {
    const { client } = await tenant.tokenOf({
      name: "sees all",
      permissions: { teamScope: [CREATE, READ, "team:admin:api-tokens:read-all"] },
    });
    const admin = await tenant.token("admin");
    for (const write of [set, start, switchOff] as const)
      await refuses(tenant.owner, "escalation", () => write(admin.id, client as never, client));
    expect(await show(admin.id, client)).toMatchObject(OFF);
    const reader = await tenant.tokenOf({ name: "reader", permissions: { teamScope: [READ] } });
    const own = await tenant.token("reader");
    await refuses(tenant.owner, "permission_missing", () => set(own.id, {}, reader.client));
  });

  test("of a token out of sight, in the words for one that is not there", async () => {
    const admin = await tenant.token("admin");
    const self = await tenant.token("self");
    for (const ask of [() => show(admin.id, self.client), () => set(admin.id, {}, self.client)])
      await refuses(tenant.owner, "not_found", ask);
  });

  test("once the token has ended", async () => {
    const { id } = await tenant.token("admin");
    await tenant.owner.revokeToken(at(id));
    for (const write of [set, start, switchOff] as const)
      await refuses(tenant.owner, "token_ended", () => write(id));
    expect(await show(id)).toMatchObject(OFF);
  });

  test.each<[string, object, string]>([
    ["too often", { everyDays: 0 }, "everyDays"],
    ["too seldom", { everyDays: 366 }, "everyDays"],
    ["with an overlap in which no use could be seen", { overlapSeconds: 59 }, "overlapSeconds"],
    ["with an overlap beyond the next rotation", { everyDays: 1, overlapSeconds: 86_401 }, "overlapSeconds"],
    ["that takes a moment without use for quiet", { quietSeconds: 29 }, "quietSeconds"],
    ["that waits for longer than it overlaps", { overlapSeconds: 60, quietSeconds: 61 }, "quietSeconds"],
  ])("%s", async (_how, body, field) => {
    const { id } = await tenant.token("admin");
    const { details } = await refuses(tenant.owner, "validation_failed", () => set(id, body));
    expect(Object.keys(details ?? {})).toEqual([field]);
  });

  test("to be started or switched off where there is none", async () => {
    const { id } = await tenant.token("admin");
    for (const write of [start, switchOff] as const) {
      const { message } = await refuses(tenant.owner, "not_found", () => write(id));
      expect(message).toContain("does not rotate by itself");
    }
  });
});

describe("a rotation", () => {
  test("is set for so many days from now, edited, and switched off; each leaves its event", async () => {
    const { id } = await tenant.token("admin");
    const created = await leavesOneEvent(tenant.owner, "token-rotation.create", () => set(id));
    const settings = { everyDays: 30, overlapSeconds: 7 * DAY_SECONDS, quietSeconds: 60 };
    expect(created.event).toMatchObject({ target: { type: "token", id }, after: settings });
    expect(created.result).toMatchObject({ state: "idle", ...settings, startedAt: null });
    expect(fromNow(created.result.nextAt)).toBeCloseTo(30 * DAY_SECONDS, -2);

    const edited = await leavesOneEvent(tenant.owner, "token-rotation.update", () =>
      set(id, { everyDays: 1, quietSeconds: 120 }),
    );
    const shorter = { everyDays: 1, overlapSeconds: DAY_SECONDS, quietSeconds: 120 };
    expect(edited.event).toMatchObject({ before: settings, after: shorter });
    expect(fromNow(edited.result.nextAt)).toBeCloseTo(DAY_SECONDS, -2);

    await leavesOneEvent(tenant.owner, "token-rotation.delete", () => switchOff(id));
    expect(await show(id)).toMatchObject(OFF);
  });

  test("is something that a token may set for itself, and a member for their own", async () => {
    const self = await tenant.token("self", { narrowing: { permissions: [CREATE] } });
    expect(await set(self.id, {}, self.client)).toMatchObject({ state: "idle" });
    const { id: memberId } = await tenant.owner.inviteMember({
      params: tenant.params,
      body: { email: "scheduled@example.com", roles: ["self"] },
    });
    const own = await tenant.token("self", { owner: "member", memberId, lifetimeSeconds: 3600 });
    await refuses(tenant.owner, "owner_not_allowed", () => set(own.id));
    expect(await set(own.id, {}, own.client)).toMatchObject({ state: "idle" });
  });

  test("of a token that no sync delivers stops and says so, and issues no key that nobody would get", async () => {
    const { id, keyId, value } = await tenant.token("admin");
    await set(id);
    const { result, event } = await leavesOneEvent(tenant.owner, "token-rotation.start", () => start(id));
    const stopped = {
      state: "stopped",
      code: "no_sync",
      message: expect.stringContaining("No sync delivers"),
    };
    expect(result).toMatchObject({ ...stopped, nextAt: null });
    expect(event).toMatchObject({ before: { state: "idle" }, after: { state: "stopped", code: "no_sync" } });
    expect((await keysOf(id)).map((key) => key.id)).toEqual([keyId]);
    expect(await endOf(kw.client(value).login())).toBe("done");
    expect(await set(id, { everyDays: 3 })).toMatchObject(stopped);
  });

  test("that is due begins by itself, on one server, and nobody is asked", async () => {
    const { id } = await tenant.token("admin");
    await set(id);
    await leavesOneEvent(tenant.owner, "token-rotation.start", async () => {
      await makeDue(id);
      await expect.poll(() => show(id), { timeout: 20_000 }).toMatchObject({ code: "no_sync" });
    });
  });

  test("stops when the token has ended meanwhile, or has as many keys as it may", async () => {
    const revoked = await tenant.token("admin");
    const full = await tenant.token("admin");
    for (const { id } of [revoked, full]) await set(id);
    for (let keys = 1; keys < KEYS_PER_TOKEN_MAX; keys++)
      await tenant.owner.rotateToken({ ...at(full.id), body: { otherKeysExpiresAt: null } });
    await tenant.owner.revokeToken(at(revoked.id));
    for (const { id } of [revoked, full]) await makeDue(id);
    await expect.poll(() => show(revoked.id), { timeout: 20_000 }).toMatchObject({ code: "token_ended" });
    await expect.poll(() => show(full.id), { timeout: 20_000 }).toMatchObject({ code: "too_many_keys" });
    expect((await keysOf(full.id)).filter(({ active }) => active)).toHaveLength(KEYS_PER_TOKEN_MAX);
  });
});
