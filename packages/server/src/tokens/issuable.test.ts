import { afterAll, beforeAll, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type Tenant } from "../../test/tenants.ts";

const CREATE = "team:admin:api-tokens:create";
const SEND = "project:analytics:events:send";

let kw: TestService;
let tenant: Tenant;

beforeAll(async () => {
  kw = await startTestService();
  await kw.operator.putCatalogue({ body: { permissions: [{ permission: SEND, publishable: true }] } });
  tenant = await newTenant(kw, "Issuable");
  const { owner, params } = tenant;
  await owner.createRole({ params, body: { name: "Sender", permissions: { projectScope: [SEND] } } });
  await owner.createRole({ params, body: { name: "issuer", permissions: { teamScope: [CREATE] } } });
});
afterAll(() => kw.close());

async function issuable(by = tenant.owner) {
  const { roles } = await by.listIssuableRoles({ params: tenant.params });
  return roles.map(({ id }) => id);
}

test("roles to issue from are not shown to those who may issue nothing", async () => {
  const sender = await tenant.token("sender");
  await refuses(tenant.owner, "permission_missing", () => sender.client.listIssuableRoles());
  await refuses(tenant.owner, "not_found", () =>
    tenant.owner.listIssuableRoles({ params: { teamId: "no" } }),
  );
});

test("they are those that issuing itself does not refuse, by name", async () => {
  const all = ["admin", "default", "issuer", "owner", "sender"];
  expect(await issuable()).toEqual(all);
  const bodyOf = (roleId: string, more = {}) => ({ body: { name: "tried", roleId, ...more } });
  const bound = { narrowing: { allowedIps: ["127.0.0.0/8"] } };
  const narrowed = { narrowing: { permissions: [CREATE] } };
  for (const [held, more] of [
    [await tenant.token("issuer"), {}],
    [await tenant.token("admin"), {}],
    [await tenant.token("admin", bound), bound],
    [await tenant.token("admin", narrowed), {}],
  ] as const) {
    const listed = await issuable(held.client);
    for (const roleId of all) {
      const end = await endOf(held.client.issueToken(bodyOf(roleId, more)));
      expect([roleId, end]).toEqual([roleId, listed.includes(roleId) ? "done" : "escalation"]);
    }
  }
});

test("each comes with who may own its tokens, and whether these may be published", async () => {
  const { roles, truncated } = await tenant.owner.listIssuableRoles({ params: tenant.params });
  expect(truncated).toBe(false);
  expect(roles.find(({ id }) => id === "sender")).toEqual({
    id: "sender",
    name: "Sender",
    kind: "custom",
    owners: ["team", "member"],
    publishable: true,
  });
  expect(roles.find(({ id }) => id === "admin")).toMatchObject({ kind: "admin", publishable: false });
});

test("the token policy in force is the stricter of the organization's and the team's", async () => {
  const { owner, params } = tenant;
  const policy = async () => (await owner.listIssuableRoles({ params })).tokenPolicy;
  expect(await policy()).toEqual({ allowNoExpiry: true, maxLifetimeSeconds: null });
  await owner.patchOwnOrg({ body: { tokenPolicy: { maxLifetimeSeconds: 86_400 } } });
  expect(await policy()).toEqual({ allowNoExpiry: false, maxLifetimeSeconds: 86_400 });
  await owner.patchTeam({ params, body: { tokenPolicy: { maxLifetimeSeconds: 3600 } } });
  expect(await policy()).toEqual({ allowNoExpiry: false, maxLifetimeSeconds: 3600 });
  await owner.patchTeam({
    params,
    body: { tokenPolicy: { maxLifetimeSeconds: null, allowNoExpiry: false } },
  });
  await owner.patchOwnOrg({ body: { tokenPolicy: { maxLifetimeSeconds: null } } });
  expect(await policy()).toEqual({ allowNoExpiry: false, maxLifetimeSeconds: null });
  await owner.patchTeam({ params, body: { tokenPolicy: { allowNoExpiry: true } } });
});

test("the organization's roles are listed for the organization, and for nobody of a team", async () => {
  const { roles } = await tenant.owner.listIssuableOrgRoles();
  expect(roles.map(({ id }) => id)).toEqual(["admin", "owner"]);
  const admin = await tenant.token("admin");
  await refuses(tenant.owner, "permission_missing", () => admin.client.listIssuableOrgRoles());
});
