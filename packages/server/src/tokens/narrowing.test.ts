import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, endsOf, newTenant, type Tenant, type TokenBody } from "../../test/tenants.ts";

const READ = "project:projects:manage:read";
const UPDATE = "project:projects:manage:update";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Narrowing");
  for (const name of ["Shop", "Blog"]) {
    await tenant.owner.createProject({ params: tenant.params, body: { name, environments: ["test"] } });
  }
});
afterAll(() => kw.close());

type Narrowing = NonNullable<TokenBody["narrowing"]>;
const narrowed = (narrowing: Narrowing, roleId = "admin") => tenant.token(roleId, { narrowing });
const slugs = async (client: Tenant["owner"]) => (await client.listProjects()).projects.map(({ id }) => id);

/** What a verifier is told of the token. */
async function reasonOf(token: string, request: object): Promise<string> {
  const verdict = await tenant.owner.verify({ body: { token, permission: READ, ...request } });
  if (!("allowed" in verdict)) throw new Error("one check has one verdict");
  return verdict.allowed ? "allowed" : (verdict.reason ?? "");
}

describe("what a narrowing names", () => {
  test("must be in the catalogue and in the team", async () => {
    const { owner } = tenant;
    const wrong: [string, string, Narrowing][] = [
      ["unknown_permission", "narrowing.permissions", { permissions: [READ, "project:never:heard:of"] }],
      ["unknown_reference", "narrowing.projects", { projects: ["shop", "missing"] }],
      ["unknown_reference", "narrowing.environments", { environments: ["test", "moon"] }],
      ["unknown_reference", "narrowing.environments", { environments: ["moon"], projects: ["shop"] }],
      ["validation_failed", "narrowing.allowedIps.1", { allowedIps: ["127.0.0.1", "10.0.0.1/8"] }],
      ["validation_failed", "narrowing.allowedIps.0", { allowedIps: ["localhost"] }],
      ["validation_failed", "narrowing.permissions.0", { permissions: ["project:*"] }],
      ["validation_failed", "narrowing.environments.0", { environments: ["Test"] }],
      ["validation_failed", "narrowing.roles", { roles: ["x"] } as object],
    ];
    for (const [code, field, narrowing] of wrong) {
      const { details } = await refuses(owner, code, () => narrowed(narrowing));
      expect(Object.keys(details ?? {})).toEqual([field]);
    }
  });

  test("is never nothing: an empty list is refused, not taken for all", async () => {
    for (const list of ["permissions", "projects", "environments", "allowedIps"]) {
      const { details } = await refuses(tenant.owner, "validation_failed", () => narrowed({ [list]: [] }));
      expect(Object.keys(details ?? {})).toEqual([`narrowing.${list}`]);
    }
  });

  test("is no project or environment of another team, and no project at all for a token of the organization", async () => {
    const { owner } = tenant;
    const { id: teamId } = await owner.createTeam({ body: { name: "Other" } });
    await owner.createProject({ params: { teamId }, body: { name: "Theirs" } });
    await refuses(owner, "unknown_reference", () => narrowed({ projects: ["theirs"] }));
    const environments = ["their-own"];
    await owner.patchProject({ params: { teamId, projectId: "theirs" }, body: { environments } });
    await refuses(owner, "unknown_reference", () => narrowed({ environments }));
    await tenant.orgToken("admin", { narrowing: { environments } });
    await refuses(owner, "validation_failed", () =>
      tenant.orgToken("admin", { narrowing: { projects: ["shop"] } }),
    );
  });

  test("is fixed: no edit reaches it", async () => {
    const { owner, params } = tenant;
    const { id: tokenId } = await narrowed({ projects: ["shop"] });
    for (const body of [{ narrowing: {} }, { narrowing: null }, { roleId: "owner" }]) {
      const patch = () => owner.patchToken({ params: { ...params, tokenId }, body: body as object });
      await refuses(owner, "validation_failed", patch);
    }
  });
});

describe("a token narrowed to permissions", () => {
  test("has these alone, and still not those its role lacks", async () => {
    const role = { name: "shopkeeper", permissions: { projectScope: [READ, UPDATE] } };
    await tenant.owner.createRole({ params: tenant.params, body: role });
    const { client } = await narrowed({ permissions: [READ, "team:admin:team:read"] }, "shopkeeper");
    expect(await slugs(client)).toEqual(["blog", "shop"]);
    const rename = client.patchProject({ params: { projectId: "shop" }, body: { color: "#000000" } });
    expect(await endOf(rename)).toBe("permission_missing");
    expect(await endOf(client.listTeams())).toBe("permission_missing");
    expect((await client.getMe()).authority.permissions).toEqual([READ]);
  });

  test("gets nothing when its role grows beyond them", async () => {
    const { owner, params } = tenant;
    await owner.createRole({ params, body: { name: "growing", permissions: { projectScope: [READ] } } });
    const { client } = await narrowed({ permissions: [READ] }, "growing");
    const permissions = { teamScope: ["*"], projectScope: ["*"] };
    await owner.patchRole({ params: { ...params, roleId: "growing" }, body: { permissions } });
    expect((await client.getMe()).authority.permissions).toEqual([READ]);
    expect(await endOf(client.listRoles())).toBe("permission_missing");
  });

  test("loses what its role loses", async () => {
    const { owner, params } = tenant;
    const permissions = { projectScope: [READ, UPDATE] };
    await owner.createRole({ params, body: { name: "shrinking", permissions } });
    const { client } = await narrowed({ permissions: [UPDATE] }, "shrinking");
    const patch = () => client.patchProject({ params: { projectId: "shop" }, body: { color: "#000000" } });
    expect(await endOf(patch())).toBe("done");
    const less = { permissions: { projectScope: [READ] } };
    await owner.patchRole({ params: { ...params, roleId: "shrinking" }, body: less });
    expect(await endOf(patch())).toBe("permission_missing");
  });
});

