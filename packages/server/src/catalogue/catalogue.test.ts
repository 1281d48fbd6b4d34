import { readFileSync } from "node:fs";
import { MAX_BITS } from "@keywright/policy";
import { OWN_PERMISSIONS } from "@keywright/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type Tenant } from "../../test/tenants.ts";

const OWN_COUNT = Object.keys(OWN_PERMISSIONS).length;
const SEND = "project:analytics:events:send";
const WATCH = "project:analytics:events:watch";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Catalogue");
});
beforeEach(() => put([]));
afterAll(() => kw.close());

type Body = NonNullable<NonNullable<Parameters<Tenant["owner"]["putCatalogue"]>[0]>["body"]>;
type Permission = NonNullable<Body["permissions"]>[number];
const put = (permissions: (string | Permission)[], more: Body = {}) =>
  kw.operator.putCatalogue({
    body: {
      ...more,
      permissions: permissions.map((one) => (typeof one === "string" ? { permission: one } : one)),
    },
  });

/** Every permission of the catalogue, out of its tree. */
async function listed() {
  const { scopes } = await tenant.owner.getCatalogue();
  return scopes.flatMap(({ categories }) =>
    categories.flatMap(({ resources }) => resources.flatMap(({ permissions }) => permissions)),
  );
}
const names = async () => (await listed()).map(({ permission }) => permission);
const find = async (name: string) => (await listed()).find(({ permission }) => permission === name);
const bitOf = (permission: string) => kw.app.authority.state.catalogue.bitOf(permission);

describe("the operator's part of the catalogue", () => {
  test("is replaced only by the operator", async () => {
    for (const client of [tenant.owner, (await tenant.token("owner")).client]) {
      await refuses(tenant.owner, "permission_missing", () =>
        client.putCatalogue({ body: { permissions: [{ permission: SEND }] } }),
      );
    }
    expect(await names()).not.toContain(SEND);
  });

  test.each([
    ["another scope", "user:a:b:c"],
    ["the platform's scope", "platform:a:b:c"],
    ["three parts", "project:a:b"],
    ["five parts", "project:a:b:c:d"],
    ["a wildcard", "project:a:b:*"],
    ["upper case", "project:A:b:c"],
    ["an empty part", "project:a::c"],
    ["a dash at an end", "project:a-:b:c"],
    ["a digit at the start", "project:1a:b:c"],
    ["a line break", "project:a:b:c\n"],
    ["too many characters", `project:a:b:${"c".repeat(190)}`],
  ])("refuses a permission with %s", async (_, permission) => {
    const { details } = await refuses(kw.operator, "validation_failed", () => put([SEND, permission]));
    expect(Object.keys(details ?? {})).toEqual(["permissions.1.permission"]);
  });

  test("refuses a permission that is named twice: its flags would contradict each other", async () => {
    const twice = [{ permission: SEND, publishable: true }, WATCH, { permission: SEND, publishable: false }];
    const { details } = await refuses(kw.operator, "validation_failed", () => put(twice));
    expect(Object.keys(details ?? {})).toEqual(["permissions.2.permission"]);
  });

  test("refuses a permission that is sensitive and publishable", async () => {
    const both = [WATCH, { permission: SEND, sensitive: true, publishable: true }];
    const { details } = await refuses(kw.operator, "validation_failed", () => put(both));
    expect(Object.keys(details ?? {})).toEqual(["permissions.1.publishable"]);
  });

  test("refuses fields and templates that it does not know", async () => {
    for (const body of [
      { template: "none" },
      { permissions: [{ permission: SEND, bit: 3 }] },
      { replace: true },
    ]) {
      await refuses(kw.operator, "validation_failed", () => kw.operator.putCatalogue({ body: body as Body }));
    }
  });

  test("is replaced whole, takes a revision and leaves one event that tells what changed", async () => {
    await put([SEND, WATCH]);
    const { result, event } = await leavesOneEvent(kw.operator, "catalogue.update", () =>
      put([{ permission: WATCH, publishable: true, deprecated: true }, "team:analytics:reports:read"]),
    );
    expect(result.count).toBe(OWN_COUNT + 2);
    expect(event).toMatchObject({
      target: { type: "catalogue" },
      before: {
        count: 2,
        removed: [{ permission: SEND }],
        changed: [{ permission: WATCH, publishable: false }],
      },
      after: {
        count: 2,
        added: [{ permission: "team:analytics:reports:read", sensitive: false }],
        changed: [{ permission: WATCH, sensitive: false, publishable: true, deprecated: true }],
      },
      revision: result.revision,
    });
    expect((await names()).filter((permission) => permission.includes("analytics")).toSorted()).toEqual([
      WATCH,
      "team:analytics:reports:read",
    ]);
  });

  test("is in force at once: a new permission can be given, a removed one is in no token", async () => {
    const { owner, params } = tenant;
    await refuses(owner, "unknown_permission", () =>
      owner.createRole({ params, body: { name: "early", permissions: { projectScope: [SEND] } } }),
    );
    await put([SEND]);
    const { client } = await tenant.tokenOf({
      name: "wild",
      permissions: { projectScope: ["project:analytics:*"] },
    });
    expect((await client.getMe()).authority.permissions).toEqual([SEND]);
    await put([]);
    expect((await client.getMe()).authority.permissions).toEqual([]);
  });

  test("never has more permissions than there is room for, ever; what is there goes on", async () => {
    const room = MAX_BITS - 2500;
    const top = { permission: "project:top:of:range", bit: room, origin: "operator" as const, removed: true };
    const flags = { sensitive: false, publishable: false, deprecated: false };
    const { kysely } = kw.database;
    await kysely.transaction().execute((tx) =>
      tx
        .insertInto("permission")
        .values({ ...top, ...flags })
        .execute(),
    );
    const many = Array.from({ length: 600 }, (_, index) => `project:many:things:do-${index}`);
    await refuses(kw.operator, "validation_failed", () => put(many));
    expect(await endOf(tenant.owner.login())).toBe("done");
    await kysely
      .transaction()
      .execute((tx) => tx.deleteFrom("permission").where("permission", "=", top.permission).execute());
  });
});

