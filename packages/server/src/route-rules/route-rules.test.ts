import type { Client } from "@keywright/sdk";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { clientWithOrgRole } from "../../test/restricted-tokens.ts";

type PutBody = Parameters<Client["putRouteRules"]>[0]["body"];
type Document = PutBody["document"];
type Operation = NonNullable<Document["paths"][string]["get"]>;

const READ = "project:projects:manage:read";
const UPDATE = "project:projects:manage:update";
const asks = (permission: string | string[], more: Partial<Operation> = {}): Operation => ({
  "x-keywright-permission": permission,
  ...more,
});

let kw: TestService;

beforeAll(async () => {
  kw = await startTestService();
});
afterAll(() => kw.close());
afterEach(() => kw.operator.deleteRouteRules());

const put = (paths: Document["paths"], more: Partial<Document> = {}) =>
  kw.operator.putRouteRules({ body: { document: { openapi: "3.1.0", paths, ...more } } });

/** The refusal of a document with these paths. */
async function refusalOf(
  paths: Document["paths"],
  more: Partial<Document> = {},
): Promise<{ code: string; message: string; details: Record<string, string[]> | undefined }> {
  return put(paths, more).then(
    () => expect.unreachable("the document was accepted"),
    (error: { code: string; message: string; details?: Record<string, string[]> }) => ({
      code: error.code,
      message: error.message,
      details: error.details,
    }),
  );
}

describe("a document is refused, and what is in force stays", () => {
  test("by whoever is not the operator", async () => {
    const reader = await clientWithOrgRole(kw, kw.operator, {
      name: "rules reader",
      permissions: { platformScope: ["platform:admin:route-rules:read"] },
    });
    expect(await reader.getRouteRules()).toEqual({ updatedAt: null, rules: [] });
    const body = { document: { openapi: "3.1.0", paths: { "/a": { get: asks(READ) } } } };
    await expect(reader.putRouteRules({ body })).rejects.toMatchObject({ code: "permission_missing" });
    await expect(reader.deleteRouteRules()).rejects.toMatchObject({ code: "permission_missing" });
  });

  test("with two paths that match the same requests, which are named", async () => {
    await put({ "/a": { get: asks(READ) } });
    const refusal = await refusalOf({
      "/books/{id}": { get: asks(READ) },
      "/other": { get: asks(READ) },
      "/{kind}/me": { delete: asks(UPDATE) },
    });
    expect(refusal.code).toBe("ambiguous_paths");
    expect(refusal.details).toEqual({ "document.paths": ["/books/{id}", "/{kind}/me"] });
    expect(refusal.message).toContain("/books/{id} and /{kind}/me");
    const { rules } = await kw.operator.getRouteRules();
    expect(rules.map(({ path }) => path)).toEqual(["/a"]);
  });

  test("with permissions that the catalogue does not have", async () => {
    const refusal = await refusalOf({ "/a": { get: asks([READ, "project:no:such:thing"]) } });
    expect(refusal).toMatchObject({
      code: "unknown_permission",
      details: { "document.paths": ["project:no:such:thing"] },
    });
  });

  test.each<[string, Document["paths"], Partial<Document>?]>([
    ["/a asks for any_token beside other permissions", { "/a": { get: asks(["any_token", READ]) } }],
    [
      "/a/{id} has no parameter {shop} for the project",
      { "/a/{id}": { get: asks(READ, { "x-keywright-project": "shop" }) } },
    ],
    ["/a/{id}.json may have parameters only as whole segments", { "/a/{id}.json": { get: asks(READ) } }],
    ["a must begin with a slash", { a: { get: asks(READ) } }],
    ["no operation carries x-keywright-permission", { "/a": { get: {} } }],
    ["no operation carries x-keywright-permission", {}],
    [
      "/a has the server https://api.example/{version}, of which the path cannot be known",
      { "/a": { get: asks(READ) } },
      { servers: [{ url: "https://api.example/{version}" }] },
    ],
  ])("when %s", async (what, paths, more) => {
    const { code, details } = await refusalOf(paths, more);
    expect([code, details]).toEqual(["validation_failed", { "document.paths": [what] }]);
  });

  test("when it is of another kind, or one of its fields is wrong", async () => {
    const good = { "/a": { get: asks(READ) } };
    const { details } = await refusalOf(good, { openapi: "2.0" });
    expect(Object.keys(details ?? {})).toEqual(["document.openapi"]);
    const wrong = await refusalOf({ "/a": { get: asks("read everything") } });
    expect(Object.keys(wrong.details ?? {})).toEqual(["document.paths./a.get.x-keywright-permission"]);
  });
});

