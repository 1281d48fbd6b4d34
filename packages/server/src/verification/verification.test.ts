import { VERIFY_CHECKS_MAX } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type Tenant, type TokenBody } from "../../test/tenants.ts";

const READ = "project:projects:manage:read";
const UPDATE = "project:projects:manage:update";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Verifying");
  const { owner, params } = tenant;
  for (const name of ["Shop", "Blog"]) await owner.createProject({ params, body: { name } });
  await owner.createRole({ params, body: { name: "reader", permissions: { projectScope: [READ] } } });
});
afterAll(() => kw.close());

type Check = Extract<Parameters<Client["verify"]>[0]["body"], { token: string }>;
type Verdict = Extract<Awaited<ReturnType<Client["verify"]>>, { allowed: boolean }>;

async function verify(check: Check, by = tenant.owner): Promise<Verdict> {
  const answer = await by.verify({ body: check });
  if (!("allowed" in answer)) throw new Error("one check has one verdict");
  return answer;
}
async function verifyAll(checks: Check[], by = tenant.owner): Promise<Verdict[]> {
  const answer = await by.verify({ body: { checks } });
  if (!("verdicts" in answer)) throw new Error("checks have verdicts");
  return answer.verdicts;
}
const reader = (body: Partial<TokenBody> = {}) => tenant.token("reader", body);

describe("asking to verify", () => {
  test("is refused without the permission to", async () => {
    const { client, value } = await reader();
    await refuses(tenant.owner, "permission_missing", () =>
      client.verify({ body: { token: value, permission: READ } }),
    );
  });

  test("is refused where it cannot be understood: an unclear question gets no verdict", async () => {
    const token = (await reader()).value;
    const checks = Array.from({ length: VERIFY_CHECKS_MAX + 1 }, () => ({ token, permission: READ }));
    const wrong: object[] = [
      {},
      { token },
      { permission: READ },
      { token, permission: READ, projects: ["shop"] },
      { token, permission: READ, project: null },
      { token, permission: READ, atLeastRevision: -1 },
      { token, permission: READ, checks: [{ token, permission: READ }] },
      { checks: [] },
      { checks },
      { checks: [{ token, permission: READ }, { token }] },
    ];
    for (const body of wrong) {
      await refuses(tenant.owner, "validation_failed", () => tenant.owner.verify({ body: body as Check }));
    }
  });
});

