import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type OrgRoleBody, type Tenant } from "../../test/tenants.ts";

const READ = "project:projects:manage:read";

let kw: TestService;
let tenant: Tenant;
let web: { teamId: string };
let data: { teamId: string };
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Org roles");
  web = { teamId: (await tenant.owner.createTeam({ body: { name: "Web" } })).id };
  data = { teamId: (await tenant.owner.createTeam({ body: { name: "Data" } })).id };
  for (const params of [web, data]) {
    for (const name of ["Shop", "Blog"]) await tenant.owner.createProject({ params, body: { name } });
  }
  await tenant.owner.createProject({ params: web, body: { name: "Only web" } });
});
afterAll(() => kw.close());

type Restrictions = NonNullable<OrgRoleBody["restrictions"]>;
type PerTeam = NonNullable<Restrictions["teams"]>[number]["restrictions"];

let made = 0;
const create = (
  restrictions: Restrictions,
  permissions: OrgRoleBody["permissions"] = { projectScope: [READ] },
) => tenant.owner.createOrgRole({ body: { name: `role ${++made}`, permissions, restrictions } });
const inTeam = ({ teamId }: { teamId: string }, restrictions: PerTeam) => ({ teamId, restrictions });
const ALL: PerTeam = { enabled: false };

/** By team, what a client sees of its projects, or why not. */
async function seen(client: Client) {
  const see = async (params: { teamId: string }) => {
    try {
      const { projects } = await client.listProjects({ params });
      return projects.map(({ id }) => id).toSorted();
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  return { web: await see(web), data: await see(data) };
}

async function restricted(restrictions: Restrictions, permissions?: OrgRoleBody["permissions"]) {
  const { id: roleId } = await create(restrictions, permissions);
  return { roleId, ...(await tenant.orgToken(roleId)) };
}

describe("the restriction of a role of the organization", () => {
  test.each<[string, string, Restrictions]>([
    ["empty_restriction", "restrictions.teams", { enabled: true }],
    ["empty_restriction", "restrictions.teams", { enabled: true, teams: [] }],
    [
      "empty_restriction",
      "restrictions.teams.0.restrictions.projects",
      { enabled: true, teams: [inTeam({ teamId: "web" }, { enabled: true, projects: [] })] },
    ],
    [
      "unknown_reference",
      "restrictions.teams.1.teamId",
      { enabled: true, teams: [inTeam({ teamId: "web" }, ALL), inTeam({ teamId: "missing" }, ALL)] },
    ],
    [
      "unknown_reference",
      "restrictions.teams.0.restrictions.projects",
      { enabled: true, teams: [inTeam({ teamId: "data" }, { enabled: true, projects: ["only-web"] })] },
    ],
    [
      "validation_failed",
      "restrictions.teams.1.teamId",
      {
        enabled: true,
        teams: [
          inTeam({ teamId: "web" }, { enabled: true, projects: ["shop"] }),
          inTeam({ teamId: "web" }, ALL),
        ],
      },
    ],
  ])("is refused as %s at %s", async (code, field, restrictions) => {
    const { details } = await refuses(tenant.owner, code, () => create(restrictions));
    expect(Object.keys(details ?? {})).toEqual([field]);
  });

  test("names no team of another organization", async () => {
    const stranger = await newTenant(kw, "Org roles stranger");
    const teams = [inTeam(stranger.params, ALL)];
    await refuses(tenant.owner, "unknown_reference", () => create({ enabled: true, teams }));
  });

  test("reaches the teams it lists, each as it says, and no other", async () => {
    const { client } = await restricted({
      enabled: true,
      teams: [inTeam(web, { enabled: true, projects: ["shop"] })],
    });
    expect(await seen(client)).toEqual({ web: ["shop"], data: "not_found" });
    const both = await restricted({
      enabled: true,
      teams: [
        inTeam(web, ALL),
        inTeam(data, { enabled: true, projects: ["shop"], restrictionMode: "notIn" }),
      ],
    });
    expect(await seen(both.client)).toEqual({ web: ["blog", "only-web", "shop"], data: ["blog"] });
    const free = await restricted({ enabled: false });
    expect(await seen(free.client)).toEqual({ web: ["blog", "only-web", "shop"], data: ["blog", "shop"] });
  });

  test("holds for what belongs to a team, and not for what belongs to the organization", async () => {
    const permissions = { orgScope: ["org:admin:roles:read"], teamScope: ["team:admin:roles:read"] };
    const restrictions = { enabled: true, teams: [inTeam(web, ALL)] };
    const { client } = await restricted(restrictions, permissions);
    expect((await client.listRoles({ params: web })).roles).toHaveLength(3);
    expect(await endOf(client.listRoles({ params: data }))).toBe("not_found");
    expect((await client.listOrgRoles()).roles.length).toBeGreaterThan(2);
  });

  test("does not reach a team that comes later, unless it is switched off", async () => {
    const listed = await restricted({ enabled: true, teams: [inTeam(web, ALL)] });
    const free = await restricted({ enabled: false, teams: [inTeam(web, ALL)] });
    const params = { teamId: (await tenant.owner.createTeam({ body: { name: "Later" } })).id };
    expect(await endOf(listed.client.listProjects({ params }))).toBe("not_found");
    expect(await endOf(free.client.listProjects({ params }))).toBe("done");
    await tenant.owner.deleteTeam({ params });
  });

  test("loses a team that is deleted and means none after the last; a new one of its name inherits nothing", async () => {
    const { owner } = tenant;
    const params = { teamId: (await owner.createTeam({ body: { name: "Phoenix" } })).id };
    const two = await restricted({ enabled: true, teams: [inTeam(params, ALL), inTeam(web, ALL)] });
    const one = await restricted({ enabled: true, teams: [inTeam(params, ALL)] });
    await owner.deleteTeam({ params });
    const shown = async (roleId: string) => (await owner.getOrgRole({ params: { roleId } })).restrictions;
    expect((await shown(two.roleId)).teams.map(({ teamId }) => teamId)).toEqual(["web"]);
    expect(await shown(one.roleId)).toEqual({ enabled: true, teams: [] });
    expect(await seen(one.client)).toEqual({ web: "not_found", data: "not_found" });
    await owner.createTeam({ body: { name: "Phoenix" } });
    for (const { client } of [one, two]) {
      expect(await endOf(client.listProjects({ params }))).toBe("not_found");
    }
    await owner.deleteTeam({ params });
  });

  test("loses a project that is deleted, in its own team alone", async () => {
    const { owner } = tenant;
    for (const params of [web, data]) await owner.createProject({ params, body: { name: "Passing" } });
    const project: PerTeam = { enabled: true, projects: ["passing"] };
    const { client, roleId } = await restricted({
      enabled: true,
      teams: [inTeam(web, project), inTeam(data, project)],
    });
    await owner.deleteProject({ params: { ...web, projectId: "passing" } });
    expect(await seen(client)).toEqual({ web: [], data: ["passing"] });
    await owner.createProject({ params: web, body: { name: "Passing" } });
    expect(await seen(client)).toEqual({ web: [], data: ["passing"] });
    const { teams } = (await owner.getOrgRole({ params: { roleId } })).restrictions;
    expect(teams.map(({ restrictions }) => restrictions.projects)).toEqual([[], ["passing"]]);
    for (const params of [web, data]) {
      await owner.deleteProject({ params: { ...params, projectId: "passing" } });
    }
  });
});

describe("a role of the organization", () => {
  test("is created, put, edited and deleted like a team's, with one event each", async () => {
    const { owner } = tenant;
    const permissions = { orgScope: ["org:admin:roles:read"], projectScope: [READ] };
    const created = await leavesOneEvent(owner, "role.create", () =>
      owner.createOrgRole({ body: { name: "Whole life", permissions } }),
    );
    expect(created.result).toMatchObject({ id: "whole-life", kind: "custom" });
    expect(created.event).not.toHaveProperty("teamId");
    await refuses(owner, "slug_taken", () => owner.createOrgRole({ body: { name: "whole LIFE" } }));
    const token = await tenant.orgToken("whole-life");
    const params = { roleId: "whole-life" };
    await leavesOneEvent(owner, "role.update", () =>
      owner.patchOrgRole({ params, body: { name: "Renamed", permissions: { orgScope: [] } } }),
    );
    expect(await endOf(token.client.listOrgRoles())).toBe("permission_missing");
    expect((await owner.getOrgRole({ params })).permissions.projectScope).toEqual([]);
    await leavesOneEvent(owner, "role.update", () =>
      owner.putOrgRole({ body: { name: "Whole life", permissions } }),
    );
    expect((await token.client.getMe()).authority.permissions.toSorted()).toEqual([
      "org:admin:roles:read",
      READ,
    ]);
    const { result } = await leavesOneEvent(owner, "role.delete", () => owner.deleteOrgRole({ params }));
    expect(result).toMatchObject({ revokedTokens: 1, releasedMembers: 0 });
    expect(["role_deleted", "revoked"]).toContain(await endOf(token.client.login()));
    await refuses(owner, "not_found", () => owner.getOrgRole({ params }));
  });

  test("is not found by a team's path, nor a team's role by the organization's", async () => {
    const { owner, params } = tenant;
    await owner.createRole({ params, body: { name: "of the team" } });
    await owner.createOrgRole({ body: { name: "of the org" } });
    await refuses(owner, "not_found", () => owner.getRole({ params: { ...params, roleId: "of-the-org" } }));
    await refuses(owner, "not_found", () => owner.getOrgRole({ params: { roleId: "of-the-team" } }));
    await refuses(owner, "not_found", () => owner.deleteOrgRole({ params: { roleId: "of-the-team" } }));
    const { roles } = await owner.listOrgRoles({ query: { per_page: 100 } });
    expect(roles.map(({ id }) => id)).not.toContain("of-the-team");
  });

  test("that is built in stays: owner and operator whole, admin at least there", async () => {
    const { owner } = tenant;
    await refuses(owner, "role_built_in", () => owner.deleteOrgRole({ params: { roleId: "admin" } }));
    await refuses(owner, "role_built_in", () =>
      owner.patchOrgRole({ params: { roleId: "owner" }, body: { permissions: {} } }),
    );
    const { operator } = kw;
    for (const roleId of ["operator", "owner"]) {
      await refuses(operator, "role_built_in", () =>
        operator.patchOrgRole({ params: { roleId }, body: { name: "Mine" } }),
      );
      await refuses(operator, "role_built_in", () => operator.deleteOrgRole({ params: { roleId } }));
      await refuses(operator, "role_built_in", () => operator.putOrgRole({ body: { name: roleId } }));
    }
    const { roles } = await owner.listOrgRoles({ query: { per_page: 100 } });
    expect(roles.filter(({ kind }) => kind !== "custom").map(({ id }) => id)).toEqual(["admin", "owner"]);
  });
});