describe("removing a permission", () => {
  test("that roles hold is refused, with all of them named", async () => {
    await put([SEND, WATCH]);
    const { owner, params, orgId, teamId } = tenant;
    await owner.createRole({ params, body: { name: "holder", permissions: { projectScope: [SEND] } } });
    await owner.createOrgRole({ body: { name: "org holder", permissions: { projectScope: [SEND, WATCH] } } });
    const { message, details } = await refuses(kw.operator, "permission_in_use", () => put([]));
    const roles = [`${orgId}/${teamId}/holder`, `${orgId}/org-holder`];
    expect([...(details?.[SEND] ?? [])].toSorted()).toEqual(roles.toSorted());
    expect(details?.[WATCH]).toEqual([`${orgId}/org-holder`]);
    for (const role of roles) expect(message).toContain(role);
    expect(await names()).toEqual(expect.arrayContaining([SEND, WATCH]));

    await owner.patchRole({ params: { ...params, roleId: "holder" }, body: { permissions: {} } });
    await owner.deleteOrgRole({ params: { roleId: "org-holder" } });
    expect((await put([])).count).toBe(OWN_COUNT);
  });

  test("is not held up by wildcards, nor by roles that are gone", async () => {
    const { owner, params } = tenant;
    await put([SEND]);
    await owner.createRole({ params, body: { name: "passing", permissions: { projectScope: [SEND] } } });
    await owner.createRole({ params, body: { name: "star", permissions: { projectScope: ["*"] } } });
    await owner.createRole({
      params,
      body: { name: "tail", permissions: { projectScope: ["project:analytics:events:*"] } },
    });
    await owner.deleteRole({ params: { ...params, roleId: "passing" } });
    expect((await put([])).count).toBe(OWN_COUNT);
  });

  test("and giving its name again gives back its bit, and to no other in between", async () => {
    await put([SEND, WATCH]);
    const before = { send: bitOf(SEND), watch: bitOf(WATCH) };
    await put([]);
    expect(bitOf(SEND)).toBeUndefined();
    await put(["project:other:thing:do"]);
    const other = bitOf("project:other:thing:do");
    expect([before.send, before.watch]).not.toContain(other);
    await put([WATCH, SEND, "project:other:thing:do"]);
    expect({ send: bitOf(SEND), watch: bitOf(WATCH) }).toEqual(before);
    expect(bitOf("project:other:thing:do")).toBe(other);
  });

  test("takes it from the tokens narrowed to it, and a new permission does not step into its place", async () => {
    await put([SEND]);
    const { client } = await tenant.token("owner", { narrowing: { permissions: [SEND] } });
    expect((await client.getMe()).authority.permissions).toEqual([SEND]);
    await put(["project:other:thing:do"]);
    expect((await client.getMe()).authority.permissions).toEqual([]);
    await put([SEND, "project:other:thing:do"]);
    expect((await client.getMe()).authority.permissions).toEqual([SEND]);
  });

  test("can be announced first: a deprecated permission still works", async () => {
    await put([{ permission: SEND, deprecated: true }]);
    expect(await find(SEND)).toMatchObject({ deprecated: true, origin: "operator" });
    const { value } = await tenant.tokenOf({ name: "old", permissions: { projectScope: [SEND] } });
    const verdict = await tenant.owner.verify({ body: { token: value, permission: SEND } });
    expect(verdict).toMatchObject({ allowed: true });
    await tenant.owner.deleteRole({ params: { ...tenant.params, roleId: "old" } });
  });
});

