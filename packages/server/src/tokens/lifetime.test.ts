import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { claimsOf, newTenant, type Tenant, type TokenBody } from "../../test/tenants.ts";

const HOUR_SECONDS = 3600;

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Lifetimes");
});
afterAll(() => kw.close());

const issue = (body: Partial<TokenBody>, of = tenant) => of.token("default", body);
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describe("the end of a token", () => {
  test.each<[string, Partial<TokenBody>]>([
    ["in the past", { expiresAt: "2020-01-01T00:00:00Z" }],
    ["now", { expiresAt: new Date().toISOString() }],
    ["given twice", { expiresAt: inSeconds(60), lifetimeSeconds: 60 }],
    ["sooner than a minute", { lifetimeSeconds: 59 }],
    ["not a whole number of seconds away", { lifetimeSeconds: 60.5 }],
    ["no instant", { expiresAt: "tomorrow" }],
  ])("cannot be %s", async (_, body) => {
    const { details } = await refuses(tenant.owner, "validation_failed", () => issue(body));
    expect(Object.keys(details ?? {})).toEqual([body.lifetimeSeconds ? "lifetimeSeconds" : "expiresAt"]);
  });

  test("cannot be further away than ten years, policy or not", async () => {
    await refuses(tenant.owner, "lifetime_not_allowed", () => issue({ expiresAt: "9999-12-31T23:59:59Z" }));
    await refuses(tenant.owner, "validation_failed", () => issue({ lifetimeSeconds: 4_000_000_000 }));
  });

  test("is none when none is given: its JWT has no exp", async () => {
    for (const body of [{}, { expiresAt: null }]) {
      const { value, client } = await issue(body);
      expect(claimsOf(value)).not.toHaveProperty("exp");
      expect((await client.getMe()).principal.expiresAt).toBeNull();
    }
  });

  test("is the instant that was asked for, in whole seconds, wherever it is told", async () => {
    const expiresAt = inSeconds(HOUR_SECONDS);
    const { value, client } = await issue({ expiresAt: expiresAt.replace("Z", "+00:00") });
    const whole = `${expiresAt.slice(0, 19)}.000Z`;
    expect((await client.getMe()).principal.expiresAt).toBe(whole);
    expect(claimsOf(value).exp).toBe(Date.parse(whole) / 1000);
  });

  test("comes no later than the lifetime that was asked for", async () => {
    const before = Date.now();
    const { value } = await issue({ lifetimeSeconds: 60 });
    const exp = Number(claimsOf(value).exp) * 1000;
    expect(exp).toBeGreaterThan(before + 58_000);
    expect(exp).toBeLessThanOrEqual(Date.now() + 60_000);
  });
});

describe("a token policy", () => {
  const setOrg = (tokenPolicy: object, of = tenant) => of.owner.patchOwnOrg({ body: { tokenPolicy } });
  const setTeam = (tokenPolicy: object, of = tenant) =>
    of.owner.patchTeam({ params: of.params, body: { tokenPolicy } });

  test("of the organization or of the team can forbid tokens without an end", async () => {
    for (const [name, set] of Object.entries({ "Org forbids": setOrg, "Team forbids": setTeam })) {
      const of = await newTenant(kw, name);
      await set({ allowNoExpiry: false }, of);
      const { details } = await refuses(of.owner, "lifetime_not_allowed", () => issue({}, of));
      expect(Object.keys(details ?? {})).toEqual(["expiresAt"]);
      expect((await issue({ lifetimeSeconds: HOUR_SECONDS }, of)).id).toMatch(/^tok_/);
    }
  });

  test("with a longest lifetime forbids tokens without an end too", async () => {
    const of = await newTenant(kw, "Capped");
    await setTeam({ maxLifetimeSeconds: HOUR_SECONDS }, of);
    await refuses(of.owner, "lifetime_not_allowed", () => issue({}, of));
    await refuses(of.owner, "lifetime_not_allowed", () => issue({ expiresAt: null }, of));
  });

  test.each([
    ["team", 7200, HOUR_SECONDS],
    ["organization", HOUR_SECONDS, 7200],
  ])("holds by the stricter of two: the %s's", async (level, orgMax, teamMax) => {
    const of = await newTenant(kw, `Stricter ${level}`);
    await setOrg({ maxLifetimeSeconds: orgMax }, of);
    await setTeam({ maxLifetimeSeconds: teamMax }, of);
    for (const body of [{ lifetimeSeconds: HOUR_SECONDS + 1 }, { expiresAt: inSeconds(HOUR_SECONDS + 10) }]) {
      const { message } = await refuses(of.owner, "lifetime_not_allowed", () => issue(body, of));
      expect(message).toContain("3600 seconds at most");
    }
    expect((await issue({ lifetimeSeconds: HOUR_SECONDS }, of)).id).toMatch(/^tok_/);
  });

  test("of the organization binds its own tokens; a team's does not", async () => {
    const of = await newTenant(kw, "Org tokens");
    await setTeam({ maxLifetimeSeconds: HOUR_SECONDS }, of);
    expect((await of.orgToken("admin")).id).toMatch(/^tok_/);
    await setOrg({ allowNoExpiry: false }, of);
    await refuses(of.owner, "lifetime_not_allowed", () => of.orgToken("admin"));
  });

  test("binds everyone, narrowed, owner or member-owned, until it is lifted", async () => {
    const of = await newTenant(kw, "Everyone");
    const { id: memberId } = await of.owner.inviteMember({
      params: of.params,
      body: { email: "bound@example.com" },
    });
    await setOrg({ maxLifetimeSeconds: HOUR_SECONDS, allowNoExpiry: false }, of);
    const bodies: Partial<TokenBody>[] = [
      { narrowing: { permissions: ["team:admin:team:read"] } },
      { owner: "member", memberId, lifetimeSeconds: 2 * HOUR_SECONDS },
    ];
    for (const body of bodies) await refuses(of.owner, "lifetime_not_allowed", () => issue(body, of));
    await setOrg({ maxLifetimeSeconds: null }, of);
    await refuses(of.owner, "lifetime_not_allowed", () => issue({}, of));
    await setOrg({ allowNoExpiry: true }, of);
    for (const body of bodies) expect((await issue(body, of)).id).toMatch(/^tok_/);
  });

  test("leaves the tokens there are as they are", async () => {
    const of = await newTenant(kw, "Existing");
    const { client } = await issue({}, of);
    await setOrg({ maxLifetimeSeconds: 60, allowNoExpiry: false }, of);
    expect((await client.getMe()).principal.expiresAt).toBeNull();
  });
});
