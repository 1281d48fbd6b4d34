import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type TeamRoleBody, type Tenant } from "../../test/tenants.ts";

const READ = "project:projects:manage:read";
const CREATE = "project:projects:manage:create";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Restrictions");
  for (const name of ["Shop", "Blog"]) await makeProject(name);
});
afterAll(() => kw.close());

type Restrictions = NonNullable<TeamRoleBody["restrictions"]>;
let made = 0;

const makeProject = (name: string, of = tenant) =>
  of.owner.createProject({ params: of.params, body: { name } });
const dropProject = (projectId: string, of = tenant) =>
  of.owner.deleteProject({ params: { ...of.params, projectId } });
const create = (restrictions: Restrictions, of = tenant) =>
  of.owner.createRole({
    params: of.params,
    body: { name: `role ${++made}`, permissions: { projectScope: [READ, CREATE] }, restrictions },
  });
const slugs = async (client: Client) => (await client.listProjects()).projects.map(({ id }) => id).toSorted();

/** A token restricted like this, and what its role shows. */
async function restricted(restrictions: Restrictions, of = tenant) {
  const { id: roleId } = await create(restrictions, of);
  const { client, value } = await of.token(roleId);
  const shown = async () => (await of.owner.getRole({ params: { ...of.params, roleId } })).restrictions;
  return { roleId, client, value, shown };
}

async function reasonOf(token: string, request: object): Promise<string> {
  const verdict = await tenant.owner.verify({ body: { token, permission: READ, ...request } });
  if (!("allowed" in verdict)) throw new Error("one check has one verdict");
  return verdict.allowed ? "allowed" : (verdict.reason ?? "");
}

describe("a restriction", () => {
  test.each<[string, Restrictions]>([
    ["restrictions.projects", { enabled: true }],
    ["restrictions.projects", { enabled: true, projects: [] }],
    ["restrictions.projects", { enabled: true, projects: [], restrictionMode: "notIn" }],
    ["restrictions.projects", { enabled: true, environments: ["test"] }],
    ["restrictions.environments", { enabled: true, projects: ["*"], environments: [] }],
  ])("that names nothing in %s is refused: it is neither all nor none", async (field, restrictions) => {
    const { details } = await refuses(tenant.owner, "empty_restriction", () => create(restrictions));
    expect(Object.keys(details ?? {})).toEqual([field]);
  });

  test.each<[string, Restrictions]>([
    ["beside a project", { enabled: true, projects: ["*", "shop"] }],
    ["beside a project, when switched off", { enabled: false, projects: ["shop", "*"] }],
    ["as what is left out", { enabled: true, projects: ["*"], restrictionMode: "notIn" }],
  ])("does not say '*' %s", async (_, restrictions) => {
    const { details } = await refuses(tenant.owner, "validation_failed", () => create(restrictions));
    expect(Object.keys(details ?? {})).toEqual(["restrictions.projects"]);
  });

  test("names only projects of the team", async () => {
    const { owner } = tenant;
    const { id: teamId } = await owner.createTeam({ body: { name: "Beside" } });
    await owner.createProject({ params: { teamId }, body: { name: "Theirs" } });
    for (const project of ["theirs", "missing"]) {
      for (const enabled of [true, false]) {
        const restrictions = { enabled, projects: ["shop", project] };
        const { details } = await refuses(owner, "unknown_reference", () => create(restrictions));
        expect(details).toEqual({ "restrictions.projects": [`There is no project '${project}'.`] });
      }
    }
  });

  test("refuses a mode or a name that cannot be", async () => {
    const wrong = [
      { enabled: true, projects: ["shop"], restrictionMode: "only" },
      { enabled: true, projects: ["Shop"] },
      { enabled: "yes", projects: ["shop"] },
      { projects: ["shop"] },
      { enabled: true, projects: ["shop"], environments: ["Test"] },
      { enabled: true, projects: ["shop"], environments: ["test", "test"] },
    ];
    for (const restrictions of wrong) {
      await refuses(tenant.owner, "validation_failed", () => create(restrictions as unknown as Restrictions));
    }
  });
});

