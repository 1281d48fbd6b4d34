import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";

const LIST = "project:secrets:secret-groups:list";
const READ = "project:projects:manage:read";
const ROLES = "team:admin:roles:read";

let kw: TestService;
let tenant: Tenant;
const roleId = "caller";

beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Preview");
  const { owner, params } = tenant;
  for (const name of ["web", "back-office"]) await owner.createProject({ params, body: { name } });
  const permissions = { teamScope: [ROLES], projectScope: ["project:secrets:secret-groups:*", READ] };
  await owner.createRole({ params, body: { name: roleId, permissions } });
  await owner.inviteMember({ params, body: { email: "holder@example.com", roles: [roleId] } });
});
afterAll(() => kw.close());

type Body = NonNullable<Parameters<Tenant["owner"]["previewRole"]>[0]["body"]>;
const preview = (body: Body, by = tenant.owner) =>
  by.previewRole({ params: { ...tenant.params, roleId }, body });

describe("a preview is refused", () => {
  test("as the edit would be, and changes as little", async () => {
    const { owner, params } = tenant;
    const of = (id: string) => () => owner.previewRole({ params: { ...params, roleId: id }, body: {} });
    await refuses(owner, "not_found", of("nowhere"));
    await refuses(owner, "role_built_in", of("owner"));
    const enabled = { enabled: true };
    for (const [code, body] of [
      ["unknown_permission", { permissions: { teamScope: ["team:admin:api-tokens:fly"] } }],
      ["unknown_reference", { restrictions: { ...enabled, projects: ["nowhere"] } }],
      ["empty_restriction", { restrictions: { ...enabled, projects: [] } }],
      ["validation_failed", { name: "renamed" }],
    ] as [string, Body][]) {
      await refuses(owner, code, () => preview(body));
    }
  });

  test("to those who may not edit roles, or would give more than they have", async () => {
    const reader = await tenant.tokenOf({ name: "reader", permissions: { teamScope: [ROLES] } });
    await refuses(tenant.owner, "permission_missing", () => preview({}, reader.client));
    const manager = await tenant.tokenOf({
      name: "manager",
      permissions: { teamScope: ["team:admin:roles:manage"] },
    });
    const more = { permissions: { teamScope: [ROLES, "team:admin:members:manage"] } };
    await refuses(tenant.owner, "escalation", () => preview(more, manager.client));
  });
});

describe("a preview tells", () => {
  test("permissions gained and lost, wildcards expanded", async () => {
    const permissions = { teamScope: ["team:admin:team:read"], projectScope: [LIST, READ] };
    const { added, removed } = await preview({ permissions });
    expect(added).toEqual(["team:admin:team:read"]);
    expect(removed.sort()).toEqual(
      [
        ROLES,
        ...["create", "delete", "read-values", "update"].map((one) => `project:secrets:secret-groups:${one}`),
      ].sort(),
    );
    expect(await preview({})).toMatchObject({ added: [], removed: [], refusedCalls30d: [] });
  });

  test("how many active tokens and members are touched, also those that the editor may not see", async () => {
    const { owner, params } = tenant;
    const { tokens: before } = await preview({});
    await tenant.token(roleId, { name: "counted" });
    const ended = await tenant.token(roleId, { name: "not counted" });
    await owner.revokeToken({ params: { ...params, tokenId: ended.id } });
    const manager = await tenant.token("manager");
    const expected = { tokens: before + 1, members: 1 };
    expect(await preview({}, manager.client)).toMatchObject(expected);
    const { roles } = await owner.listRoles({ params });
    expect(roles.find(({ id }) => id === roleId)).toMatchObject(expected);
    expect(await owner.getRole({ params: { ...params, roleId } })).toMatchObject(expected);
  });

  test("calls of the last days that would be refused, for want of a permission or of reach", async () => {
    const { owner, params } = tenant;
    const [one, two] = [await tenant.token(roleId), await tenant.token(roleId)];
    for (const { client } of [one, two]) await client.listSecretGroups({ params: { projectId: "web" } });
    await one.client.listSecretGroups({ params: { projectId: "back-office" } });
    await one.client.listProjects();
    await one.client.listRoles();
    await one.client.issueToken({ body: { name: "refused", roleId } }).catch(() => {});
    const lost = async (body: Body) => (await preview(body)).refusedCalls30d;
    const nothing = { permissions: {} };
    const all = [
      { permission: LIST, calls: 3, tokens: 2 },
      { permission: READ, calls: 1, tokens: 1 },
      { permission: ROLES, calls: 1, tokens: 1 },
    ];
    await expect.poll(() => lost(nothing), { timeout: 15_000 }).toEqual(all);

    expect(await lost({ permissions: { teamScope: [ROLES], projectScope: [READ] } })).toEqual(
      all.slice(0, 1),
    );
    const elsewhere = [{ permission: LIST, calls: 1, tokens: 1 }];
    expect(await lost({ restrictions: { enabled: true, projects: ["web"] } })).toEqual(elsewhere);
    const off = { enabled: true, projects: ["back-office"], restrictionMode: "notIn" as const };
    expect(await lost({ restrictions: off })).toEqual(elsewhere);
    expect(await lost({ restrictions: { enabled: true, projects: ["*"], environments: ["dev"] } })).toEqual(
      [],
    );
    expect(await lost({ permissions: { teamScope: ["*"], projectScope: ["*"] } })).toEqual([]);
    expect(await owner.getRole({ params: { ...params, roleId } })).toMatchObject({
      restrictions: { enabled: false },
    });
  });
});

test("a role of the organization is previewed over all its teams", async () => {
  const { owner, params } = tenant;
  const { id: teamId } = await owner.createTeam({ body: { name: "Preview second" } });
  const body = { name: "wide", permissions: { teamScope: [ROLES], projectScope: [LIST] } };
  const { id } = await owner.createOrgRole({ body });
  const token = await tenant.orgToken(id);
  await token.client.listSecretGroups({ params: { ...params, projectId: "web" } });
  await token.client.listRoles({ params });
  const lost = async (teams: string[]) => {
    const restrictions = {
      enabled: true,
      teams: teams.map((one) => ({ teamId: one, restrictions: { enabled: false } })),
    };
    const answer = await owner.previewOrgRole({ params: { roleId: id }, body: { restrictions } });
    expect(answer).toMatchObject({ tokens: 1, members: 0, added: [], removed: [] });
    return answer.refusedCalls30d;
  };
  const call = { permission: LIST, calls: 1, tokens: 1 };
  await expect.poll(() => lost([teamId]), { timeout: 15_000 }).toEqual([call]);
  expect(await lost([tenant.teamId])).toEqual([]);
  await refuses(owner, "unknown_reference", () => lost(["nowhere"]));
});
