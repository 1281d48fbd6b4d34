import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { claimsOf, endOf, newTenant, type Tenant } from "../../test/tenants.ts";

const tokens = (...actions: string[]) => actions.map((action) => `org:admin:api-tokens:${action}`);
const READ = "project:projects:manage:read";

let kw: TestService;
let tenant: Tenant;
let second: { teamId: string };
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Org tokens");
  second = { teamId: (await tenant.owner.createTeam({ body: { name: "Second" } })).id };
  await tenant.owner.createProject({ params: tenant.params, body: { name: "Shop" } });
  await tenant.owner.createProject({ params: second, body: { name: "Blog" } });
});
afterAll(() => kw.close());

describe("a token of the organization", () => {
  test("is issued only from a role of the organization", async () => {
    const { owner, params } = tenant;
    await owner.createRole({ params, body: { name: "of the team" } });
    for (const roleId of ["of-the-team", "default", "operator"]) {
      await refuses(owner, "unknown_reference", () => tenant.orgToken(roleId));
    }
  });

  test("is refused from a role that its issuer does not cover", async () => {
    const { owner } = tenant;
    const { client } = await tenant.orgTokenOf({
      name: "org issuer",
      permissions: { orgScope: tokens("create") },
    });
    const { message } = await refuses(owner, "escalation", () => tenant.orgToken("admin", {}, client));
    expect(message).toMatch(/\(org:.*\)/);
    await owner.createOrgRole({ body: { name: "read teams", permissions: { projectScope: [READ] } } });
    await refuses(owner, "escalation", () => tenant.orgToken("read-teams", {}, client));
    expect((await tenant.orgToken("org-issuer", {}, client)).id).toMatch(/^tok_/);
  });

  test("is refused to a token of a team, whatever that may do there", async () => {
    const { client } = await tenant.token("owner");
    expect(await endOf(client.issueOrgToken({ body: { name: "up", roleId: "admin" } }))).toBe(
      "permission_missing",
    );
    expect(await endOf(client.listOrgTokens())).toBe("permission_missing");
  });

  test("says so in its claims, and names no team", async () => {
    const { value, client } = await tenant.orgToken("admin");
    expect(claimsOf(value)).toMatchObject({ entityType: "org" });
    expect(claimsOf(value)).not.toHaveProperty("team");
    expect((await client.getMe()).principal).toMatchObject({ entityType: "org", org: tenant.orgId });
  });

  test("that reaches several teams must name one", async () => {
    const { client } = await tenant.orgToken("admin");
    expect(await endOf(client.listProjects())).toBe("team_required");
    expect(await endOf(client.issueToken({ body: { name: "x", roleId: "admin" } }))).toBe("team_required");
    const { projects } = await client.listProjects({ params: second });
    expect(projects.map(({ id }) => id)).toEqual(["blog"]);
  });

  test("that reaches one team means that team, and finds no other", async () => {
    const restrictions = {
      enabled: true,
      teams: [{ teamId: second.teamId, restrictions: { enabled: false } }],
    };
    const { client } = await tenant.orgTokenOf({
      name: "second only",
      permissions: { projectScope: [READ] },
      restrictions,
    });
    expect((await client.listProjects()).projects.map(({ id }) => id)).toEqual(["blog"]);
    expect(await endOf(client.listProjects({ params: tenant.params }))).toBe("not_found");
  });

  test("issues in a team only what it covers there", async () => {
    const { owner } = tenant;
    const teamScope = ["team:admin:api-tokens:create", "team:admin:team:read"];
    const restrictions = {
      enabled: true,
      teams: [{ teamId: second.teamId, restrictions: { enabled: false } }],
    };
    const { client } = await tenant.orgTokenOf({ name: "lender", permissions: { teamScope }, restrictions });
    const issue = (params: { teamId: string }, roleId: string) => () =>
      client.issueToken({ params, body: { name: "lent", roleId } });
    for (const params of [tenant.params, second]) {
      await owner.createRole({ params, body: { name: "lent", permissions: { teamScope } } });
    }
    await refuses(owner, "not_found", issue(tenant.params, "lent"));
    await refuses(owner, "escalation", issue(second, "admin"));
    expect((await issue(second, "lent")()).role.roleId).toBe("lent");
  });
});