describe("a role restricted to projects", () => {
  test("reaches these and no others, by any door", async () => {
    const { client, value } = await restricted({ enabled: true, projects: ["shop"] });
    expect(await slugs(client)).toEqual(["shop"]);
    expect(await endOf(client.getProject({ params: { projectId: "blog" } }))).toBe("not_found");
    expect(await reasonOf(value, { project: "shop" })).toBe("allowed");
    expect(await reasonOf(value, { project: "blog" })).toBe("project_restricted");
    expect(await reasonOf(value, { project: "missing" })).toBe("project_restricted");
    expect(await reasonOf(value, {})).toBe("project_restricted");
  });

  test("reaches all but these in the mode notIn, and new ones as they come", async () => {
    const only = await restricted({ enabled: true, projects: ["shop"] });
    const allBut = await restricted({ enabled: true, projects: ["shop"], restrictionMode: "notIn" });
    expect(await slugs(allBut.client)).toEqual(["blog"]);
    await makeProject("Newcomer");
    expect(await slugs(allBut.client)).toEqual(["blog", "newcomer"]);
    expect(await slugs(only.client)).toEqual(["shop"]);
    expect(await reasonOf(allBut.value, { project: "shop" })).toBe("project_restricted");
    expect(await reasonOf(allBut.value, { project: "newcomer" })).toBe("allowed");
    expect(await reasonOf(allBut.value, {})).toBe("project_restricted");
    await dropProject("newcomer");
  });

  test("is lifted only by saying so", async () => {
    const { owner, params } = tenant;
    const { roleId, client } = await restricted({ enabled: true, projects: ["shop"] });
    const patch = (restrictions: Restrictions | null) =>
      owner.patchRole({ params: { ...params, roleId }, body: { restrictions } });
    await owner.patchRole({ params: { ...params, roleId }, body: { description: "nothing about it" } });
    expect(await slugs(client)).toEqual(["shop"]);
    await refuses(owner, "empty_restriction", () => patch({ enabled: true, projects: [] }));
    await patch({ enabled: false, projects: ["shop"] });
    expect(await slugs(client)).toEqual(["blog", "shop"]);
    await patch({ enabled: true, projects: ["blog"] });
    expect(await slugs(client)).toEqual(["blog"]);
    await patch(null);
    expect(await slugs(client)).toEqual(["blog", "shop"]);
  });

  test("is told to the audit log by the names that people know", async () => {
    const { owner, params } = tenant;
    const { roleId } = await restricted({ enabled: true, projects: ["shop"] });
    await owner.patchRole({
      params: { ...params, roleId },
      body: { restrictions: { enabled: true, projects: ["blog"], restrictionMode: "notIn" } },
    });
    const { auditEvents } = await owner.listAuditEvents({ params, query: { target: roleId } });
    expect(auditEvents.map(({ before, after }) => [before?.restrictions, after?.restrictions])).toMatchObject(
      [
        [{ projects: ["shop"] }, { projects: ["blog"], restrictionMode: "notIn" }],
        [undefined, { projects: ["shop"] }],
      ],
    );
  });

  test("says all projects with '*', so that environments alone are restricted", async () => {
    const { value } = await restricted({ enabled: true, projects: ["*"], environments: ["test"] });
    expect(await reasonOf(value, { project: "shop", environment: "test" })).toBe("allowed");
    expect(await reasonOf(value, { project: "blog", environment: "test" })).toBe("allowed");
    expect(await reasonOf(value, { project: "blog", environment: "live" })).toBe("environment_restricted");
    expect(await reasonOf(value, { project: "blog" })).toBe("environment_restricted");
  });

  test("does not restrict what belongs to the team", async () => {
    const teamScope = ["team:admin:team:read"];
    const restrictions = { enabled: true, projects: ["shop"] };
    const { client } = await tenant.tokenOf({ name: "both", permissions: { teamScope }, restrictions });
    expect((await client.listTeams()).teams).toHaveLength(1);
  });
});

describe("deleting a project that restrictions list", () => {
  test.each(["in", "notIn"] as const)(
    "leaves none, never all, when it was the last (mode %s)",
    async (mode) => {
      const of = await newTenant(kw, `Last ${mode}`);
      await makeProject("Only", of);
      await makeProject("Bystander", of);
      const { client, shown } = await restricted(
        { enabled: true, projects: ["only"], restrictionMode: mode },
        of,
      );
      expect(await slugs(client)).toEqual(mode === "in" ? ["only"] : ["bystander"]);
      const { editedRoles } = await dropProject("only", of);
      expect(editedRoles).toBe(1);
      expect(await shown()).toMatchObject({ enabled: true, projects: [], restrictionMode: mode });
      expect(await slugs(client)).toEqual([]);
      expect(await endOf(client.getProject({ params: { projectId: "bystander" } }))).toBe("not_found");
      expect(await endOf(client.createProject({ body: { name: "Escape" } }))).toBe("project_restricted");
      await makeProject("Later", of);
      expect(await slugs(client)).toEqual([]);
    },
  );

  test("leaves the others that they list", async () => {
    await makeProject("Passing");
    const only = await restricted({ enabled: true, projects: ["shop", "passing"] });
    const allBut = await restricted({
      enabled: true,
      projects: ["shop", "passing"],
      restrictionMode: "notIn",
    });
    await restricted({ enabled: true, projects: ["shop"] });
    expect((await dropProject("passing")).editedRoles).toBe(2);
    expect(await slugs(only.client)).toEqual(["shop"]);
    expect(await slugs(allBut.client)).toEqual(["blog"]);
    expect((await only.shown()).projects).toEqual(["shop"]);
  });

  test.each(["in", "notIn"] as const)("gives nothing to a new one of its name (mode %s)", async (mode) => {
    const of = await newTenant(kw, `Phoenix ${mode}`);
    for (const name of ["Phoenix", "Stays"]) await makeProject(name, of);
    const { client } = await restricted(
      { enabled: true, projects: ["phoenix", "stays"], restrictionMode: mode },
      of,
    );
    await dropProject("phoenix", of);
    await makeProject("Phoenix", of);
    // Left out by its id alone: the new project is one more that is not left out.
    expect(await slugs(client)).toEqual(mode === "in" ? ["stays"] : ["phoenix"]);
  });

  test("reaches into disabled restrictions too, so that switching one on revives nothing", async () => {
    await makeProject("Sleeping");
    const { roleId, shown } = await restricted({ enabled: false, projects: ["shop", "sleeping"] });
    await dropProject("sleeping");
    expect((await shown()).projects).toEqual(["shop"]);
    const { owner, params } = tenant;
    await refuses(owner, "unknown_reference", () =>
      owner.patchRole({
        params: { ...params, roleId },
        body: { restrictions: { enabled: true, projects: ["sleeping"] } },
      }),
    );
  });
});
