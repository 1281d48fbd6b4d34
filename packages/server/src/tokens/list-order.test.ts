import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";

const DAY_MS = 24 * 3_600_000;

type Query = NonNullable<NonNullable<Parameters<Tenant["owner"]["listTokens"]>[0]>["query"]>;
type Sort = NonNullable<Query["sort"]>;

let kw: TestService;
let tenant: Tenant;
/** Ids by name. */
let ids: Map<string, string>;

/** Name, days until it expires, days since it was used; null: never. Two of each are alike. */
const TOKENS: readonly [name: string, expires: number | null, used: number | null][] = [
  ["bravo", 3, 40],
  ["Alpha", 3, 1],
  ["alpha", 100, 1],
  ["charlie", null, null],
  ["échelon", null, 31],
  ["Delta", 8, null],
];

beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Order");
  ids = new Map();
  for (const [name, expires, used] of TOKENS) {
    const expiresAt = expires === null ? null : new Date(Date.now() + expires * DAY_MS).toISOString();
    const { id } = await tenant.token("admin", { name, expiresAt });
    ids.set(name, id);
    if (used !== null) await usedAt(id, used);
  }
});
afterAll(() => kw.close());

/** As the database keeps it: to the microsecond, which no JavaScript date holds. */
async function usedAt(id: string, daysAgo: number): Promise<void> {
  const at = sql`date_trunc('day', now()) - ${daysAgo} * interval '1 day' + interval '123456 microseconds'`;
  await sql`update token set last_used_at = ${at} where id = ${id}`.execute(kw.database.kysely);
}

const list = (query: Query) => tenant.owner.listTokens({ params: tenant.params, query });

async function names(query: Query): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of tenant.owner.listTokens.rows({ params: tenant.params, query }))
    found.push(name);
  return found;
}

const reversed = (list: readonly string[]) => list.toReversed();

describe("an order", () => {
  test("that there is not is refused, and so is a cursor of another order or of none", async () => {
    const { owner } = tenant;
    await refuses(owner, "validation_failed", () => list({ sort: "colour" as Sort }));
    const { pagination } = await list({ sort: "name", per_page: 1 });
    const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString("base64url");
    const id = ids.get("bravo") ?? "";
    for (const [sort, cursor] of [
      ["-name", pagination.cursor],
      ["-createdAt", pagination.cursor],
      ["name", (await list({ per_page: 1 })).pagination.cursor],
      ["name", forged(["name", "bravo"])],
      ["name", forged(["name", "a\0b", id])],
      ["name", forged(["name", "bravo", "tok_1"])],
      ["expiresAt", forged(["expiresAt", "tomorrow", id])],
      ["expiresAt", forged(["expiresAt", "9".repeat(30), id])],
      ["lastUsedAt", "nonsense"],
    ] as [Sort, string][]) {
      const { details } = await refuses(owner, "validation_failed", () => list({ sort, cursor }));
      expect(Object.keys(details ?? {})).toEqual(["cursor"]);
    }
  });

  const byName = ["Alpha", "alpha", "bravo", "charlie", "Delta", "échelon"];
  const byExpiry = ["bravo", "Alpha", "Delta", "alpha", "charlie", "échelon"];
  const byUse = ["charlie", "Delta", "bravo", "échelon", "Alpha", "alpha"];
  const byAge = TOKENS.map(([name]) => name);
  test.each<[Sort, string[]]>([
    ["name", byName],
    ["-name", reversed(byName)],
    ["expiresAt", byExpiry],
    ["-expiresAt", reversed(byExpiry)],
    ["lastUsedAt", byUse],
    ["-lastUsedAt", reversed(byUse)],
    ["createdAt", byAge],
    ["-createdAt", reversed(byAge)],
  ])("%s is kept from page to page, with none twice and none left out", async (sort, expected) => {
    for (const per_page of [1, 2, 4, 100]) expect(await names({ sort, per_page })).toEqual(expected);
    const { tokens } = await list({ sort, per_page: 2, page: 2 });
    expect(tokens.map(({ name }) => name)).toEqual(expected.slice(2, 4));
  });

  test("goes on where it was when what it sorts by changes meanwhile", async () => {
    const first = await list({ sort: "-lastUsedAt", per_page: 2 });
    expect(first.tokens.map(({ name }) => name)).toEqual(["alpha", "Alpha"]);
    await usedAt(ids.get("Alpha") ?? "", 100);
    try {
      const { cursor = "" } = first.pagination;
      const { tokens } = await list({ sort: "-lastUsedAt", cursor });
      expect(tokens.map(({ name }) => name)).toEqual(["échelon", "bravo", "Alpha", "Delta", "charlie"]);
    } finally {
      await usedAt(ids.get("Alpha") ?? "", 1);
    }
  });
});

