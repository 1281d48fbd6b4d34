import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";

const SEND = "project:analytics:events:send";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  await kw.operator.putCatalogue({ body: { permissions: [{ permission: SEND, publishable: true }] } });
  tenant = await newTenant(kw, "Listing");
  const { owner, params } = tenant;
  await owner.createRole({ params, body: { name: "sender", permissions: { projectScope: [SEND] } } });
  const { id: memberId } = await owner.inviteMember({
    params,
    body: { email: "m@example.com", roles: ["sender"] },
  });
  await tenant.token("sender", { name: "one" });
  await owner.createProject({ params, body: { name: "Shop", environments: ["live"] } });
  const narrowing = { environments: ["live"] };
  await tenant.token("sender", { name: "two", exposure: "publishable", narrowing });
  const lifetimeSeconds = 30 * 86_400;
  await tenant.token("sender", { name: "three", owner: "member", memberId, lifetimeSeconds });
  await tenant.token("admin", { name: "four", description: "Nightly 50% off_peak run" });
  await tenant.token("admin", { name: "five\\six" });
});
afterAll(() => kw.close());

type Query = Parameters<Tenant["owner"]["listTokens"]>[0] extends { query?: infer Q } | undefined ? Q : never;

async function names(query: Query = {}): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of tenant.owner.listTokens.rows({ params: tenant.params, query }))
    found.push(name);
  return found;
}

test("a list of tokens refuses a filter it does not know and a value that cannot be", async () => {
  const { owner, params } = tenant;
  for (const query of [
    { owner: "nobody" },
    { exposure: "open" },
    { all: "yes" },
    { search: "" },
    { colour: 1 },
  ]) {
    const list = () => owner.listTokens({ params, query: query as object });
    const { details } = await refuses(owner, "validation_failed", list);
    expect(Object.keys(details ?? {})).toEqual(Object.keys(query));
  }
  await refuses(owner, "validation_failed", () => owner.listTokens({ params, query: { cursor: "bad" } }));
});

test("tokens are listed newest first, page by page, none twice", async () => {
  const all = ["five\\six", "four", "three", "two", "one"];
  expect(await names()).toEqual(all);
  expect(await names({ per_page: 2 })).toEqual(all);
  const { tokens, pagination } = await tenant.owner.listTokens({
    params: tenant.params,
    query: { per_page: 2, page: 3 },
  });
  expect(tokens.map(({ name }) => name)).toEqual(["one"]);
  expect(pagination).toEqual({ hasNextPage: false, count: 1 });
});

test.each<[string, Query, string[]]>([
  ["role", { roleId: "admin" }, ["five\\six", "four"]],
  ["a role that is not there", { roleId: "missing" }, []],
  ["owner", { owner: "member" }, ["three"]],
  ["exposure", { exposure: "publishable" }, ["two"]],
  ["several at once", { roleId: "sender", owner: "team", exposure: "secret" }, ["one"]],
  ["part of the name, in any case", { search: "OUR" }, ["four"]],
  ["part of the description", { search: "nightly" }, ["four"]],
  ["a per cent sign, which stands for itself", { search: "0% o" }, ["four"]],
  ["a per cent sign alone", { search: "%" }, ["four"]],
  ["an underscore, which stands for itself", { search: "off_" }, ["four"]],
  ["an underscore alone", { search: "_" }, ["four"]],
  ["a backslash, which stands for itself", { search: "e\\s" }, ["five\\six"]],
  ["a quote, which ends nothing", { search: "' or true --" }, []],
])("tokens are found by %s", async (_, query, expected) => {
  expect(await names(query)).toEqual(expected);
});

describe("ended tokens", () => {
  test("are left out unless all are asked for", async () => {
    const { owner, params } = tenant;
    await owner.createRole({ params, body: { name: "passing" } });
    const revoked = await tenant.token("admin", { name: "revoked" });
    await tenant.token("passing", { name: "role deleted" });
    const expiring = await tenant.token("admin", { name: "expired" });
    await owner.revokeToken({ params: { ...params, tokenId: revoked.id } });
    await owner.deleteRole({ params: { ...params, roleId: "passing" } });
    const expiresAt = new Date(Date.now() + 1500).toISOString();
    await owner.patchToken({ params: { ...params, tokenId: expiring.id }, body: { expiresAt } });
    await expect.poll(() => names(), { timeout: 5000 }).toHaveLength(5);

    const ended = ["expired", "role deleted", "revoked"];
    expect((await names({ all: true })).slice(0, 3)).toEqual(ended);
    expect(await names({ all: true, roleId: "passing" })).toEqual(["role deleted"]);
    const { tokens } = await owner.listTokens({ params, query: { all: true, per_page: 3 } });
    expect(tokens.map(({ active, revoked }) => [active, revoked])).toEqual([
      [false, false],
      [false, true],
      [false, true],
    ]);
  });

  test("cannot be mixed up with those of a new role of the same name", async () => {
    const { owner, params } = tenant;
    await owner.createRole({ params, body: { name: "passing" } });
    expect(await names({ roleId: "passing" })).toEqual([]);
    await tenant.token("passing", { name: "of the new role" });
    expect(await names({ roleId: "passing" })).toEqual(["of the new role"]);
  });
});

test("a team's list has no token of another team, of the organization or of another organization", async () => {
  const { owner, params } = tenant;
  const { id: teamId } = await owner.createTeam({ body: { name: "Second" } });
  await owner.issueToken({ params: { teamId }, body: { name: "of the second", roleId: "admin" } });
  await tenant.orgToken("admin", { name: "of the organization" });
  const other = await newTenant(kw, "Listing other");
  await other.token("admin", { name: "of another organization" });
  for (const name of ["of the second", "of the organization", "of another organization"]) {
    expect(await names({ search: name, all: true })).toEqual([]);
  }
  const listed = await owner.listTokens({ params: { teamId } });
  expect(listed.tokens.map(({ name }) => name)).toEqual(["of the second"]);
  const { tokens } = await owner.listOrgTokens();
  expect(tokens.map(({ name }) => name)).toEqual(["of the organization", "owner"]);
  await refuses(owner, "not_found", () => owner.listTokens({ params: { teamId: other.teamId } }));
  expect(params.teamId).not.toBe(teamId);
});
