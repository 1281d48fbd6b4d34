import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type OrgRoleBody, type TeamRoleBody, type Tenant } from "../../test/tenants.ts";

const READ = "project:projects:manage:read";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Permissions");
});
afterAll(() => kw.close());

let made = 0;
const create = (permissions: TeamRoleBody["permissions"]) =>
  tenant.owner.createRole({ params: tenant.params, body: { name: `role ${++made}`, permissions } });
const createOrg = (permissions: OrgRoleBody["permissions"]) =>
  tenant.owner.createOrgRole({ body: { name: `role ${++made}`, permissions } });
const held = async (roleId: string) =>
  (await (await tenant.token(roleId)).client.getMe()).authority.permissions;

describe("a permission in a role", () => {
  test.each<[string, TeamRoleBody["permissions"], string, string]>([
    ["unknown", { projectScope: [READ, "project:a:b:c"] }, "projectScope", "'project:a:b:c'"],
    ["of another scope", { teamScope: [READ] }, "teamScope", `'${READ}'`],
    [
      "of another scope",
      { projectScope: ["team:admin:team:read"] },
      "projectScope",
      "'team:admin:team:read'",
    ],
    [
      "of the organization",
      { teamScope: ["org:admin:roles:manage"] },
      "teamScope",
      "'org:admin:roles:manage'",
    ],
    ["a wildcard of another scope", { teamScope: ["project:*"] }, "teamScope", "'project:*'"],
    ["a wildcard that names nothing", { projectScope: ["project:a:*"] }, "projectScope", "'project:a:*'"],
    ["half a wildcard", { projectScope: ["project:proj:*"] }, "projectScope", "'project:proj:*'"],
  ])("that is %s is refused, and named", async (_, permissions, list, name) => {
    const { message, details } = await refuses(tenant.owner, "unknown_permission", () => create(permissions));
    expect(message).toContain(name);
    expect(Object.keys(details ?? {})).toEqual([`permissions.${list}`]);
  });

  test.each(["", "project", "project:*:*", "*:*", "project:secrets:*:read", "Project:*", "project:secrets*"])(
    "is never %j",
    async (pattern) => {
      await refuses(tenant.owner, "validation_failed", () => create({ projectScope: [pattern] }));
    },
  );

  test("is named in every list where one is wrong", async () => {
    const permissions = { teamScope: ["team:a:b:c", "team:d:e:f"], projectScope: ["project:a:b:c"] };
    const { details } = await refuses(tenant.owner, "unknown_permission", () => create(permissions));
    expect(details).toEqual({
      "permissions.teamScope": [
        "The catalogue has no permission 'team:a:b:c'.",
        "The catalogue has no permission 'team:d:e:f'.",
      ],
      "permissions.projectScope": ["The catalogue has no permission 'project:a:b:c'."],
    });
  });

  test("is kept once, however often it is named", async () => {
    const { permissions } = await create({ projectScope: [READ, "project:secrets:*", READ] });
    expect(permissions.projectScope).toEqual([READ, "project:secrets:*"]);
  });

  test("of the platform is for the operator alone", async () => {
    const { owner } = tenant;
    for (const platformScope of [["platform:admin:verification:verify"], ["platform:*"], ["*"]]) {
      await refuses(owner, "escalation", () => createOrg({ platformScope }));
    }
    const { operator } = kw;
    const body = {
      name: "platform verifier",
      permissions: { platformScope: ["platform:admin:verification:*"] },
    };
    expect((await operator.createOrgRole({ body })).permissions.platformScope).toHaveLength(1);
    const { token } = await operator.issueOrgToken({ body: { name: "v", roleId: "platform-verifier" } });
    expect((await kw.client(token).getMe()).principal.entityType).toBe("platform");
  });
});

describe("a wildcard in a role", () => {
  test.each<[string, string[]]>([
    [
      "project:projects:manage:*",
      ["create", "delete", "read", "update"].map((a) => `project:projects:manage:${a}`),
    ],
    ["project:projects:*", ["create", "delete", "read", "update"].map((a) => `project:projects:manage:${a}`)],
  ])("%s names what is below it, and nothing else", async (pattern, expected) => {
    const { id } = await create({ projectScope: [pattern] });
    expect((await held(id)).toSorted()).toEqual(expected);
  });

  test("of everything stays in the scope of its list", async () => {
    const scopes = async (permissions: TeamRoleBody["permissions"]) => {
      const { id } = await create(permissions);
      return new Set((await held(id)).map((permission) => permission.split(":")[0]));
    };
    expect(await scopes({ teamScope: ["*"] })).toEqual(new Set(["team"]));
    expect(await scopes({ projectScope: ["*"] })).toEqual(new Set(["project"]));
    expect(await scopes({ teamScope: ["*"], projectScope: ["project:*"] })).toEqual(
      new Set(["team", "project"]),
    );
  });

  test("stops at whole segments", async () => {
    const permissions = [
      { permission: "project:data:rows:read" },
      { permission: "project:data-lake:rows:read" },
      { permission: "project:data:rows-old:read" },
    ];
    await kw.operator.putCatalogue({ body: { permissions } });
    const { id } = await create({ projectScope: ["project:data:rows:*"] });
    expect(await held(id)).toEqual(["project:data:rows:read"]);
    const wider = await create({ projectScope: ["project:data:*"] });
    expect((await held(wider.id)).toSorted()).toEqual([
      "project:data:rows-old:read",
      "project:data:rows:read",
    ]);
  });

  test("also names what the catalogue gets later", async () => {
    const { id } = await create({ projectScope: ["project:*"] });
    const { client } = await tenant.token(id);
    const before = (await client.getMe()).authority.permissions.length;
    await kw.operator.putCatalogue({ body: { permissions: [{ permission: "project:later:thing:do" }] } });
    const { permissions } = (await client.getMe()).authority;
    expect(permissions).toContain("project:later:thing:do");
    expect(permissions.length).not.toBe(before);
  });
});

