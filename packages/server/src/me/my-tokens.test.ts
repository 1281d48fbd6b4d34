import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newMember, secretOf, type TestMember } from "../../test/people.ts";
import { endOf, newTenant, type Tenant } from "../../test/tenants.ts";

const READ = ["project:projects:manage:read"];
const HOUR = { lifetimeSeconds: 3600 };

let kw: TestService;
let tenant: Tenant;
let second: { teamId: string };
let grace: TestMember;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Mine");
  second = { teamId: (await tenant.owner.createTeam({ body: { name: "Second team" } })).id };
  const reader = { name: "reader", permissions: { projectScope: READ } };
  for (const params of [tenant.params, second]) await tenant.owner.createRole({ params, body: reader });
  const lookup = {
    name: "lookup",
    permissions: { teamScope: ["team:admin:api-tokens:read"], projectScope: READ },
  };
  await tenant.owner.createRole({ params: tenant.params, body: lookup });
  const watcher = { name: "watcher", permissions: { teamScope: ["team:admin:team:read"] } };
  await tenant.owner.createOrgRole({ body: watcher });
  grace = await newPerson(["reader", "lookup", "admin"]);
});
afterAll(() => kw.close());

/** Somebody in both teams and in the organization. */
async function newPerson(roles: string[]): Promise<TestMember> {
  const person = await newMember(kw, tenant.owner, { teamId: tenant.teamId, roles });
  const body = { userId: person.memberId };
  await tenant.owner.addOrgRoleMember({ params: { roleId: "watcher" }, body });
  await tenant.owner.inviteMember({
    params: second,
    body: { email: await emailOf(person), roles: ["reader"] },
  });
  return person;
}

async function emailOf({ client }: TestMember): Promise<string> {
  return (await client.getMe()).principal.email ?? "";
}

async function issue({ client }: TestMember, name: string, roleId: string, params = tenant.params) {
  return client.issueToken({ params, body: { name, roleId, owner: "member", ...HOUR } });
}

type Query = Parameters<Client["listMyTokens"]>[0] extends infer O ? O : never;
const namesOf = async (client: Client, request?: Query) =>
  (await client.listMyTokens(request)).tokens.map(({ name }) => name);

describe("one's own tokens are listed", () => {
  test("to nobody whose token belongs to nobody", async () => {
    expect(await endOf(tenant.owner.listMyTokens())).toBe("person_required");
    const { client } = await tenant.token("lookup");
    expect(await endOf(client.listMyTokens())).toBe("person_required");
  });

  test("of all teams and of the organization, with their place, and none of anybody else", async () => {
    const [one, other] = [await newPerson(["reader"]), await newPerson(["reader"])];
    await issue(other, "others", "reader");
    await tenant.token("reader", { name: "the team's" });
    await issue(one, "first", "reader");
    await issue(one, "second", "reader", second);
    const body = { name: "third", roleId: "watcher", ...HOUR };
    await one.client.issueOrgToken({ body });
    const { tokens } = await one.client.listMyTokens();
    expect(tokens.map(({ name, team }) => [name, team])).toEqual([
      ["third", undefined],
      ["second", { id: second.teamId, name: "Second team" }],
      ["first", { id: tenant.teamId, name: "Mine team" }],
    ]);
    for (const token of tokens) expect(token).toMatchObject({ memberId: one.memberId, active: true });
  });

  test("page by page, and the ended ones only when they are asked for", async () => {
    const one = await newPerson(["reader"]);
    const gone = await issue(one, "gone", "reader");
    await one.client.revokeToken({ params: { ...tenant.params, tokenId: gone.id } });
    for (const name of ["a", "b", "c"]) await issue(one, name, "reader");
    expect(await namesOf(one.client)).toEqual(["c", "b", "a"]);
    const { tokens, pagination } = await one.client.listMyTokens({ query: { all: true, per_page: 3 } });
    expect(tokens.map(({ name }) => name)).toEqual(["c", "b", "a"]);
    expect(await endOf(one.client.listMyTokens({ query: { cursor: "nonsense" } }))).toBe("validation_failed");
    const rest = await one.client.listMyTokens({ query: { all: true, cursor: pagination.cursor ?? "" } });
    expect(rest.tokens).toMatchObject([{ id: gone.id, status: "revoked", ended: { reason: "revoked" } }]);
    expect(rest.pagination.hasNextPage).toBe(false);
  });

  test("without those of a team that is gone", async () => {
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Passing team" } });
    const body = { name: "reader", permissions: { projectScope: READ } };
    await tenant.owner.createRole({ params: { teamId }, body });
    const one = await newMember(kw, tenant.owner, { teamId, roles: ["reader"] });
    await issue(one, "passing", "reader", { teamId });
    await tenant.owner.addOrgRoleMember({
      params: { roleId: "watcher" },
      body: { userId: one.memberId },
    });
    await tenant.owner.deleteTeam({ params: { teamId } });
    expect(await namesOf(one.client, { query: { all: true } })).toEqual([]);
  });
});

describe("a token of a person lists", () => {
  test("itself alone, when it may not read tokens", async () => {
    await issue(grace, "admin's", "admin");
    const { token } = await issue(grace, "itself", "reader");
    expect(await namesOf(kw.client(token))).toEqual(["itself"]);
  });

  test("what its own authority covers in its team, and no wider token of its person", async () => {
    const one = await newPerson(["reader", "lookup", "admin"]);
    await issue(one, "wide", "admin");
    await issue(one, "elsewhere", "reader", second);
    await issue(one, "narrow", "reader");
    const { token } = await issue(one, "looking", "lookup");
    expect(await namesOf(kw.client(token))).toEqual(["looking", "narrow"]);
    const { token: wide } = await issue(one, "wider", "admin");
    expect(await namesOf(kw.client(wide))).toEqual(["wider", "looking", "narrow", "wide"]);
  });
});

test("a person in two organizations is listed the tokens of the one they name", async () => {
  await issue(grace, "here", "reader");
  const { owner, orgId, teamId } = await newTenant(kw, "Elsewhere");
  const body = { email: await emailOf(grace), roles: ["default"] };
  const { invitation } = await owner.inviteMember({ params: { teamId }, body });
  const accepted = { secret: secretOf(invitation?.link) };
  expect((await grace.browser.post("/v1/invitations/accept", accepted)).status).toBe(200);
  grace.browser.org = orgId;
  expect(await namesOf(grace.client)).toEqual([]);
  const there = { name: "there", roleId: "default", ...HOUR };
  await grace.client.issueToken({ params: { teamId }, body: there });
  expect(await namesOf(grace.client)).toEqual(["there"]);
  grace.browser.org = tenant.orgId;
  expect(await namesOf(grace.client)).toContain("here");
  expect(await namesOf(grace.client)).not.toContain("there");
  grace.browser.org = undefined;
});