describe("Keywright's own part", () => {
  test("is always there, whatever the operator puts, and its flags are its own", async () => {
    const own = "team:admin:api-tokens:create";
    await put([{ permission: own, sensitive: false, publishable: true, deprecated: true }, SEND]);
    expect(await find(own)).toMatchObject({
      origin: "keywright",
      sensitive: true,
      publishable: false,
      deprecated: false,
    });
    expect(await names()).toEqual(expect.arrayContaining(Object.keys(OWN_PERMISSIONS)));
    expect((await put([])).count).toBe(OWN_COUNT);
    expect(await find(own)).toBeDefined();
  });
});

describe("the template paas", () => {
  test("brings its 181 permissions, of which some are Keywright's own", async () => {
    const { count } = await put([], { template: "paas" });
    const template = (await listed()).filter(({ origin }) => origin === "operator");
    expect(count).toBe(OWN_COUNT + template.length);
    const tree = JSON.parse(
      readFileSync(new URL("./templates/paas.json", import.meta.url), "utf8"),
    ) as Record<string, Record<string, Record<string, string[]>>>;
    const labels = Object.entries(tree).flatMap(([scope, categories]) =>
      Object.entries(categories).flatMap(([category, resources]) =>
        Object.entries(resources).flatMap(([resource, actions]) =>
          actions.map((action) => [capitalised(scope), category, resource, action].join(" > ")),
        ),
      ),
    );
    expect(labels).toHaveLength(181);
    const shown = new Set((await listed()).map(({ label }) => label));
    expect(labels.filter((label) => !shown.has(label))).toEqual([]);
  });

  test("is a start: what is named beside it is added, and wins over it", async () => {
    await put([], { template: "paas" });
    const [any] = (await listed()).filter(({ origin }) => origin === "operator");
    const permission = any?.permission ?? "";
    await put([{ permission, publishable: true }, SEND], { template: "paas" });
    expect(await find(permission)).toMatchObject({ publishable: true });
    expect(await names()).toContain(SEND);
    await put([], { template: "paas" });
    expect(await find(permission)).toMatchObject({ publishable: false });
  });
});

test("anyone with a token reads the catalogue as a tree of scopes, categories and resources", async () => {
  await put([{ permission: "project:web-shop:price-lists:read-values", sensitive: true }]);
  const { client } = await tenant.tokenOf({ name: "nobody" });
  const { count, scopes } = await client.getCatalogue();
  expect(count).toBe(OWN_COUNT + 1);
  expect(scopes.map(({ scope }) => scope)).toEqual(["platform", "org", "team", "project"]);
  const project = scopes.find(({ scope }) => scope === "project");
  const category = project?.categories.find((one) => one.category === "web-shop");
  expect(category).toEqual({
    category: "web-shop",
    label: "WebShop",
    resources: [
      {
        resource: "price-lists",
        label: "PriceLists",
        permissions: [
          {
            permission: "project:web-shop:price-lists:read-values",
            label: "Project > WebShop > PriceLists > Read Values",
            action: "Read Values",
            origin: "operator",
            sensitive: true,
            publishable: false,
            deprecated: false,
          },
        ],
      },
    ],
  });
  await expect(kw.client("unknown").getCatalogue()).rejects.toMatchObject({ status: 401 });
});

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
