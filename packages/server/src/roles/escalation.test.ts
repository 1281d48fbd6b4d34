import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type OrgRoleBody, type TeamRoleBody, type Tenant } from "../../test/tenants.ts";

const MANAGE = "team:admin:roles:manage";
const READ = "project:projects:manage:read";
const DELETE = "project:projects:manage:delete";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Escalating");
  for (const name of ["Shop", "Blog"]) {
    await tenant.owner.createProject({ params: tenant.params, body: { name, environments: ["test"] } });
  }
});
afterAll(() => kw.close());

let made = 0;
/** A client that may manage roles and has READ, within the restriction. */
async function manager(restrictions?: TeamRoleBody["restrictions"]): Promise<Client> {
  const permissions = { teamScope: [MANAGE], projectScope: [READ] };
  const role = { name: `manager ${++made}`, permissions, ...(restrictions && { restrictions }) };
  return (await tenant.tokenOf(role)).client;
}
const create = (client: Client, body: Partial<TeamRoleBody>) => () =>
  client.createRole({ body: { name: `made ${++made}`, ...body } });
const shop = { enabled: true, projects: ["shop"] };
const testOnly = { enabled: true, projects: ["*"], environments: ["test"] };

describe("creating a role", () => {
  test("with a permission its maker does not have is refused, naming the first", async () => {
    const { owner } = tenant;
    const client = await manager();
    const wanted = create(client, { permissions: { projectScope: [READ, DELETE] } });
    const { message } = await refuses(owner, "escalation", wanted);
    expect(message).toContain("'Project > Projects > Manage > Delete' (project:projects:manage:delete)");
    await refuses(
      owner,
      "escalation",
      create(client, { permissions: { teamScope: ["team:admin:team:read"] } }),
    );
    expect((await create(client, { permissions: { projectScope: [READ] } })()).id).toBe(`made-${made}`);
  });

  test("that reaches further than its maker is refused", async () => {
    const { owner } = tenant;
    const permissions = { projectScope: [READ] };
    const inShop = await manager(shop);
    for (const restrictions of [
      undefined,
      { enabled: false },
      { enabled: true, projects: ["*"] },
      { enabled: true, projects: ["shop", "blog"] },
      { enabled: true, projects: ["blog"], restrictionMode: "notIn" as const },
    ]) {
      const wanted = create(inShop, { permissions, ...(restrictions && { restrictions }) });
      await refuses(owner, "escalation", wanted);
    }
    expect(await endOf(create(inShop, { permissions, restrictions: shop })())).toBe("done");
    const narrower = { ...shop, environments: ["test"] };
    expect(await endOf(create(inShop, { permissions, restrictions: narrower })())).toBe("done");

    const inTest = await manager(testOnly);
    await refuses(owner, "escalation", create(inTest, { permissions, restrictions: shop }));
    const both = { ...testOnly, environments: ["test", "live"] };
    await refuses(owner, "escalation", create(inTest, { permissions, restrictions: both }));
    expect(await endOf(create(inTest, { permissions, restrictions: narrower })())).toBe("done");
  });

  test("that reaches where its maker is left out is refused", async () => {
    const { owner } = tenant;
    const permissions = { projectScope: [READ] };
    const allButShop = { ...shop, restrictionMode: "notIn" as const };
    const client = await manager(allButShop);
    await refuses(owner, "escalation", create(client, { permissions, restrictions: shop }));
    await refuses(owner, "escalation", create(client, { permissions }));
    expect(await endOf(create(client, { permissions, restrictions: allButShop })())).toBe("done");
    const blog = { enabled: true, projects: ["blog"] };
    expect(await endOf(create(client, { permissions, restrictions: blog })())).toBe("done");
  });

  test("is refused to a token that was narrowed away from it, or is bound to addresses", async () => {
    const { owner } = tenant;
    const permissions = { projectScope: [READ] };
    for (const narrowing of [
      { permissions: [MANAGE] },
      { projects: ["shop"] },
      { environments: ["test"] },
      { allowedIps: ["127.0.0.1"] },
    ]) {
      const { client } = await tenant.token("admin", { narrowing });
      await refuses(owner, "escalation", create(client, { permissions }));
    }
    const { client } = await tenant.token("admin", { narrowing: { projects: ["shop"] } });
    expect(await endOf(create(client, { permissions, restrictions: shop })())).toBe("done");
  });

  test("with nothing in it is open to every maker of roles", async () => {
    const bound = await tenant.token("admin", { narrowing: { allowedIps: ["127.0.0.1"] } });
    for (const client of [await manager(shop), bound.client]) {
      expect(await endOf(create(client, {})())).toBe("done");
    }
  });
});