describe("a wildcard is given only by those who hold one as wide", () => {
  const MANAGE = "team:admin:roles:manage";
  const CREATE = "team:admin:api-tokens:create";
  const PROJECTS = ["create", "read", "update", "delete"].map(
    (action) => `project:projects:manage:${action}`,
  );

  test("for it may come to name more than they were ever given", async () => {
    const { owner, params } = tenant;
    const { client } = await tenant.tokenOf({
      name: "holds each one",
      permissions: { teamScope: [MANAGE, CREATE], projectScope: PROJECTS },
    });
    const make = (projectScope: string[]) => () =>
      client.createRole({ body: { name: `wild ${++made}`, permissions: { projectScope } } });
    for (const pattern of ["project:projects:manage:*", "project:projects:*"]) {
      const { message } = await refuses(owner, "escalation", make([pattern]));
      expect(message).toContain(`'${pattern}'`);
    }
    expect((await make(PROJECTS)()).permissions.projectScope).toEqual(PROJECTS);

    await owner.createRole({
      params,
      body: { name: "wild", permissions: { projectScope: ["project:projects:*"] } },
    });
    await refuses(owner, "escalation", () => client.issueToken({ body: { name: "x", roleId: "wild" } }));
    const own = { ...params, roleId: "holds-each-one" };
    const grown = { teamScope: [MANAGE, CREATE], projectScope: ["project:projects:*"] };
    await refuses(owner, "escalation", () => client.patchRole({ params: own, body: { permissions: grown } }));
    const { id: userId } = await owner.inviteMember({
      params,
      body: { email: "wild@example.com", roles: [] },
    });
    await refuses(owner, "escalation", () =>
      client.addRoleMember({ params: { ...params, roleId: "wild" }, body: { userId } }),
    );
  });

  test("so one below their own is given, and one above or beside it is not", async () => {
    const { owner } = tenant;
    const { client } = await tenant.tokenOf({
      name: "holds a wildcard",
      permissions: { teamScope: [MANAGE], projectScope: ["project:projects:*"] },
    });
    const make = (permissions: TeamRoleBody["permissions"]) => () =>
      client.createRole({ body: { name: `wild ${++made}`, permissions } });
    for (const projectScope of [["project:projects:*"], ["project:projects:manage:*"], PROJECTS]) {
      expect((await make({ projectScope })()).permissions.projectScope).toEqual(projectScope);
    }
    await refuses(owner, "escalation", make({ projectScope: ["project:*"] }));
    await refuses(owner, "escalation", make({ projectScope: ["*"] }));
    await refuses(owner, "escalation", make({ teamScope: ["team:admin:roles:*"] }));
  });

  test("not by one who is narrowed to the permissions of this day", async () => {
    const { owner, params } = tenant;
    const { permissions } = (await owner.getMe()).authority;
    const inTeam = permissions.filter((permission) => /^(team|project):/.test(permission));
    const { client } = await tenant.token("admin", { narrowing: { permissions: inTeam } });
    const make = (projectScope: string[]) => () =>
      client.createRole({ params, body: { name: `narrowed ${++made}`, permissions: { projectScope } } });
    await refuses(owner, "escalation", make(["project:*"]));
    expect((await make([READ])()).id).toBe(`narrowed-${made}`);
    await refuses(owner, "escalation", () => client.issueToken({ body: { name: "x", roleId: "admin" } }));
  });

  test("but leaving one where it is gives nothing", async () => {
    const { owner, params } = tenant;
    const { client } = await tenant.tokenOf({
      name: "editor of wild",
      permissions: { teamScope: [MANAGE], projectScope: [] },
    });
    const body = { name: "stays wild", permissions: { projectScope: ["project:*"] } };
    await owner.createRole({ params, body });
    const edit = (permissions: TeamRoleBody["permissions"]) =>
      client.patchRole({ params: { roleId: "stays-wild" }, body: { permissions } });
    expect(await endOf(edit({ teamScope: [MANAGE], projectScope: ["project:*"] }))).toBe("done");
    expect(await endOf(edit({ projectScope: ["project:secrets:*"] }))).toBe("done");
    expect(await endOf(edit({ projectScope: ["project:*"] }))).toBe("escalation");
  });
});
