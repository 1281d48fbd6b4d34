import { describe, expect, test } from "vitest";
import { api } from "./api.ts";
import { openApiDocument } from "./openapi.ts";
import { TAG_DESCRIPTIONS } from "./openapi-tags.ts";
import { requiredPermissions, routePaths, type RouteSpec } from "./route.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
}
interface Operation {
  readonly operationId: string;
  readonly security?: unknown;
  readonly tags: string[];
  readonly parameters: ({ $ref: string } | Parameter)[];
  readonly requestBody?: { required: boolean; content: { "application/json": { schema: { $ref: string } } } };
  readonly responses: Record<string, { $ref: string } | { description: string }>;
  readonly "x-keywright-permission"?: string | string[];
}

const document = openApiDocument({ version: "1.2.3" });
const paths = document.paths as Record<string, Record<string, Operation>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, operation })),
);
const routes: RouteSpec[] = Object.values(api);

function resolved(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("$ref" in value)) return value;
  const steps = String(value.$ref).replace(/^#\//, "").split("/");
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
}

function refsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "$ref" in value ? [String(value.$ref)] : [];
  return [...own, ...Object.values(value).flatMap(refsIn)];
}

/** The schema and all schemas within it; an empty one would say "anything". */
function subschemas(schema: unknown): unknown[] {
  const { properties, items, anyOf, allOf, additionalProperties } = resolved(schema) as Record<
    string,
    object
  >;
  const inner = [
    Object.values(properties ?? {}),
    items,
    anyOf,
    allOf,
    additionalProperties || undefined,
  ].flat();
  return [schema, ...inner.filter((part) => part !== undefined).flatMap(subschemas)];
}

function operationOf(route: RouteSpec, path: string): Operation | undefined {
  return paths[path]?.[route.method.toLowerCase()];
}

describe("the document", () => {
  test.each(routes)("has $id at each of its paths, under its own id", (route) => {
    const [short = "", explicit] = routePaths(route);
    expect(operationOf(route, short)?.operationId).toBe(route.id);
    if (explicit) expect(operationOf(route, explicit)?.operationId).toBe(`${route.id}OfTeam`);
  });

  test("has no operation that the API does not have, and no operation id twice", () => {
    expect(operations).toHaveLength(routes.flatMap(routePaths).length);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  test("refers to nothing that is not in it, and has no component that nothing refers to", () => {
    const refs = new Set(refsIn(document));
    for (const ref of refs) expect(resolved({ $ref: ref }), ref).toBeTypeOf("object");
    for (const kind of ["schemas", "parameters", "headers", "responses"]) {
      for (const name of Object.keys(document.components[kind] ?? {})) {
        expect(refs, name).toContain(`#/components/${kind}/${name}`);
      }
    }
  });

  test("is the same text every time, and plain JSON", () => {
    const again = openApiDocument({ version: "1.2.3" });
    expect(JSON.stringify(again)).toBe(JSON.stringify(document));
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test("names the version and the server it is made for", () => {
    const { info, servers } = openApiDocument({
      version: "9.8.7",
      serverUrl: "https://keywright.example.com",
    });
    expect(info).toMatchObject({ version: "9.8.7" });
    expect(servers).toEqual([{ url: "https://keywright.example.com" }]);
  });

  test("describes every tag that is used, and no other", () => {
    const used = new Set(operations.flatMap(({ operation }) => operation.tags));
    expect(new Set(Object.keys(TAG_DESCRIPTIONS))).toEqual(used);
  });
});

describe("every operation", () => {
  test.each(operations)("$operation.operationId declares each parameter of its path, described", (given) => {
    const parameters = given.operation.parameters.map((parameter) => resolved(parameter) as Parameter);
    const inPath = parameters.filter((parameter) => parameter.in === "path");
    const names = [...given.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(inPath.map(({ name }) => name).sort()).toEqual(names.sort());
    for (const { required, description } of inPath)
      expect([required, typeof description]).toEqual([true, "string"]);
  });

  test.each(routes.filter((route) => route.body))("$id says what its body holds, in every field", (route) => {
    for (const path of routePaths(route)) {
      const schema = resolved(operationOf(route, path)?.requestBody?.content["application/json"].schema);
      expect(subschemas(schema).length).toBeGreaterThan(1);
      for (const subschema of subschemas(schema)) expect(Object.keys(subschema as object)).not.toEqual([]);
    }
  });

  test.each(routes)("$id says who may call it", (route) => {
    for (const path of routePaths(route)) {
      const operation = operationOf(route, path);
      const permissions = [operation?.["x-keywright-permission"] ?? []].flat();
      expect(permissions).toEqual(requiredPermissions(route));
      expect(operation?.security).toEqual(securityOf(route));
    }
  });

  test.each(routes)("$id lists the error codes it names, each under its status", (route) => {
    for (const path of routePaths(route)) {
      const responses = Object.values(operationOf(route, path)?.responses ?? {});
      const text = responses
        .map((response) => (resolved(response) as { description: string }).description)
        .join();
      for (const code of [...(route.errors ?? []), "internal_error"]) expect(text).toContain(`\`${code}\``);
    }
  });

  test("takes an Idempotency-Key exactly when it writes", () => {
    for (const route of routes) {
      for (const path of routePaths(route)) {
        const takesKey = refsIn(operationOf(route, path)).includes("#/components/parameters/IdempotencyKey");
        const writes = route.method !== "GET" && route.reads !== true;
        const isVisit = route.permission === "public" || route.permission === "any_person";
        expect(takesKey, route.id).toBe(writes && !isVisit);
      }
    }
  });
});

describe("schemas", () => {
  const text = JSON.stringify(document.components.schemas);

  test("bodies refuse fields they do not have, answers allow fields to come", () => {
    const { schemas } = document.components;
    expect(schemas["CreateProjectBody"]).toMatchObject({ additionalProperties: false });
    expect(schemas["Project"]).not.toHaveProperty("additionalProperties");
  });

  test("a body shows what a client writes, before defaults and conversions", () => {
    const { schemas } = document.components;
    expect(schemas["IssueTokenBody"]).toMatchObject({ required: ["name", "roleId"] });
    expect(schemas["Token"]).toMatchObject({ required: expect.arrayContaining(["exposure", "active"]) });
  });

  test("carry no limits that are not ours", () => {
    expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
    expect(text).not.toContain("$schema");
  });

  test("rotating needs no body, issuing does", () => {
    const rotate = paths["/v1/tokens/{tokenId}/keys"]?.["post"]?.requestBody;
    const issue = paths["/v1/tokens"]?.["post"]?.requestBody;
    expect([rotate?.required, issue?.required]).toEqual([false, true]);
  });
});

/** Undefined where that of the whole document holds: a token or a session. */
function securityOf({ permission }: RouteSpec): object[] | undefined {
  if (permission === "public") return [];
  return permission === "any_person" ? [{ session: [] }] : undefined;
}
