import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type TeamRoleBody, type Tenant } from "../../test/tenants.ts";

const READ = "project:projects:manage:read";
const UPDATE = "project:projects:manage:update";
const UNRESTRICTED = { enabled: false, projects: [], restrictionMode: "in", environments: null };

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Roles");
  await tenant.owner.createProject({ params: tenant.params, body: { name: "Shop" } });
});
afterAll(() => kw.close());

const create = (body: TeamRoleBody) => tenant.owner.createRole({ params: tenant.params, body });
const put = (body: TeamRoleBody) => tenant.owner.putRole({ params: tenant.params, body });
const get = (roleId: string) => tenant.owner.getRole({ params: { ...tenant.params, roleId } });
const patch = (roleId: string, body: Parameters<Tenant["owner"]["patchRole"]>[0]["body"]) =>
  tenant.owner.patchRole({ params: { ...tenant.params, roleId }, body });
const remove = (roleId: string) => tenant.owner.deleteRole({ params: { ...tenant.params, roleId } });

describe("a role's name", () => {
  test("is taken once in its team, however it is written", async () => {
    await create({ name: "Deploy bot" });
    for (const name of ["Deploy bot", "deploy-bot", "  DEPLOY  bot ", "Déploy bot"]) {
      const { details } = await refuses(tenant.owner, "slug_taken", () => create({ name }));
      expect(Object.keys(details ?? {})).toEqual(["name"]);
    }
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Another" } });
    const other = await tenant.owner.createRole({ params: { teamId }, body: { name: "Deploy bot" } });
    expect(other.id).toBe("deploy-bot");
  });

  test("must have something to make an id of", async () => {
    for (const name of ["", "   ", "!!!", "日本", "x".repeat(101), "a\u0000b"]) {
      await refuses(tenant.owner, "validation_failed", () => create({ name }));
    }
  });

  test("can change; the id, the tokens and the holders stay", async () => {
    const { owner, params } = tenant;
    await create({ name: "Old name", permissions: { projectScope: [READ] } });
    const { client } = await tenant.token("old-name");
    const { id: memberId } = await owner.inviteMember({
      params,
      body: { email: "renamed@example.com", roles: ["old-name"] },
    });
    expect(await patch("old-name", { name: "New name" })).toMatchObject({ id: "old-name", name: "New name" });
    expect((await client.getMe()).role).toEqual({ id: "old-name", name: "New name" });
    expect((await client.listProjects()).projects).toHaveLength(1);
    expect((await owner.getMember({ params: { ...params, memberId } })).roles).toEqual(["old-name"]);
    await expect(get("new-name")).rejects.toMatchObject({ code: "not_found" });
    await create({ name: "New name" });
    expect((await get("new-name")).permissions.projectScope).toEqual([]);
  });
});

describe("creating a role", () => {
  test("answers it whole, takes a revision and leaves one event", async () => {
    const { owner, teamId } = tenant;
    const permissions = { teamScope: ["team:admin:team:read"], projectScope: [READ] };
    const body = { name: "Whole", description: "all of it", permissions };
    const { result, event } = await leavesOneEvent(owner, "role.create", () => create(body));
    expect(result).toMatchObject({ id: "whole", ...body, kind: "custom", restrictions: UNRESTRICTED });
    expect(event).toMatchObject({
      teamId,
      target: { type: "role", id: "whole", name: "Whole" },
      after: { name: "Whole", permissions },
      revision: result.revision,
    });
    const { revision: _, ...shown } = result;
    expect(await get("whole")).toEqual({ ...shown, tokens: 0, members: 0 });
  });

  test("without a word about permissions gives none", async () => {
    const { client } = await tenant.tokenOf({ name: "Bare" });
    expect((await client.getMe()).authority.permissions).toEqual([]);
    expect(await endOf(client.listProjects())).toBe("permission_missing");
  });

  test("refuses fields it does not know", async () => {
    for (const extra of [{ kind: "owner" }, { id: "x" }, { permissions: { orgScope: ["*"] } }]) {
      await refuses(tenant.owner, "validation_failed", () =>
        create({ name: "Extra", ...extra } as TeamRoleBody),
      );
    }
  });
});

