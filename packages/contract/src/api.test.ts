import { describe, expect, test } from "vitest";
import { z } from "zod";
import { api } from "./api.ts";
import { ERRORS } from "./errors.ts";
import { PageQuery } from "./pagination.ts";
import { OWN_PERMISSIONS } from "./permissions.ts";
import { requiredPermissions, routePaths, type RouteSpec } from "./route.ts";

const entries: [string, RouteSpec][] = Object.entries(api);
const routes = entries.map(([, route]) => route);
const withPart = (part: keyof RouteSpec) => routes.filter((route) => route[part] !== undefined);

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

describe("paths", () => {
  test.each(routes)("$id has a parameter for every {x} of its path, and for nothing else", (route) => {
    expect(Object.keys(route.params?.shape ?? {}).sort()).toEqual(namesIn(route.path).sort());
  });

  test.each(routes)(
    "$id lies below /v1 once: a team route leaves the prefix and the team to routePaths",
    (route) => {
      expect(route.path).toMatch(route.team ? /^\/(?!v1)/ : /^\/v1\//);
      if (route.team) expect(namesIn(route.path)).not.toContain("teamId");
      for (const path of routePaths(route)) expect(path).toMatch(/^\/v1(\/([a-z-]+|\{[a-zA-Z]+\}))+$/);
    },
  );

  test("no two operations answer at the same method and path, whatever the parameters are called", () => {
    const places = routes.flatMap((route) =>
      routePaths(route).map((path) => `${route.method} ${path.replaceAll(/\{\w+\}/g, "{}")}`),
    );
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
  });
});

describe("permissions", () => {
  test.each(entries)(
    "%s is named by its own id, and nobody can call it who holds nothing it asks for",
    (key, route) => {
      expect(route.id).toBe(key);
      for (const permission of requiredPermissions(route))
        expect(OWN_PERMISSIONS).toHaveProperty([permission]);
      if (Array.isArray(route.permission)) expect(route.permission.length).toBeGreaterThan(1);
    },
  );

  test.each(routes)("$id asks for project permissions about a project, or says which", (route) => {
    const scopes = new Set(requiredPermissions(route).map((permission) => permission.split(":")[0]));
    const ofProject = scopes.has("project");
    const namesProject = namesIn(route.path).includes("projectId");
    if (ofProject) expect([...scopes]).toEqual(["project"]);
    if (ofProject && !namesProject) expect(route.reach).toBeDefined();
    if (route.reach !== undefined) expect(namesProject).toBe(false);
    if (route.reach === "create") expect(ofProject).toBe(true);
    if (namesProject) expect(ofProject).toBe(true);
    if (route.anyEnvironment) expect(ofProject).toBe(true);
  });

  test.each(routes)("$id asks for team or project permissions only where a team is known", (route) => {
    const ofOneTeam = requiredPermissions(route).every((permission) => /^(team|project):/.test(permission));
    if (ofOneTeam && requiredPermissions(route).length > 0) expect(route.team).toBe(true);
  });
});

describe("reading and writing", () => {
  test.each(routes)("$id writes only if its method says so", (route) => {
    const reads = route.method === "GET" || route.reads === true;
    if (reads) expect(route.revision).toBeUndefined();
    if (route.method === "GET") expect([route.body, route.reads]).toEqual([undefined, undefined]);
    if (route.method === "DELETE") expect(route.body).toBeUndefined();
    if (route.method === "PUT" || route.method === "PATCH") expect(route.body).toBeDefined();
  });

  test.each(routes)("$id says what it is in one line, under a tag", (route) => {
    expect(route.summary).toMatch(/^[A-Z].{5,98}[^.]$/);
    expect(route.tag).toMatch(/^[A-Z]/);
  });

  test.each(withPart("list"))("$id pages: it is a GET, and takes what every list takes", (route) => {
    expect(route.method).toBe("GET");
    expect(Object.keys(route.query?.shape ?? {})).toEqual(
      expect.arrayContaining(Object.keys(PageQuery.shape)),
    );
  });
});

describe("what clients send", () => {
  test.each(withPart("body"))("$id names a body field it does not know instead of dropping it", (route) => {
    const schema = z.toJSONSchema(route.body as z.ZodType, { io: "input" });
    const alternatives = schema.anyOf ?? [schema];
    for (const alternative of alternatives) {
      expect(alternative).toMatchObject({ type: "object", additionalProperties: false });
    }
  });

  test.each(withPart("query"))("$id names a query parameter it does not know, and requires none", (route) => {
    const schema = z.toJSONSchema(route.query as z.ZodObject, { io: "input" });
    expect(schema.additionalProperties).toBe(false);
    expect(route.query?.safeParse({}).success).toBe(true);
  });

  test.each(routes.filter((route) => route.method === "PATCH"))(
    "$id changes nothing when nothing is given",
    (route) => {
      expect(route.body?.safeParse({})).toEqual({ success: true, data: {} });
    },
  );
});

describe("what clients get", () => {
  test.each(routes)("$id can say that the thing it names does not exist", (route) => {
    if (route.params) expect(route.errors).toContain("not_found");
    expect(new Set(route.errors).size).toBe(route.errors?.length ?? 0);
    for (const code of route.errors ?? [])
      expect([400, 403, 404, 409, 424, 429, 503]).toContain(ERRORS[code].status);
  });

  test("a token's value is in no answer but those to issuing and rotating, and of publishable tokens' keys", () => {
    const withToken = routes.filter((route) => {
      const schema = JSON.stringify(z.toJSONSchema(route.response, { io: "output" }));
      return /"token":\{"type":"string"/.test(schema);
    });
    expect(withToken.map(({ id }) => id).sort()).toEqual([
      "createExternalToken",
      "createOrg",
      "issueOrgToken",
      "issueToken",
      "listKeys",
      "listOrgTokenKeys",
      "rotateExternalToken",
      "rotateOrgToken",
      "rotateToken",
    ]);
  });
});