describe("what a document makes of itself", () => {
  test("one rule for each operation, also for those that name no permission: these are closed", async () => {
    const { title, version, rules, updatedAt } = await put(
      {
        "/projects/{projectId}": { get: asks(READ), delete: {} },
        "/teams/{teamId}/projects/{p}/env/{e}": {
          post: asks([UPDATE, READ], { "x-keywright-project": "p", "x-keywright-environment": "e" }),
        },
        "/copies/{projectId}": { get: asks(READ, { "x-keywright-project": false }) },
        "/me": { get: asks("any_token") },
      },
      { info: { title: "Shop", version: "7" } },
    );
    expect([title, version]).toEqual(["Shop", "7"]);
    expect(Date.parse(updatedAt ?? "")).toBeLessThanOrEqual(Date.now());
    expect(rules).toEqual([
      {
        method: "GET",
        path: "/projects/{projectId}",
        access: "permission",
        permissions: [READ],
        project: "projectId",
      },
      { method: "DELETE", path: "/projects/{projectId}", access: "closed", permissions: [] },
      {
        method: "POST",
        path: "/teams/{teamId}/projects/{p}/env/{e}",
        access: "permission",
        permissions: [UPDATE, READ],
        team: "teamId",
        project: "p",
        environment: "e",
      },
      { method: "GET", path: "/copies/{projectId}", access: "permission", permissions: [READ] },
      { method: "GET", path: "/me", access: "any_token", permissions: [] },
    ]);
    const shown = await kw.operator.getRouteRules();
    expect(shown).toEqual({ title, version, rules, updatedAt });
  });

  test("a path without operations of its own stays closed, and does not fall to a more general one", async () => {
    const referring = { $ref: "#/components/pathItems/secret" } as Document["paths"][string];
    const { rules } = await put({ "/files/{name}": { get: asks("any_token") }, "/files/secret": referring });
    expect(rules).toContainEqual({ method: "*", path: "/files/secret", access: "closed", permissions: [] });
    const statusOf = async (uri: string, method = "GET") => {
      const headers = {
        authorization: `Bearer ${kw.operatorToken}`,
        "x-forwarded-method": method,
        "x-forwarded-uri": uri,
      };
      return (await fetch(`${kw.url}/v1/forward-auth`, { headers })).status;
    };
    expect([await statusOf("/files/a"), await statusOf("/files/secret")]).toEqual([200, 403]);
    expect([await statusOf("/files/secret", "*"), await statusOf("/files/a", "*")]).toEqual([403, 403]);
  });

  test("paths begin with those of the servers, of the nearest level that has any", async () => {
    const { rules } = await put(
      {
        "/a": { get: asks(READ) },
        "/b": {
          servers: [{ url: "/item" }],
          get: asks(READ),
          put: asks(READ, { servers: [{ url: "/op" }] }),
        },
      },
      { servers: [{ url: "https://api.example/v1/" }, { url: "https://eu.example/eu/v1" }] },
    );
    expect(rules.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /v1/a",
      "GET /eu/v1/a",
      "GET /item/b",
      "PUT /op/b",
    ]);
  });

  test("the rest of a real document is passed over", async () => {
    const document = {
      openapi: "3.0.3",
      info: { title: "Shop", version: "1", description: "x".repeat(1000), contact: { name: "Ada" } },
      tags: [{ name: "orders" }],
      paths: {
        "/orders": {
          summary: "Orders",
          parameters: [{ name: "q", in: "query" }],
          get: { ...asks(READ), operationId: "listOrders", responses: { "200": { description: "OK" } } },
        },
      },
      components: { schemas: { Order: { type: "object" } } },
    };
    const { rules } = await kw.operator.putRouteRules({ body: { document } });
    expect(rules).toHaveLength(1);
  });

  test("our own document, which carries permissions too, is taken as it is", async () => {
    const document = (await (await fetch(`${kw.url}/openapi.json`)).json()) as Document;
    const { rules } = await kw.operator.putRouteRules({ body: { document } });
    expect(rules.length).toBeGreaterThan(100);
    const one = rules.find(
      ({ path, method }) => path === "/v1/teams/{teamId}/projects/{projectId}" && method === "GET",
    );
    expect(one).toMatchObject({ team: "teamId", project: "projectId" });
  });
});

test("each change takes a revision that all verifiers confirm, and leaves one event in the operator's audit", async () => {
  const put = await kw.operator.putRouteRules(
    { body: { document: { openapi: "3.1.0", paths: { "/a": { get: asks(READ) } } } } },
    { waitSeconds: 5 },
  );
  expect(put.propagation?.complete).toBe(true);
  const deleted = await kw.operator.deleteRouteRules();
  expect(deleted).toMatchObject({ deletedRules: 1, revision: put.revision + 1 });
  expect((await kw.operator.deleteRouteRules()).deletedRules).toBe(0);
  const { auditEvents } = await kw.operator.listOrgAuditEvents({
    query: { action: "route-rules.*", per_page: 3 },
  });
  expect(auditEvents.map(({ action, revision }) => [action, revision])).toEqual([
    ["route-rules.delete", deleted.revision + 1],
    ["route-rules.delete", deleted.revision],
    ["route-rules.update", put.revision],
  ]);
  expect(auditEvents[1]?.before).toEqual({ title: null, version: null, rules: 1 });
});
