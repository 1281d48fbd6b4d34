import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, endsOf, newTenant, type TeamRoleBody, type Tenant } from "../../test/tenants.ts";

const right = (action: string) => `project:projects:manage:${action}`;

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Reaching");
  for (const name of ["Shop", "Blog", "Wiki"]) {
    await tenant.owner.createProject({ params: tenant.params, body: { name } });
  }
});
afterAll(() => kw.close());

let made = 0;
async function clientWith(actions: string[], restrictions?: TeamRoleBody["restrictions"]): Promise<Client> {
  const permissions = { projectScope: actions.map(right) };
  const role = { name: `role ${++made}`, permissions, ...(restrictions && { restrictions }) };
  return (await tenant.tokenOf(role)).client;
}
const only = (...projects: string[]) => ({ enabled: true, projects });
const allBut = (...projects: string[]) => ({ enabled: true, projects, restrictionMode: "notIn" as const });
const slugs = async (client: Client, params?: { teamId: string }) =>
  (await client.listProjects({ ...(params && { params }) })).projects.map(({ id }) => id);

describe("a list of projects", () => {
  test("is refused without the permission", async () => {
    const client = await clientWith(["create", "update", "delete"]);
    expect(await endOf(client.listProjects())).toBe("permission_missing");
  });

  test("shows what the token reaches, and counts and pages no more than that", async () => {
    expect(await slugs(await clientWith(["read"]))).toEqual(["wiki", "blog", "shop"]);
    expect(await slugs(await clientWith(["read"], only("shop", "wiki")))).toEqual(["wiki", "shop"]);
    expect(await slugs(await clientWith(["read"], allBut("blog")))).toEqual(["wiki", "shop"]);
    const client = await clientWith(["read"], only("shop"));
    const { pagination } = await client.listProjects({ query: { per_page: 1 } });
    expect(pagination).toEqual({ hasNextPage: false, count: 1 });
    const paged: string[] = [];
    const twoOfThree = await clientWith(["read"], allBut("blog"));
    for await (const { id } of twoOfThree.listProjects.rows({ query: { per_page: 1 } })) paged.push(id);
    expect(paged).toEqual(["wiki", "shop"]);
  });

  test("shows projects also to those who reach them in certain environments alone", async () => {
    const client = await clientWith(["read"], { ...only("shop"), environments: ["test"] });
    expect(await slugs(client)).toEqual(["shop"]);
    expect((await client.getProject({ params: { projectId: "shop" } })).id).toBe("shop");
  });

  test("is of the token's own team, whether that is named or not, and of no other", async () => {
    const client = await clientWith(["read"]);
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Elsewhere" } });
    expect(await slugs(client, tenant.params)).toEqual(await slugs(client));
    for (const other of [teamId, "missing"]) {
      expect(await endOf(client.listProjects({ params: { teamId: other } }))).toBe("not_found");
    }
  });
});

describe("a project outside of a restriction", () => {
  test("is answered as one that does not exist, whatever is done to it", async () => {
    const client = await clientWith(["read", "update", "delete"], only("shop"));
    const doTo = (projectId: string) => [
      client.getProject({ params: { projectId } }),
      client.getProject({ params: { ...tenant.params, projectId } }),
      client.patchProject({ params: { projectId }, body: { color: "#000000" } }),
      client.deleteProject({ params: { projectId } }),
    ];
    expect(await endsOf(doTo("blog"))).toEqual(Array(4).fill("not_found"));
    expect(await endsOf(doTo("missing"))).toEqual(Array(4).fill("not_found"));
    expect(await endOf(client.patchProject({ params: { projectId: "shop" }, body: {} }))).toBe("done");
  });

  test("is not told apart from one that does not exist by putting it", async () => {
    for (const actions of [["update"], ["update", "read"], ["create", "update"]]) {
      for (const restrictions of [only("shop"), { ...only("shop"), environments: ["test"] }]) {
        const client = await clientWith(actions, restrictions);
        const answer = async (name: string) => {
          const error = await client.putProject({ body: { name } }).catch((refusal: unknown) => refusal);
          const { code, message } = error as { code: string; message: string };
          return { code, message };
        };
        expect(await answer("Blog")).toEqual(await answer("Never made"));
      }
    }
  });

  test("is edited in no environment's name: a role restricted to environments edits no project", async () => {
    const client = await clientWith(["read", "update", "delete"], { ...only("*"), environments: ["test"] });
    const params = { projectId: "shop" };
    const edit = client.patchProject({ params, body: { name: "Mine" } });
    expect(await endsOf([edit, client.deleteProject({ params })])).toEqual([
      "environment_restricted",
      "environment_restricted",
    ]);
    expect(await endOf(client.putProject({ body: { name: "Shop" } }))).toBe("environment_restricted");
  });
});

describe("creating a project", () => {
  test("is refused to a role that is restricted to listed projects", async () => {
    const { owner } = tenant;
    for (const restrictions of [only("shop"), { ...only("*"), environments: ["test"] }]) {
      const client = await clientWith(["create", "update", "read"], restrictions);
      const expected = restrictions.projects[0] === "*" ? "environment_restricted" : "project_restricted";
      await refuses(owner, expected, () => client.createProject({ body: { name: "Another" } }));
      await refuses(owner, expected, () => client.putProject({ body: { name: "Another" } }));
    }
  });

  test("is open to one that leaves some out, which then reaches it", async () => {
    const client = await clientWith(["create", "read"], allBut("shop"));
    await client.createProject({ body: { name: "Fresh" } });
    expect(await slugs(client)).toEqual(["fresh", "wiki", "blog"]);
    await tenant.owner.deleteProject({ params: { ...tenant.params, projectId: "fresh" } });
  });

  test("by putting needs to create; updating one by putting needs to update", async () => {
    const creates = await clientWith(["create"]);
    const updates = await clientWith(["update"]);
    expect(await endOf(updates.putProject({ body: { name: "Put anew" } }))).toBe("permission_missing");
    expect(await endOf(creates.putProject({ body: { name: "Put anew" } }))).toBe("done");
    expect(await endOf(creates.putProject({ body: { name: "Put anew" } }))).toBe("permission_missing");
    expect(await endOf(updates.putProject({ body: { name: "Put anew", color: "#000000" } }))).toBe("done");
    const reads = await clientWith(["read"]);
    expect(await endOf(reads.putProject({ body: { name: "Shop" } }))).toBe("permission_missing");
    await tenant.owner.deleteProject({ params: { ...tenant.params, projectId: "put-anew" } });
  });
});

describe("a token of the organization", () => {
  test("must name the team when it reaches several, and else means the one it reaches", async () => {
    const second = { teamId: (await tenant.owner.createTeam({ body: { name: "Second" } })).id };
    await tenant.owner.createProject({ params: second, body: { name: "Of the second" } });
    const { client } = await tenant.orgToken("admin");
    for (const call of [client.listProjects(), client.createProject({ body: { name: "Where" } })]) {
      expect(await endOf(call)).toBe("team_required");
    }
    expect(await slugs(client, second)).toEqual(["of-the-second"]);
    const teams = [{ ...second, restrictions: { enabled: false } }];
    const one = await tenant.orgTokenOf({
      name: "one team",
      permissions: { projectScope: [right("read"), right("create")] },
      restrictions: { enabled: true, teams },
    });
    expect(await slugs(one.client)).toEqual(["of-the-second"]);
    await one.client.createProject({ body: { name: "Meant" } });
    expect(await slugs(one.client, second)).toEqual(["meant", "of-the-second"]);
    expect(await endOf(one.client.listProjects({ params: tenant.params }))).toBe("not_found");
  });
});