describe("the operations on the organization's tokens", () => {
  test("see no more than read allows, and read-all shows the owner's too", async () => {
    const low = await tenant.orgTokenOf({ name: "low", permissions: { orgScope: tokens("read") } });
    const { tokens: seen } = await low.client.listOrgTokens({ query: { per_page: 100 } });
    expect(seen.map(({ name }) => name)).toEqual(["low"]);
    await refuses(tenant.owner, "not_found", () =>
      low.client.getOrgToken({ params: { tokenId: tenant.ownerId } }),
    );
    const high = await tenant.orgTokenOf({
      name: "high",
      permissions: { orgScope: tokens("read", "read-all") },
    });
    const all = await high.client.listOrgTokens({ query: { per_page: 100 } });
    expect(all.tokens.map(({ id }) => id)).toContain(tenant.ownerId);
  });

  test("edit, rotate, delete a key and revoke as in a team", async () => {
    const { owner } = tenant;
    const { id: tokenId, keyId, value } = await tenant.orgToken("admin", { name: "whole life" });
    const params = { tokenId };
    expect(await owner.patchOrgToken({ params, body: { name: "renamed" } })).toMatchObject({
      name: "renamed",
    });
    const rotated = await owner.rotateOrgToken({ params, body: { otherKeysExpiresAt: null } });
    await owner.deleteOrgTokenKey({ params: { tokenId, keyId } });
    expect(await endOf(kw.client(value).login())).toBe("revoked");
    expect(await endOf(kw.client(rotated.token).login())).toBe("done");
    const { keys } = await owner.listOrgTokenKeys({ params });
    expect(keys.map(({ id, active }) => [id, active])).toEqual([
      [rotated.key.id, true],
      [keyId, false],
    ]);
    expect(await owner.revokeOrgToken({ params })).toMatchObject({ id: tokenId });
    expect(await endOf(kw.client(rotated.token).login())).toBe("revoked");
    expect(await owner.getOrgToken({ params })).toMatchObject({ active: false, revoked: true });
  });

  test("never show those of another organization", async () => {
    const other = await newTenant(kw, "Neighbour");
    const { tokens: theirs } = await other.owner.listOrgTokens({ query: { all: true } });
    expect(theirs.map(({ id }) => id)).toEqual([other.ownerId]);
    for (const operation of [
      () => other.owner.getOrgToken({ params: { tokenId: tenant.ownerId } }),
      () => other.owner.listOrgTokenKeys({ params: { tokenId: tenant.ownerId } }),
      () => other.owner.rotateOrgToken({ params: { tokenId: tenant.ownerId } }),
      () => other.owner.revokeOrgToken({ params: { tokenId: tenant.ownerId } }),
      () => other.owner.patchOrgToken({ params: { tokenId: tenant.ownerId }, body: { name: "x" } }),
    ]) {
      await refuses(tenant.owner, "not_found", operation);
    }
  });

  test("of the operator need the operator: the owner of the same organization cannot mint one", async () => {
    const { operator } = kw;
    const { token } = await operator.issueOrgToken({ body: { name: "home owner", roleId: "owner" } });
    const homeOwner = kw.client(token);
    await refuses(operator, "escalation", () =>
      homeOwner.issueOrgToken({ body: { name: "up", roleId: "operator" } }),
    );
    const { tokens: seen } = await homeOwner.listOrgTokens({ query: { roleId: "operator" } });
    await refuses(operator, "escalation", () =>
      homeOwner.rotateOrgToken({ params: { tokenId: seen[0]?.id ?? "" } }),
    );
  });
});
