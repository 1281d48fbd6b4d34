import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RouteTable } from "./route-table.ts";
import type { RouteRule } from "./rule.ts";

const rule = (line: string, more: Partial<RouteRule> = {}): RouteRule => {
  const [method = "", path = ""] = line.split(" ");
  return { method, path, access: "permission", permissions: [line], ...more };
};
const table = (...lines: string[]) => new RouteTable(lines.map((line) => rule(line)));
const found = (rules: RouteTable, method: string, uri: string) =>
  rules.match(method, uri)?.rule.permissions[0];

test("a request meets the rule of its method and path, and values come from where the rule says", () => {
  const orders = rule("GET /teams/{teamId}/projects/{p}/orders/{id}", {
    team: "teamId",
    project: "p",
    environment: "id",
  });
  const match = new RouteTable([orders]).match(
    "GET",
    "/teams/web/projects/shop%20one/orders/5?project=other",
  );
  expect(match).toEqual({ rule: orders, team: "web", project: "shop one", environment: "5" });
});

describe("the most specific path wins", () => {
  const rules = table(
    "GET /files/{name}",
    "DELETE /files/{name}",
    "GET /files/admin",
    "GET /{kind}/{name}/raw",
    "GET /files/admin/raw",
    "GET /a/b/d",
    "GET /a/{x}/c",
    "GET /a/b/{y}/z",
    "GET /",
    "GET /dir/",
    "GET /dir",
  );
  test.each([
    ["GET", "/files/a", "GET /files/{name}"],
    ["GET", "/files/admin", "GET /files/admin"],
    ["GET", "/files/administrator", "GET /files/{name}"],
    ["GET", "/files/admin/raw", "GET /files/admin/raw"],
    ["GET", "/files/b/raw", "GET /{kind}/{name}/raw"],
    ["GET", "/a/b/c", "GET /a/{x}/c"],
    ["GET", "/a/b/d", "GET /a/b/d"],
    ["GET", "/", "GET /"],
    ["GET", "/dir", "GET /dir"],
    ["GET", "/dir/", "GET /dir/"],
    ["HEAD", "/files/a", "GET /files/{name}"],
    // The most specific path has no such method, and a more general one is not asked.
    ["DELETE", "/files/admin", undefined],
    ["POST", "/files/a", undefined],
    ["get", "/files/a", undefined],
    ["GET", "/files", undefined],
    ["GET", "/files/", undefined],
    ["GET", "/files/a/", undefined],
    ["GET", "/files/%20", undefined],
    ["GET", "/files/...", undefined],
    ["GET", "/other", undefined],
    ["GET", "/a/b/c/d", undefined],
  ])("%s %s meets %s", (method, uri, line) => {
    expect(found(rules, method, uri)).toBe(line);
  });

  test("a rule of its own for HEAD is the one for HEAD", () => {
    expect(found(table("GET /a", "HEAD /a"), "HEAD", "/a")).toBe("HEAD /a");
  });
});

test("names that every object has are nothing special", () => {
  const rules = table("GET /{name}", "GET /constructor/x");
  for (const name of ["__proto__", "toString", "constructor"])
    expect(found(rules, "GET", `/${name}`)).toBe("GET /{name}");
  expect(rules.match("__proto__", "/x")).toBeUndefined();
});

describe("a look-alike of a literal is no value of the parameter beside it", () => {
  const rules = table("GET /files/{name}", "GET /files/admin");
  test.each(["Admin", "ADMIN", "admin.", "admin%20", "%20admin", "admin...", "%EF%BD%81dmin", "a%64min"])(
    "%s",
    (name) => {
      expect(found(rules, "GET", `/files/${name}`)).not.toBe("GET /files/{name}");
    },
  );
});

/** What the most careless server behind a gateway could take a path for. */
function carelessly(uri: string): string {
  let path = uri.split(/[?#]/)[0] ?? "";
  for (let times = 0; times < 3; times++) {
    path = path.replaceAll(/%u?(?:00)?([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  const segments: string[] = [];
  for (const text of path.replaceAll("\\", "/").replaceAll("\0", "").split("/")) {
    const segment = text.replace(/;.*$/, "").trim();
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment.replace(/[.\s]+$/, "").toLowerCase());
  }
  return `/${segments.join("/")}`;
}

test("however a path is dressed up, it never meets a laxer rule than where a careless server takes it", () => {
  const strict = ["/files/admin", "/files/admin/keys"];
  const rules = table(
    ...strict.map((path) => `GET ${path}`),
    "GET /files/{name}",
    "GET /files/{name}/{part}",
    "GET /{any}",
    "GET /public/{any}/{more}",
  );
  const piece = fc.constantFrom(
    ...["files", "admin", "keys", "public", "Files", "ADMIN", "a", ".", "..", "", "x"],
    ...["%2e%2e", "%2e", "%2f", "%252f", "%5c", "\\", ";x", ";", "%00", "%20", "%09", " ", "%", "%61dmin"],
    ...["%2561dmin", "%u0061dmin", "admin%3b", "?", "#", "%2F..%2F", "admin.", "admin%2e", "..;"],
  );
  const segment = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(""));
  const uri = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => `/${segments.join("/")}`);
  let met = 0;
  fc.assert(
    fc.property(uri, (text) => {
      const taken = carelessly(text);
      const match = rules.match("GET", text)?.rule.path;
      if (match === undefined) return;
      met += 1;
      if (strict.includes(taken)) expect([text, match]).toEqual([text, taken]);
      else expect(match.split("/").length).toBe(taken.split("/").length);
    }),
    { numRuns: 20_000 },
  );
  expect(met).toBeGreaterThan(100);
});