describe("a verdict", () => {
  test("that allows says who it was", async () => {
    const { id, keyId, value } = await reader({ lifetimeSeconds: 3600 });
    const { expiresAt } = await tenant.owner.getToken({ params: { ...tenant.params, tokenId: id } });
    expect(await verify({ token: value, permission: READ, project: "shop" })).toEqual({
      allowed: true,
      principal: {
        tokenId: id,
        keyId,
        org: tenant.orgId,
        team: tenant.teamId,
        role: "reader",
        entityType: "team",
        exposure: "secret",
        expiresAt,
      },
      revision: kw.app.authority.state.revision,
    });
  });

  test("that refuses names the permission that is missing, in both tongues", async () => {
    const { id, value } = await reader();
    const verdict = await verify({ token: value, permission: UPDATE, project: "shop" });
    expect(verdict).toMatchObject({
      allowed: false,
      reason: "permission_missing",
      missing: UPDATE,
      missingLabel: "Project > Projects > Manage > Update",
      principal: { tokenId: id },
    });
  });

  test("of a permission that nobody has heard of is no", async () => {
    const admin = await tenant.token("owner");
    for (const permission of ["project:no:such:thing", "project:*", "*", "", "nonsense"]) {
      const verdict = await verify({ token: admin.value, permission, project: "shop" });
      expect(verdict).toMatchObject({ allowed: false, reason: "permission_missing", missing: permission });
    }
  });

  test("gives the reason for everything that ends a token", async () => {
    const { owner, params } = tenant;
    const revoked = await reader();
    await owner.revokeToken({ params: { ...params, tokenId: revoked.id } });
    const rotated = await reader();
    await owner.rotateToken({ params: { ...params, tokenId: rotated.id } });
    const orphan = await tenant.tokenOf({ name: "orphan" });
    await owner.deleteRole({ params: { ...params, roleId: "orphan" } });
    const expired = await reader();
    const expiresAt = new Date(Date.now() + 1500).toISOString();
    await owner.patchToken({ params: { ...params, tokenId: expired.id }, body: { expiresAt } });
    await expect.poll(() => endOf(expired.client.login()), { timeout: 5000 }).toBe("expired");
    const alive = (await reader()).value;
    const swapped = [...alive.split(".").slice(0, 2), revoked.value.split(".")[2]].join(".");
    const checks = [revoked.value, rotated.value, orphan.value, expired.value, swapped, "nonsense", ""];
    const verdicts = await verifyAll(checks.map((token) => ({ token, permission: READ, project: "shop" })));
    expect(verdicts.map(({ reason }) => reason)).toEqual([
      "revoked",
      "revoked",
      "role_deleted",
      "expired",
      "bad_signature",
      "malformed",
      "malformed",
    ]);
    for (const verdict of verdicts) expect(verdict).not.toHaveProperty("principal");
  });

  test("gives the reason for everything out of reach, what is there and what is not alike", async () => {
    const { owner } = tenant;
    await owner.createTeam({ body: { name: "Elsewhere" } });
    const { value: token } = await tenant.tokenOf({
      name: "narrow",
      permissions: { projectScope: [READ] },
      restrictions: { enabled: true, projects: ["shop"], environments: ["test"] },
    });
    const ask = { token, permission: READ, project: "shop", environment: "test" };
    const bound = (await reader({ narrowing: { allowedIps: ["10.0.0.0/8"] } })).value;
    const inShop = { token: bound, permission: READ, project: "shop" };
    const verdicts = await verifyAll([
      ask,
      { ...ask, project: "blog" },
      { ...ask, project: "missing" },
      { token, permission: READ, environment: "test" },
      { ...ask, environment: "live" },
      { token, permission: READ, project: "shop" },
      { ...ask, team: tenant.teamId },
      { ...ask, team: "elsewhere" },
      { ...ask, team: "missing" },
      inShop,
      { ...inShop, ip: "192.0.2.1" },
      { ...inShop, ip: "nonsense" },
      { ...inShop, ip: "10.1.2.3" },
    ]);
    expect(verdicts.map((verdict) => verdict.reason ?? "allowed")).toEqual([
      "allowed",
      "project_restricted",
      "project_restricted",
      "project_restricted",
      "environment_restricted",
      "environment_restricted",
      "allowed",
      "team_restricted",
      "team_restricted",
      "ip_not_allowed",
      "ip_not_allowed",
      "ip_not_allowed",
      "allowed",
    ]);
  });

  test("stands at the place of its check, up to the largest batch", async () => {
    const [one, other] = [await reader(), await tenant.token("admin")];
    const checks = Array.from({ length: VERIFY_CHECKS_MAX }, (_, index) => ({
      token: (index % 2 ? one : other).value,
      permission: UPDATE,
      project: "shop",
    }));
    const verdicts = await verifyAll(checks);
    expect(verdicts.map(({ allowed }) => allowed)).toEqual(checks.map((_, index) => index % 2 === 0));
    expect(verdicts.map(({ principal }) => principal?.tokenId)).toEqual(
      checks.map((_, index) => (index % 2 ? one : other).id),
    );
  });

  test("is the one that the token itself would meet at the next request", async () => {
    const { owner, params } = tenant;
    const { value, client } = await tenant.tokenOf({ name: "live", permissions: { projectScope: [READ] } });
    const ask = { token: value, permission: READ };
    expect((await verify(ask)).allowed).toBe(true);
    await owner.patchRole({ params: { ...params, roleId: "live" }, body: { permissions: {} } });
    expect((await verify(ask)).reason).toBe("permission_missing");
    expect(await endOf(client.listProjects())).toBe("permission_missing");
  });
});