describe("editing a role", () => {
  const make = async (body: Partial<TeamRoleBody>) => {
    const role = { name: `edited ${++made}`, ...body };
    return (await tenant.owner.createRole({ params: tenant.params, body: role })).id;
  };
  const patch = (client: Client, roleId: string, body: object) => () =>
    client.patchRole({ params: { roleId }, body });

  test("adds only what its editor has", async () => {
    const client = await manager();
    const roleId = await make({});
    await refuses(
      tenant.owner,
      "escalation",
      patch(client, roleId, { permissions: { projectScope: [READ, DELETE] } }),
    );
    expect(await endOf(patch(client, roleId, { permissions: { projectScope: [READ] } })())).toBe("done");
  });

  test("may leave and take away what its editor does not have", async () => {
    const client = await manager();
    const roleId = await make({
      permissions: { teamScope: ["team:admin:team:read"], projectScope: [DELETE] },
    });
    const edited = patch(client, roleId, { permissions: { projectScope: [READ, DELETE] } });
    expect((await edited()).permissions).toEqual({ teamScope: [], projectScope: [READ, DELETE] });
    const { owner } = tenant;
    const restored = { permissions: { teamScope: ["team:admin:team:read"], projectScope: [READ] } };
    await refuses(owner, "escalation", patch(client, roleId, restored));
  });

  test("does not lift a restriction from what its editor does not have", async () => {
    const { owner } = tenant;
    const client = await manager();
    const permissions = { projectScope: [READ, DELETE] };
    const roleId = await make({ permissions, restrictions: shop });
    for (const restrictions of [null, { enabled: false }, { enabled: true, projects: ["shop", "blog"] }]) {
      await refuses(owner, "escalation", patch(client, roleId, { restrictions }));
    }
    const swapped = { restrictions: { enabled: true, projects: ["blog"] } };
    await refuses(owner, "escalation", patch(client, roleId, swapped));
    const tighter = { restrictions: { ...shop, environments: ["test"] } };
    expect(await endOf(patch(client, roleId, tighter)())).toBe("done");
    await refuses(owner, "escalation", patch(client, roleId, { restrictions: shop }));
  });

  test("may lift it from what its editor has everywhere", async () => {
    const client = await manager();
    const roleId = await make({ permissions: { projectScope: [READ] }, restrictions: shop });
    expect(await endOf(patch(client, roleId, { restrictions: null })())).toBe("done");
  });

  test("does not join what is held in one place with what is had in another", async () => {
    const { owner } = tenant;
    const client = await manager(shop);
    const blog = { enabled: true, projects: ["blog"] };
    const roleId = await make({ permissions: { projectScope: [DELETE] }, restrictions: blog });
    const joined = { permissions: { projectScope: [READ, DELETE] } };
    await refuses(owner, "escalation", patch(client, roleId, joined));
    const both = { enabled: true, projects: ["shop", "blog"] };
    await refuses(owner, "escalation", patch(client, roleId, { restrictions: both }));
  });

  test("cannot be done to one's own role to have more", async () => {
    const { owner } = tenant;
    const client = await manager(shop);
    const own = `manager-${made}`;
    for (const body of [
      { restrictions: null },
      { permissions: { teamScope: ["*"], projectScope: ["*"] } },
      { permissions: { teamScope: [MANAGE, "team:admin:members:manage"], projectScope: [READ] } },
    ]) {
      await refuses(owner, "escalation", patch(client, own, body));
    }
  });

  test("by putting it is no other: what is left out of it is lifted, and must be covered", async () => {
    const { owner, params } = tenant;
    const client = await manager();
    const name = `edited ${++made}`;
    const permissions = { projectScope: [DELETE] };
    await owner.createRole({ params, body: { name, permissions, restrictions: shop } });
    await refuses(owner, "escalation", () => client.putRole({ body: { name, permissions } }));
    await refuses(owner, "escalation", () =>
      client.putRole({ body: { name: "brand new", permissions, restrictions: shop } }),
    );
    expect(await endOf(client.putRole({ body: { name, permissions, restrictions: shop } }))).toBe("done");
    expect(await endOf(client.putRole({ body: { name } }))).toBe("done");
  });

  test("of the organization is for those who have it in every team that it reaches", async () => {
    const { owner, params } = tenant;
    const permissions = { orgScope: ["org:admin:roles:manage"], projectScope: [READ] };
    const inTeam = { enabled: true, teams: [{ ...params, restrictions: { enabled: false } }] };
    const { client } = await tenant.orgTokenOf({ name: "team wide", permissions, restrictions: inTeam });
    const wanted = (restrictions?: OrgRoleBody["restrictions"]) => () =>
      client.createOrgRole({
        body: {
          name: `org ${++made}`,
          permissions: { projectScope: [READ] },
          ...(restrictions && { restrictions }),
        },
      });
    await refuses(owner, "escalation", wanted());
    const { id: teamId } = await owner.createTeam({ body: { name: "Out of reach" } });
    const elsewhere = { enabled: true, teams: [{ teamId, restrictions: { enabled: false } }] };
    await refuses(owner, "escalation", wanted(elsewhere));
    expect(await endOf(wanted(inTeam)())).toBe("done");
  });
});
