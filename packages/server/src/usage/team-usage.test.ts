import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { type HeldToken, newTenant, type Tenant } from "../../test/tenants.ts";

const TOKENS_READ = "team:admin:api-tokens:read";
const SHOWS_WITHIN = { timeout: 15_000 };

let kw: TestService;
let tenant: Tenant;
/** May read tokens, and sees its own only. */
let reader: HeldToken;
let admin: HeldToken;

beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Use");
  const { owner, params } = tenant;
  reader = await tenant.tokenOf({ name: "reader", permissions: { teamScope: [TOKENS_READ] } });
  admin = await tenant.token("admin");
  await tenant.token("admin", {
    name: "expiring",
    expiresAt: new Date(Date.now() + 3 * 24 * 3_600_000).toISOString(),
  });
  const old = await tenant.token("admin", { name: "unused" });
  await sql`update token set created_at = now() - interval '31 days' where id = ${old.id}`.execute(
    kw.database.kysely,
  );
  const { id: secondId } = await owner.createTeam({ body: { name: "Use second" } });
  const elsewhere = await owner.issueToken({
    params: { teamId: secondId },
    body: { name: "elsewhere", roleId: "admin" },
  });
  await kw.client(elsewhere.token).listMembers();
  await admin.client.listMembers();
  await admin.client.listMembers();
  for (let call = 0; call < 2; call++) await reader.client.listMembers().catch(() => {});
  await reader.client.getTeam({ params }).catch(() => {});
  await vi.waitFor(async () => {
    if ((await usage({})).length < 3) throw new Error("not yet counted");
  }, SHOWS_WITHIN);
});
afterAll(() => kw.close());

type Query = NonNullable<NonNullable<Parameters<Tenant["owner"]["getTeamUsage"]>[0]>["query"]>;

async function usage(query: Query, by = tenant.owner): Promise<string[]> {
  const { totals, buckets } = await by.getTeamUsage({ params: tenant.params, query });
  const lines = totals.map(({ permission, verdict, count }) => `${permission} ${verdict}: ${count}`);
  expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(
    totals.reduce((sum, { count }) => sum + count, 0),
  );
  return lines.filter((line) => !line.startsWith(TOKENS_READ)).sort();
}

describe("the use of a team's tokens", () => {
  test("is refused to those who may not read tokens, and questions that cannot be asked", async () => {
    const { owner, params } = tenant;
    const other = await tenant.tokenOf({
      name: "other",
      permissions: { teamScope: ["team:admin:team:read"] },
    });
    await refuses(owner, "permission_missing", () => other.client.getTeamUsage());
    await owner.revokeToken({ params: { ...params, tokenId: other.id } });
    for (const query of [{ verdict: "NO!" }, { verdict: "" }, { groupBy: "week" }, { after: "yesterday" }]) {
      const ask = () => owner.getTeamUsage({ params, query: query as object });
      const { details } = await refuses(owner, "validation_failed", ask);
      expect(Object.keys(details ?? {})).toEqual(Object.keys(query));
    }
  });

  test("is that of all of them, of this team alone, and can be asked for by what became of it", async () => {
    const members = "team:admin:members:read";
    const allowed = `${members} allowed: 2`;
    const refused = [`${members} permission_missing: 2`, "team:admin:team:read permission_missing: 1"];
    expect(await usage({})).toEqual([allowed, ...refused]);
    expect(await usage({ verdict: "allowed", groupBy: "day" })).toEqual([allowed]);
    expect(await usage({ verdict: "refused" })).toEqual(refused);
    expect(await usage({ verdict: "permission_missing" })).toEqual(refused);
    expect(await usage({ verdict: "expired" })).toEqual([]);
  });

  test("is nothing of tokens that the caller may not see", async () => {
    const lines = await usage({}, reader.client);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toContain("permission_missing");
  });
});

describe("the overview of a team", () => {
  test("is refused to those who may read nothing of it", async () => {
    const { owner, params } = tenant;
    const other = await tenant.tokenOf({
      name: "nobody",
      permissions: { teamScope: ["team:admin:members:read"] },
    });
    await refuses(owner, "permission_missing", () => other.client.getTeamOverview());
    await owner.revokeToken({ params: { ...params, tokenId: other.id } });
  });

  test("counts tokens, refusals and verifiers", async () => {
    const { owner, params } = tenant;
    const { tokens, refusals24h, verifiers } = await owner.getTeamOverview({ params });
    expect(tokens).toEqual({ active: 4, expiringSoon: 1, unused30d: 1 });
    // The refusals of this file's own questions are among them.
    expect(refusals24h).toEqual([{ verdict: "permission_missing", count: expect.any(Number) }]);
    expect(refusals24h?.[0]?.count).toBeGreaterThanOrEqual(3);
    expect(verifiers?.live).toBe(1);
    await expect
      .poll(async () => (await tenant.owner.getTeamOverview({ params: tenant.params })).verifiers?.behind)
      .toBe(0);
  });

  test("has no part that its caller may not read, and no token that they may not see", async () => {
    const { tokens, ...rest } = await reader.client.getTeamOverview();
    expect(tokens).toEqual({ active: 1, expiringSoon: 0, unused30d: 0 });
    expect(rest).toEqual({ refusals24h: [{ verdict: "permission_missing", count: 3 }] });
    const team = await tenant.tokenOf({ name: "team", permissions: { teamScope: ["team:admin:team:read"] } });
    expect(await team.client.getTeamOverview()).toEqual({});
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: team.id } });
  });
});
