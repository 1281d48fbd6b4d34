import type { ApiClient } from "@northflank/js-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { northflankClient, TEAM } from "./northflank-client.ts";

const LIST = "project:secrets:secret-groups:list";
const READ_TEAM = "team:admin:team:read";
const READ_ORG = "org:admin:organization:read";

let kw: TestService;
let nf: ApiClient;
let members: string[];
beforeAll(async () => {
  kw = await startTestService();
  const { token } = await kw.operator.issueOrgToken({ body: { name: "nf", roleId: "owner" } });
  nf = northflankClient(kw.url, token);
  await kw.operator.createProject({ body: { name: "Web shop" } });
  const invited = ["ada", "grace", "joan"].map((name) =>
    kw.operator.inviteMember({ body: { email: `${name}@example.com`, roles: [] } }),
  );
  members = (await Promise.all(invited)).map(({ id }) => id).sort();
});
afterAll(() => kw.close());

/** The client's types know no value for it, but arrays are what it is for: it joins them with commas. */
const onlyUsers = (...ids: (string | undefined)[]) => ({ userIds: ids as unknown as undefined });

describe("roles of a team", () => {
  const role = { ...TEAM, roleId: "deployer" };

  test("a role goes through its whole life", async () => {
    const created = await nf.create.teamRole({
      parameters: TEAM,
      data: {
        name: "Deployer",
        description: "Ships",
        permissions: { teamScope: [READ_TEAM], projectScope: [LIST] },
        restrictions: { enabled: true, projects: ["web-shop"], restrictionMode: "in" },
      },
    });
    expect(created.data).toMatchObject({ id: "deployer", name: "Deployer", description: "Ships" });
    const read = (await nf.get.teamRole({ parameters: role })).data;
    expect(read).toMatchObject({
      permissions: { teamScope: [READ_TEAM], projectScope: [LIST] },
      restrictions: { enabled: true, projects: ["web-shop"], restrictionMode: "in" },
    });
    expect(read).toMatchObject({ createdAt: expect.any(String), updatedAt: expect.any(String) });

    const patched = await nf.patch.teamRole({
      parameters: role,
      data: { permissions: { teamScope: [], projectScope: [LIST] } },
    });
    expect(patched.data).toMatchObject({
      description: "Ships",
      permissions: { teamScope: [], projectScope: [LIST] },
      restrictions: { enabled: true, projects: ["web-shop"] },
    });

    await nf.delete.teamRole({ parameters: role });
    await expect(nf.get.teamRole({ parameters: role })).rejects.toMatchObject({ status: 404 });
  });

  test("PUT creates by name, and the second time replaces", async () => {
    const put = (description: string, projectScope: string[]) =>
      nf.put.teamRole({
        parameters: TEAM,
        data: { name: "Put", description, permissions: { projectScope } },
      });
    expect((await put("first", [LIST])).data).toMatchObject({ id: "put", description: "first" });
    const replaced = (await put("second", [])).data;
    expect(replaced).toMatchObject({ id: "put", description: "second" });
    expect(replaced.permissions).toEqual({ teamScope: [], projectScope: [] });
  });

  test("the list is complete over pages, the built-in roles among it", async () => {
    const ids = async (per_page: number) => {
      const { roles } = (await nf.list.teamRoles.all({ parameters: TEAM, options: { per_page } })).data;
      return roles.map(({ id }) => id);
    };
    const all = await ids(100);
    expect(all.slice(-3)).toEqual(["default", "admin", "owner"]);
    expect(await ids(2)).toEqual(all);
  });
});

describe("members of a team's role", () => {
  const role = { ...TEAM, roleId: "holders" };
  beforeAll(() => nf.create.teamRole({ parameters: TEAM, data: { name: "holders" } }));

  const holders = async (options: object = {}) => {
    const { data } = await nf.list.teamRoleMembers.all({ parameters: role, options });
    return data.members.map(({ id }) => id ?? "").sort();
  };

  test("are given the role, listed by ids joined with commas, and lose it", async () => {
    const [ada, grace, joan] = members;
    for (const userId of members) {
      const given = await nf.create.teamRoleMember({ parameters: role, data: { userId } });
      expect(given.rawResponse.status).toBe(200);
    }
    expect(await holders({ per_page: 2 })).toEqual(members);
    expect(await holders(onlyUsers(ada, joan))).toEqual([ada, joan]);
    expect(await holders(onlyUsers(grace))).toEqual([grace]);

    await nf.delete.teamRoleMember({ parameters: { ...role, memberId: ada ?? "" } });
    expect(await holders()).toEqual([grace, joan]);
    expect(await holders(onlyUsers(ada))).toEqual([]);
  });
});

describe("roles of the organization", () => {
  const role = { roleId: "auditor" };
  const restrictions = {
    enabled: true,
    teams: [
      { ...TEAM, restrictions: { enabled: true, projects: ["web-shop"], restrictionMode: "notIn" as const } },
    ],
  };

  test("a role goes through its whole life", async () => {
    const created = await nf.create.orgRole({
      data: {
        name: "Auditor",
        description: "Looks",
        permissions: { orgScope: [READ_ORG], teamScope: [READ_TEAM], projectScope: [LIST] },
        restrictions,
      },
    });
    expect(created.data).toMatchObject({ id: "auditor", name: "Auditor" });
    const read = (await nf.get.orgRole({ parameters: role })).data;
    expect(read).toMatchObject({
      description: "Looks",
      permissions: { orgScope: [READ_ORG], teamScope: [READ_TEAM], projectScope: [LIST] },
      restrictions,
    });
    const patched = await nf.patch.orgRole({ parameters: role, data: { restrictions: { enabled: false } } });
    expect(patched.data).toMatchObject({ description: "Looks", restrictions: { enabled: false } });
    await nf.delete.orgRole({ parameters: role });
    await expect(nf.get.orgRole({ parameters: role })).rejects.toMatchObject({ status: 404 });
  });

  test("PUT creates by name, and the second time replaces", async () => {
    const put = (description: string) =>
      nf.put.orgRole({ data: { name: "Put org", description, permissions: { orgScope: [READ_ORG] } } });
    expect((await put("first")).data).toMatchObject({ id: "put-org", description: "first" });
    expect((await put("second")).data).toMatchObject({ id: "put-org", description: "second" });
  });

  test("the list is complete over pages, the built-in roles among it", async () => {
    const { roles } = (await nf.list.orgRoles.all({ options: { per_page: 2 } })).data;
    expect(roles.map(({ id }) => id).slice(-3)).toEqual(["operator", "admin", "owner"]);
    expect(roles.at(-1)?.restrictions).toEqual({ enabled: false, teams: [] });
    expect((await nf.list.orgRoles({ options: { per_page: 100 } })).data).toEqual({ roles });
  });

  test("members are given a role, listed by ids joined with commas, and lose it", async () => {
    const parameters = { roleId: "org-holders" };
    await nf.create.orgRole({ data: { name: "org holders" } });
    const holders = async (options: object = {}) => {
      const { data } = await nf.list.orgRoleMembers.all({ parameters, options });
      return data.members.map(({ id }) => id).sort();
    };
    const [ada, grace, joan] = members;
    for (const userId of members) await nf.create.orgRoleMember({ parameters, data: { userId } });
    expect(await holders({ per_page: 2 })).toEqual(members);
    expect(await holders(onlyUsers(ada, grace))).toEqual([ada, grace]);
    await nf.delete.orgRoleMember({ parameters: { ...parameters, memberId: joan ?? "" } });
    expect(await holders()).toEqual([ada, grace]);
  });
});