describe("editing a role", () => {
  test("changes what is given and leaves the rest", async () => {
    const restrictions = { enabled: true, projects: ["shop"], restrictionMode: "in" as const };
    const permissions = { projectScope: [READ] };
    await create({ name: "Partial", description: "kept", permissions, restrictions });
    const before = await get("partial");
    await patch("partial", { permissions: { projectScope: [UPDATE] } });
    expect(await get("partial")).toMatchObject({
      description: "kept",
      permissions: { teamScope: [], projectScope: [UPDATE] },
      restrictions: before.restrictions,
    });
    await patch("partial", { description: null, restrictions: null });
    const after = await get("partial");
    expect(after).toMatchObject({ restrictions: UNRESTRICTED, permissions: { projectScope: [UPDATE] } });
    expect(after).not.toHaveProperty("description");
  });

  test("is in force for every token of the role at the next request", async () => {
    await create({ name: "Live" });
    const tokens = [await tenant.token("live"), await tenant.token("live", { lifetimeSeconds: 600 })];
    for (const { client } of tokens) expect(await endOf(client.listProjects())).toBe("permission_missing");
    const { result, event } = await leavesOneEvent(tenant.owner, "role.update", () =>
      patch("live", { permissions: { projectScope: [READ] } }),
    );
    expect(event).toMatchObject({
      before: { permissions: { projectScope: [] } },
      after: { permissions: { projectScope: [READ] } },
      revision: result.revision,
    });
    for (const { client } of tokens) expect((await client.listProjects()).projects).toHaveLength(1);
    await patch("live", { permissions: {} });
    for (const { client } of tokens) expect(await endOf(client.listProjects())).toBe("permission_missing");
  });

  test("finds no role of another team, and none that was deleted", async () => {
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Foreign" } });
    await tenant.owner.createRole({ params: { teamId }, body: { name: "Foreign role" } });
    await create({ name: "Deleted" });
    await remove("deleted");
    for (const roleId of ["foreign-role", "deleted", "never-was"]) {
      await refuses(tenant.owner, "not_found", () => get(roleId));
      await refuses(tenant.owner, "not_found", () => patch(roleId, { name: "Mine" }));
      await refuses(tenant.owner, "not_found", () => remove(roleId));
    }
  });
});

describe("putting a role", () => {
  test("creates it, and the second time replaces all of it", async () => {
    const { owner } = tenant;
    const permissions = { projectScope: [READ] };
    const restrictions = { enabled: true, projects: ["shop"] };
    const body = { name: "Put me", description: "first", permissions, restrictions };
    await leavesOneEvent(owner, "role.create", () => put(body));
    const token = await tenant.token("put-me");
    const { result } = await leavesOneEvent(owner, "role.update", () => put({ name: "PUT me" }));
    expect(result).toMatchObject({ id: "put-me", name: "PUT me", restrictions: UNRESTRICTED });
    expect(result.permissions).toEqual({ teamScope: [], projectScope: [] });
    expect(result).not.toHaveProperty("description");
    expect((await token.client.getMe()).authority.permissions).toEqual([]);
  });
});