describe("a token narrowed to projects", () => {
  test("finds no other project, by any path", async () => {
    const { client, value } = await narrowed({ projects: ["shop"] });
    const { params } = tenant;
    expect(await slugs(client)).toEqual(["shop"]);
    const others = [
      client.getProject({ params: { projectId: "blog" } }),
      client.getProject({ params: { ...params, projectId: "blog" } }),
      client.patchProject({ params: { projectId: "blog" }, body: { color: "#000000" } }),
      client.deleteProject({ params: { projectId: "blog" } }),
      client.listSecretGroups({ params: { projectId: "blog" } }),
    ];
    expect(await endsOf(others)).toEqual(others.map(() => "not_found"));
    expect(await endOf(client.createProject({ body: { name: "Another" } }))).toBe("project_restricted");
    expect(await reasonOf(value, { project: "blog" })).toBe("project_restricted");
    expect(await reasonOf(value, {})).toBe("project_restricted");
    expect(await reasonOf(value, { project: "shop" })).toBe("allowed");
  });

  test("reaches only those that its role reaches too", async () => {
    const restrictions = { enabled: true, projects: ["blog"] };
    const permissions = { projectScope: [READ] };
    await tenant.owner.createRole({
      params: tenant.params,
      body: { name: "blogger", permissions, restrictions },
    });
    const { client } = await narrowed({ projects: ["shop"] }, "blogger");
    expect(await slugs(client)).toEqual([]);
    expect(await endOf(client.getProject({ params: { projectId: "shop" } }))).toBe("not_found");
  });

  test("inherits nothing from a project that was deleted and made again under its name", async () => {
    const { owner, params } = tenant;
    await owner.createProject({ params, body: { name: "Phoenix" } });
    const { client, value } = await narrowed({ projects: ["phoenix"] });
    expect(await slugs(client)).toEqual(["phoenix"]);
    await owner.deleteProject({ params: { ...params, projectId: "phoenix" } });
    expect(await slugs(client)).toEqual([]);
    await owner.createProject({ params, body: { name: "Phoenix" } });
    expect(await slugs(client)).toEqual([]);
    expect(await endOf(client.getProject({ params: { projectId: "phoenix" } }))).toBe("not_found");
    expect(await reasonOf(value, { project: "phoenix" })).toBe("project_restricted");
    await owner.deleteProject({ params: { ...params, projectId: "phoenix" } });
  });
});

test("a token narrowed to environments is refused in others, and where none is named", async () => {
  const { value } = await narrowed({ environments: ["test"] });
  expect(await reasonOf(value, { project: "shop", environment: "test" })).toBe("allowed");
  expect(await reasonOf(value, { project: "shop", environment: "live" })).toBe("environment_restricted");
  expect(await reasonOf(value, { project: "shop" })).toBe("environment_restricted");
});

describe("a token bound to addresses", () => {
  test("is refused everywhere from any other, also where any token would do", async () => {
    for (const allowedIps of [["10.0.0.0/8"], ["127.0.0.2"], ["::1"], ["128.0.0.0/1", "0.0.0.0/2"]]) {
      const { client } = await narrowed({ allowedIps });
      const calls = [client.getMe(), client.login(), client.getCatalogue(), client.listProjects()];
      expect(await endsOf(calls)).toEqual(calls.map(() => "ip_not_allowed"));
    }
  });

  test("works from those", async () => {
    for (const allowedIps of [["127.0.0.1"], ["10.0.0.0/8", "127.0.0.0/8"], ["::ffff:127.0.0.1"], ["::/0"]]) {
      const { client } = await narrowed({ allowedIps });
      expect((await client.getMe()).authority.narrowing).toEqual({ allowedIps });
      expect(await slugs(client)).toEqual(["blog", "shop"]);
    }
  });

  test("is not let in by an address that the caller writes into a header", async () => {
    const { client } = await narrowed({ allowedIps: ["10.0.0.1"] });
    for (const name of ["x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip"]) {
      const headers = { [name]: name === "forwarded" ? "for=10.0.0.1" : "10.0.0.1" };
      expect(await endOf(client.getMe({}, { headers }))).toBe("ip_not_allowed");
    }
  });

  test("is judged by the address that a verifier names; none named is none allowed", async () => {
    const { value } = await narrowed({ allowedIps: ["10.0.0.0/8"] });
    expect(await reasonOf(value, { project: "shop" })).toBe("ip_not_allowed");
    expect(await reasonOf(value, { project: "shop", ip: "11.0.0.1" })).toBe("ip_not_allowed");
    expect(await reasonOf(value, { project: "shop", ip: "10.0.0.01" })).toBe("ip_not_allowed");
    expect(await reasonOf(value, { project: "shop", ip: "10.0.0.1" })).toBe("allowed");
  });
});

test("a narrowing is shown in words wherever the token is", async () => {
  const { owner, params } = tenant;
  const narrowing = {
    permissions: [READ, UPDATE],
    projects: ["shop"],
    environments: ["test"],
    allowedIps: ["127.0.0.1"],
  };
  const { id: tokenId, client } = await narrowed(narrowing);
  expect((await owner.getToken({ params: { ...params, tokenId } })).narrowing).toEqual(narrowing);
  expect((await client.getMe()).authority.narrowing).toEqual(narrowing);
});