describe("a verifier sees only what it may", () => {
  const teamScope = ["team:admin:verification:verify"];
  const orgScope = ["org:admin:verification:verify"];

  test("of a team: tokens of other teams, of the organization and of others look revoked", async () => {
    const { owner } = tenant;
    const { client } = await tenant.tokenOf({ name: "team verifier", permissions: { teamScope } });
    const second = { teamId: (await owner.createTeam({ body: { name: "Second" } })).id };
    const { token } = await owner.issueToken({ params: second, body: { name: "second", roleId: "admin" } });
    const stranger = await newTenant(kw, "Strange team");
    const hidden = [token, (await tenant.orgToken("admin")).value, (await stranger.token("admin")).value];
    for (const verdict of await verifyAll(
      hidden.map((value) => ({ token: value, permission: READ })),
      client,
    )) {
      expect(verdict).toEqual({ allowed: false, reason: "revoked", revision: verdict.revision });
    }
    expect((await verify({ token: (await reader()).value, permission: READ }, client)).allowed).toBe(true);
  });

  test("of an organization: those of others look revoked, however they stand", async () => {
    const { client } = await tenant.orgTokenOf({ name: "org verifier", permissions: { orgScope } });
    const stranger = await newTenant(kw, "Stranger");
    const { owner, params } = stranger;
    const alive = await stranger.token("admin");
    const revoked = await stranger.token("admin");
    await owner.revokeToken({ params: { ...params, tokenId: revoked.id } });
    const orphan = await stranger.tokenOf({ name: "orphan" });
    await owner.deleteRole({ params: { ...params, roleId: "orphan" } });
    const expired = await stranger.token("admin");
    const expiresAt = new Date(Date.now() + 1500).toISOString();
    await owner.patchToken({ params: { ...params, tokenId: expired.id }, body: { expiresAt } });
    await expect.poll(() => endOf(expired.client.login()), { timeout: 5000 }).toBe("expired");
    const checks = [alive, revoked, orphan, expired].map(({ value }) => ({ token: value, permission: READ }));
    const hidden = { allowed: false, reason: "revoked" };
    for (const verdict of await verifyAll(checks, client)) {
      expect(verdict).toEqual({ ...hidden, revision: verdict.revision });
    }
    await kw.operator.patchOrg({ params: { orgId: stranger.orgId }, body: { suspended: true } });
    for (const verdict of await verifyAll(checks, client)) {
      expect(verdict).toEqual({ ...hidden, revision: verdict.revision });
    }
    const own = [(await reader()).value, (await tenant.orgToken("admin")).value];
    const ask = (token: string) => ({ token, permission: READ, team: tenant.teamId, project: "shop" });
    expect((await verifyAll(own.map(ask), client)).map(({ allowed }) => allowed)).toEqual([true, true]);
  });

  test("of an organization, restricted to teams, verifies by its permission in the organization", async () => {
    const teams = [{ ...tenant.params, restrictions: { enabled: false } }];
    const restrictions = { enabled: true, teams };
    const { owner } = tenant;
    const { client } = await tenant.orgTokenOf({
      name: "in teams",
      permissions: { teamScope },
      restrictions,
    });
    const third = { teamId: (await owner.createTeam({ body: { name: "Third" } })).id };
    const { token } = await owner.issueToken({ params: third, body: { name: "third", roleId: "admin" } });
    expect((await verify({ token, permission: READ }, client)).reason).toBe("revoked");
    expect((await verify({ token: (await reader()).value, permission: READ }, client)).allowed).toBe(true);
  });

  test("of the platform sees all, and tells how they stand", async () => {
    const stranger = await newTenant(kw, "Any organization");
    const { value } = await stranger.token("admin");
    const permission = "team:admin:team:read";
    expect(await verify({ token: value, permission }, kw.operator)).toMatchObject({
      allowed: true,
      principal: { org: stranger.orgId },
    });
    await kw.operator.patchOrg({ params: { orgId: stranger.orgId }, body: { suspended: true } });
    expect((await verify({ token: value, permission }, kw.operator)).reason).toBe("suspended");
  });
});

describe("a check that names a revision", () => {
  const ask = async () => ({ token: (await reader()).value, permission: READ, project: "shop" });
  const known = () => kw.app.authority.state.revision;

  test("that has not come is stale, never decided on what was before", async () => {
    const check = { ...(await ask()), atLeastRevision: known() + 1000 };
    const verdict = await verify(check);
    expect(verdict).toEqual({ allowed: false, reason: "stale", revision: known() });
    const [stale, decided] = await verifyAll([check, await ask()]);
    expect([stale?.reason, decided?.allowed]).toEqual(["stale", true]);
  });

  test("that is known is decided at it or later", async () => {
    const revision = known();
    const verdict = await verify({ ...(await ask()), atLeastRevision: revision });
    expect(verdict.allowed).toBe(true);
    expect(verdict.revision).toBeGreaterThanOrEqual(revision);
  });

  test("that is on its way is waited for", async () => {
    const { id, value } = await reader();
    const check = { token: value, permission: READ, project: "shop", atLeastRevision: known() + 1 };
    const verdict = verify(check);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
    expect((await verdict).reason).toBe("revoked");
  });
});

test("a check counts as a use of the token, allowed or refused; of a token out of sight it does not", async () => {
  const lastUse = async (of: Tenant, tokenId: string) =>
    (await of.owner.getToken({ params: { ...of.params, tokenId } })).lastUsedAt;
  const stranger = await newTenant(kw, "Unused");
  const [allowed, refused] = [await reader(), await reader()];
  const hidden = await stranger.token("admin");
  const before = Date.now();
  await verifyAll([
    { token: allowed.value, permission: READ, project: "shop" },
    { token: refused.value, permission: UPDATE, project: "shop" },
    { token: hidden.value, permission: READ, project: "shop" },
  ]);
  for (const { id } of [allowed, refused]) {
    await expect.poll(() => lastUse(tenant, id), { timeout: 10_000 }).not.toBeNull();
    const at = Date.parse((await lastUse(tenant, id)) ?? "");
    expect(at).toBeGreaterThanOrEqual(before - 1);
    expect(at).toBeLessThanOrEqual(Date.now());
  }
  expect(await lastUse(stranger, hidden.id)).toBeNull();
});