describe("deleting a role", () => {
  test("revokes its tokens, releases its holders, and counts both", async () => {
    const { owner, params } = tenant;
    await create({ name: "Passing" });
    const tokens = [
      await tenant.token("passing"),
      await tenant.token("passing"),
      await tenant.token("passing"),
    ];
    await owner.revokeToken({ params: { ...params, tokenId: tokens[2]?.id ?? "" } });
    const { id: memberId } = await owner.inviteMember({
      params,
      body: { email: "released@example.com", roles: ["passing"] },
    });
    const { result, event } = await leavesOneEvent(owner, "role.delete", () => remove("passing"));
    expect(result).toMatchObject({ revokedTokens: 2, releasedMembers: 1 });
    expect(event).toMatchObject({
      target: { type: "role", id: "passing" },
      before: { name: "Passing" },
      after: { revokedTokens: 2, releasedMembers: 1 },
      revision: result.revision,
    });
    for (const { client, id: tokenId } of tokens) {
      expect(["role_deleted", "revoked"]).toContain(await endOf(client.login()));
      expect(await owner.getToken({ params: { ...params, tokenId } })).toMatchObject({ revoked: true });
    }
    expect((await owner.getMember({ params: { ...params, memberId } })).roles).toEqual([]);
  });

  test("is for good: a new role of its name has neither its tokens nor its holders", async () => {
    const { owner, params } = tenant;
    const body = { name: "Phoenix", permissions: { projectScope: [READ] } };
    await create(body);
    const { client } = await tenant.token("phoenix");
    const { id: memberId } = await owner.inviteMember({
      params,
      body: { email: "phoenix@example.com", roles: ["phoenix"] },
    });
    await remove("phoenix");
    await create(body);
    expect(["role_deleted", "revoked"]).toContain(await endOf(client.listProjects()));
    expect((await owner.getMember({ params: { ...params, memberId } })).roles).toEqual([]);
    const { members } = await owner.listRoleMembers({ params: { ...params, roleId: "phoenix" } });
    expect(members).toEqual([]);
  });
});

describe("the roles a team begins with", () => {
  test("cannot be deleted, and owner not even edited", async () => {
    const { owner } = tenant;
    for (const roleId of ["owner", "admin", "default"]) {
      await refuses(owner, "role_built_in", () => remove(roleId));
      await refuses(owner, "slug_taken", () => create({ name: roleId }));
    }
    await refuses(owner, "role_built_in", () => patch("owner", { description: "mine" }));
    await refuses(owner, "role_built_in", () => patch("owner", { permissions: {} }));
    await refuses(owner, "role_built_in", () => put({ name: "Owner" }));
  });

  test("are owner and admin with everything, and default without secrets, deletion and administration", async () => {
    const { owner } = tenant;
    const { id: teamId } = await owner.createTeam({ body: { name: "Fresh" } });
    const { roles } = await owner.listRoles({ params: { teamId } });
    expect(roles.map(({ id, kind }) => [id, kind])).toEqual([
      ["default", "default"],
      ["admin", "admin"],
      ["owner", "owner"],
    ]);
    const [byDefault, ...everything] = roles;
    for (const role of everything) {
      expect(role.permissions).toEqual({ teamScope: ["*"], projectScope: ["*"] });
    }
    const given = [
      ...(byDefault?.permissions.teamScope ?? []),
      ...(byDefault?.permissions.projectScope ?? []),
    ];
    expect(given).toContain(READ);
    for (const permission of given) expect(permission).not.toMatch(/:(delete|manage)$/);
    expect(given).not.toContain("team:admin:api-tokens:create");
    // Neither shows an ordinary member what administrators have issued.
    expect(given).not.toContain("team:admin:api-tokens:read-all");
    expect(given).not.toContain("team:admin:audit-events:read");
    expect(given).not.toContain("project:secrets:secret-groups:read-values");
  });

  test("may be edited, but for owner, and act at once", async () => {
    const { owner } = tenant;
    const of = await newTenant(kw, "Edited built-ins");
    const { client } = await of.token("admin");
    await of.owner.patchRole({ params: { ...of.params, roleId: "admin" }, body: { permissions: {} } });
    expect(await endOf(client.listRoles())).toBe("permission_missing");
    expect((await owner.getRole({ params: { ...tenant.params, roleId: "admin" } })).permissions).toEqual({
      teamScope: ["*"],
      projectScope: ["*"],
    });
  });
});

test("roles are listed newest first, page by page, with none of another team or of the organization", async () => {
  const of = await newTenant(kw, "Listed");
  await of.owner.createOrgRole({ body: { name: "of the org" } });
  for (const name of ["one", "two"]) await of.owner.createRole({ params: of.params, body: { name } });
  const ids: string[] = [];
  for await (const { id } of of.owner.listRoles.rows({ params: of.params, query: { per_page: 2 } }))
    ids.push(id);
  expect(ids).toEqual(["two", "one", "default", "admin", "owner"]);
});