describe("tokens are found", () => {
  test.each<[string, Query, string[]]>([
    ["that expire soon", { status: "expiring" }, ["Alpha", "bravo"]],
    ["that have not been used for long", { unused: true }, ["échelon", "bravo"]],
    ["that have", { unused: false }, ["Delta", "charlie", "alpha", "Alpha"]],
  ])("%s", async (_, query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test("by who issued them", async () => {
    const other = await tenant.token("admin", { name: "issuer" });
    await tenant.token("default", { name: "issued" }, other.client);
    expect(await names({ createdBy: other.id })).toEqual(["issued"]);
    expect(await names({ createdBy: tenant.ownerId, search: "issuer" })).toEqual(["issuer"]);
    await tenant.owner.revokeToken({
      params: { ...tenant.params, tokenId: other.id },
      query: { includeIssued: true },
    });
  });

  test("by what has become of them", async () => {
    const ended = await newTenant(kw, "Ended");
    await ended.owner.createRole({ params: ended.params, body: { name: "passing" } });
    const [revoked, expired] = [
      await ended.token("admin", { name: "revoked" }),
      await ended.token("admin", { name: "expired" }),
    ];
    await ended.token("passing", { name: "role deleted" });
    await ended.token("admin", { name: "active" });
    await ended.owner.revokeToken({ params: { ...ended.params, tokenId: revoked.id } });
    await ended.owner.deleteRole({ params: { ...ended.params, roleId: "passing" } });
    await sql`update token set expires_at = now() - interval '1 day' where id = ${expired.id}`.execute(
      kw.database.kysely,
    );
    const found = async (query: Query) =>
      (await ended.owner.listTokens({ params: ended.params, query })).tokens.map(({ name }) => name);
    expect(await found({ status: "active" })).toEqual(["active"]);
    expect(await found({ status: "expired" })).toEqual(["expired"]);
    expect(await found({ status: "revoked" })).toEqual(["role deleted", "revoked"]);
    expect(await found({ status: "expiring", all: true })).toEqual([]);
    expect(await found({ all: true })).toHaveLength(4);
  });
});

describe("a total", () => {
  test("is there for those who ask for it, on every page, of what is found", async () => {
    expect((await list({})).pagination).not.toHaveProperty("total");
    const { pagination } = await list({ total: true, per_page: 2, sort: "name" });
    expect(pagination).toMatchObject({ count: 2, hasNextPage: true, total: { count: 6, exact: true } });
    expect((await list({ total: true, search: "LPH" })).pagination.total).toEqual({ count: 2, exact: true });
  });

  test("counts nothing that its caller may not see", async () => {
    const reader = await tenant.tokenOf({
      name: "reader",
      permissions: { teamScope: ["team:admin:api-tokens:read"] },
    });
    for (const query of [
      { total: true },
      { total: true, createdBy: tenant.ownerId },
      { total: true, sort: "name" },
    ] as Query[]) {
      const { tokens, pagination } = await reader.client.listTokens({ query });
      expect(tokens.map(({ name }) => name)).toEqual(["reader"]);
      expect(pagination.total).toEqual({ count: 1, exact: true });
    }
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: reader.id } });
  });
});
