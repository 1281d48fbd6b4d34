import { CompiledQuery, type KyselyPlugin, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "../../test/test-database.ts";
import type { Database } from "../db/database.ts";
import { listTokenPositions, type TokenFilter, type TokenSort } from "./list.queries.ts";

const TOKENS = 100_000;
const level = { orgId: "org_1", teamId: "team_1" };
const now = new Date();
const filter: TokenFilter = { now, expiringBefore: now, status: "active" };

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
  const { kysely } = database;
  await sql`insert into org (id, slug, name, home, created_at, updated_at) values ('org_1', 'o', 'O', true, now(), now())`.execute(
    kysely,
  );
  await sql`insert into role (org_id, id, team_id, slug, name, kind, permissions, restrictions, created_at, updated_at)
    values ('org_1', 'role_1', 'team_1', 'r', 'R', 'custom', '{}', '{}', now(), now())`.execute(kysely);
  await sql`
    insert into token (org_id, id, team_id, role_id, name, owner, exposure, entity_type, creator_type, creator_id,
      created_at, expires_at, last_used_at, revoked_at)
    select 'org_1', 'tok_' || lpad(n::text, 26, '0'), 'team_1', 'role_1', 'Token ' || md5(n::text), 'team', 'secret', 'team',
      'token', 'tok_0', now() - n * interval '1 second', case when n % 3 > 0 then now() + n * interval '1 minute' end,
      case when n % 2 = 0 then now() - n * interval '1 second' end, case when n % 10 = 0 then now() end
    from generate_series(1, ${sql.lit(TOKENS)}) n
  `.execute(kysely);
  await sql`analyze token`.execute(kysely);
});
afterAll(() => database.close());

interface Plan {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly Plan[];
}

const nodesIn = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesIn)];

/** How the database reads a page that lies in the middle of the list. */
async function planOf(sort: TokenSort, key: string): Promise<Plan[]> {
  const { kysely } = database;
  const queries: CompiledQuery[] = [];
  const listening: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      queries.push(kysely.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const after = { key, id: `tok_${String(TOKENS / 2).padStart(26, "0")}` };
  const window = { sort, descending: false, after, limit: 51, offset: 0 };
  const rows = await listTokenPositions(kysely.withPlugin(listening), level, filter, window);
  expect(rows).toHaveLength(51);
  const [query] = queries;
  const explained = CompiledQuery.raw(`explain (format json) ${query?.sql}`, [...(query?.parameters ?? [])]);
  const { rows: lines } = await kysely.executeQuery<{ "QUERY PLAN": [{ Plan: Plan }] }>(explained);
  return nodesIn(lines[0]!["QUERY PLAN"][0].Plan);
}

test.each<[TokenSort, string, RegExp]>([
  ["createdAt", "", /^token_(of_team|pkey)$/],
  ["name", "token 8", /^token_by_name$/],
  ["expiresAt", String(Date.now() * 1000 + 30_000 * 60_000_000), /^token_by_expiry$/],
])("a page by %s is read from an index, and no more of it than is shown", async (sort, key, index) => {
  const nodes = await planOf(sort, key);
  expect(nodes.some((node) => index.test(node["Index Name"] ?? ""))).toBe(true);
  for (const whole of ["Seq Scan", "Sort", "Bitmap Heap Scan"]) {
    expect(nodes.some((node) => node["Node Type"] === whole && node["Relation Name"] === "token")).toBe(
      false,
    );
  }
  expect(nodes[0]?.["Node Type"]).toBe("Limit");
});
