import { OWN_PERMISSIONS } from "@keywright/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";

const READ = "project:projects:manage:read";
const UPDATE = "project:projects:manage:update";
const SEND = "project:analytics:events:send";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  await kw.operator.putCatalogue({ body: { permissions: [{ permission: SEND, publishable: true }] } });
  tenant = await newTenant(kw, "Me");
  for (const name of ["Shop", "Blog"]) {
    await tenant.owner.createProject({ params: tenant.params, body: { name, environments: ["test"] } });
  }
});
afterAll(() => kw.close());

describe("who am I", () => {
  test("is answered to active tokens alone", async () => {
    const { id, client } = await tenant.token("admin");
    expect((await client.getMe()).principal.tokenId).toBe(id);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
    for (const call of [client.getMe, client.login]) {
      await expect(call()).rejects.toMatchObject({ status: 401, code: "revoked" });
    }
  });

  test("tells the principal, its role, what it may do and the revision that holds", async () => {
    const { id, keyId, client } = await tenant.tokenOf(
      { name: "Lister", permissions: { teamScope: ["team:admin:team:read"], projectScope: [READ] } },
      { name: "ci", lifetimeSeconds: 600 },
    );
    const me = await client.getMe();
    expect(me.principal).toMatchObject({
      tokenId: id,
      keyId,
      name: "ci",
      org: tenant.orgId,
      team: tenant.teamId,
      role: "lister",
      entityType: "team",
      exposure: "secret",
    });
    expect(me.role).toEqual({ id: "lister", name: "Lister" });
    expect(me.authority.permissions.toSorted()).toEqual([READ, "team:admin:team:read"]);
    expect(me.authority).not.toHaveProperty("narrowing");
    expect(me.revision).toBe(kw.app.authority.state.revision);
    expect(await client.login()).toEqual({ tokenId: id, entityType: "team" });
  });

  test("tells the restriction of the role by its slugs", async () => {
    const of = async (name: string, restrictions: object) => {
      const role = { name, permissions: { projectScope: [READ] }, restrictions: restrictions as never };
      return (await (await tenant.tokenOf(role)).client.getMe()).authority.restrictions;
    };
    const teamId = tenant.teamId;
    const shop = { enabled: true, projects: ["shop"] };
    expect(await of("in", shop)).toEqual([
      { teamId, restrictions: { ...shop, restrictionMode: "in", environments: null } },
    ]);
    expect(await of("not in", { ...shop, restrictionMode: "notIn", environments: ["test"] })).toEqual([
      { teamId, restrictions: { ...shop, restrictionMode: "notIn", environments: ["test"] } },
    ]);
    expect(await of("environments", { enabled: true, projects: ["*"], environments: ["test"] })).toEqual([
      {
        teamId,
        restrictions: { enabled: true, projects: ["*"], restrictionMode: "in", environments: ["test"] },
      },
    ]);
    expect(await of("free", { enabled: false })).toEqual([
      {
        teamId,
        restrictions: { enabled: false, projects: ["*"], restrictionMode: "in", environments: null },
      },
    ]);
  });

  test("tells of none where none are left, not of all", async () => {
    const { owner, params } = tenant;
    await owner.createProject({ params, body: { name: "Passing" } });
    const { client } = await tenant.tokenOf({
      name: "emptied",
      permissions: { projectScope: [READ] },
      restrictions: { enabled: true, projects: ["passing"], restrictionMode: "notIn" },
    });
    await owner.deleteProject({ params: { ...params, projectId: "passing" } });
    expect((await client.getMe()).authority.restrictions).toMatchObject([
      { restrictions: { enabled: true, projects: [], restrictionMode: "in" } },
    ]);
  });

  test("of a narrowed token tells what is left of its role, and the narrowing", async () => {
    const narrowing = { permissions: [READ], projects: ["shop"], environments: ["test"] };
    const { client } = await tenant.token("admin", { narrowing });
    const { authority } = await client.getMe();
    expect(authority).toMatchObject({ permissions: [READ], narrowing });
  });

  test("of a publishable token tells only what may be published", async () => {
    const permissions = { projectScope: [SEND] };
    await tenant.owner.createRole({ params: tenant.params, body: { name: "sender", permissions } });
    const { client } = await tenant.token("sender", {
      exposure: "publishable",
      narrowing: { environments: ["test"] },
    });
    const body = { permissions: { projectScope: [SEND, READ, UPDATE] } };
    await tenant.owner.patchRole({ params: { ...tenant.params, roleId: "sender" }, body });
    const { principal, authority } = await client.getMe();
    expect(principal.exposure).toBe("publishable");
    expect(authority.permissions).toEqual([SEND]);
  });

  test("of a token of the organization names no team, and its restriction by team", async () => {
    const free = await tenant.orgToken("owner");
    const { principal, authority } = await free.client.getMe();
    expect(principal).toMatchObject({ entityType: "org", org: tenant.orgId, role: "owner" });
    expect(principal).not.toHaveProperty("team");
    expect(authority).not.toHaveProperty("restrictions");
    expect(authority.permissions.some((permission) => permission.startsWith("platform:"))).toBe(false);

    const restrictions = {
      enabled: true,
      teams: [{ ...tenant.params, restrictions: { enabled: true, projects: ["blog"] } }],
    };
    const bound = await tenant.orgTokenOf({
      name: "blog only",
      permissions: { projectScope: [READ] },
      restrictions,
    });
    expect((await bound.client.getMe()).authority.restrictions).toMatchObject([
      { teamId: tenant.teamId, restrictions: { enabled: true, projects: ["blog"] } },
    ]);
  });

  test("of the operator tells everything there is", async () => {
    const { principal, authority } = await kw.operator.getMe();
    expect(principal).toMatchObject({ entityType: "platform", role: "operator" });
    expect(authority.permissions.toSorted()).toEqual([...Object.keys(OWN_PERMISSIONS), SEND].toSorted());
    expect(await kw.operator.login()).toMatchObject({ entityType: "platform" });
  });

  test("answers by what holds now: a role that grows shows at once", async () => {
    const { client } = await tenant.tokenOf({ name: "growing" });
    const { revision } = await tenant.owner.patchRole({
      params: { ...tenant.params, roleId: "growing" },
      body: { permissions: { projectScope: [READ] } },
    });
    const me = await client.getMe();
    expect(me.authority.permissions).toEqual([READ]);
    expect(me.revision).toBeGreaterThanOrEqual(revision);
  });
});
