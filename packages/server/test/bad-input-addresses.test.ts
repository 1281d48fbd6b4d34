import type { Problem } from "@keywright/contract";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { INHERITED_NAMES } from "./bad-input-values.ts";
import { failuresIn } from "./consistency.ts";
import { bodyFor } from "./guard-bodies.ts";
import { expectProblem } from "./guard-expect.ts";
import { createGuard, type Guard } from "./guard-run.ts";
import { pathOf, type Target } from "./guard-targets.ts";
import { ableToken, type GuardWorld, idsFor, startGuardWorld } from "./guard-world.ts";

// One test asks all operations.
vi.setConfig({ testTimeout: 400_000 });

let world: GuardWorld;
let guard: Guard;

beforeAll(async () => {
  world = await startGuardWorld();
  guard = await createGuard(world);
});
afterAll(() => world.close());

const namedIn = ({ error }: Problem) => Object.keys(error.details ?? {});
const once = ({ route, path }: Target) => !route.team || !path.includes("{teamId}");

test("whatever stands in place of an id, nothing is found, and nothing breaks", () =>
  guard.every(
    async (target) => {
      const ids = idsFor(world, target);
      const json = bodyFor(target, ids);
      const { method } = target.route;
      for (const name of target.params) {
        const marked = pathOf(target, { ...ids, [name]: "MARK" });
        for (const segment of BAD_SEGMENTS) {
          const path = marked.replace("MARK", segment);
          const answer = await world.http.send({ method, path, token: ableToken(world, target), json });
          expectProblem(answer, ["not_found", "bad_request"]);
        }
      }
    },
    ({ params }) => params.length > 0,
  ));

const BAD_SEGMENTS = [
  "%00",
  "a%00b",
  "%2F",
  "..%2F..%2Facme",
  "..",
  ".",
  "%2e%2e",
  "%2e",
  "%",
  "%zz",
  "%ff",
  "%E0%A4%A",
  "%ed%a0%80",
  "%F0%9F%92%A9",
  "%20",
  "%0d%0ax-injected:%201",
  "a;b",
  "*",
  "-",
  "a--b",
  "A",
  "'%20or%201=1--",
  "null",
  "undefined",
  "NaN",
  "tok_00000000000000000000000000",
  "tok_8zzzzzzzzzzzzzzzzzzzzzzzzz",
  "x".repeat(101),
  "x".repeat(301),
  "x".repeat(20_000),
  ...INHERITED_NAMES,
];

test("dots, slashes and letter case lead to no operation by another name", async () => {
  const paths = ["//v1/login", "/v1//login", "/v1/./login", "/v1/x/../login", "/V1/login", "/v1/LOGIN"];
  const encoded = [
    "/v1/login/..%2f",
    "/v1%2flogin",
    "/%76%31/%6cogin%00",
    "/v1/login;x=1",
    "/v1/teams/acme/../acme",
  ];
  for (const path of [...paths, ...encoded]) {
    const answer = await world.http.send({ method: "GET", path, token: world.kw.operatorToken });
    expectProblem(answer, ["not_found", "bad_request"]);
  }
});

test("a cursor that no answer gave is refused by name, at every list", () =>
  guard.every(
    async (target) => {
      const inBase64 = [
        "",
        "x",
        "prj_",
        "prj_'; drop table project",
        `prj_${"z".repeat(27)}`,
        "prj_\u0000",
        "{}",
      ];
      const cursors = [
        "x",
        "~",
        "%00",
        "..%2F..",
        "x".repeat(201),
        ...inBase64.map((text) => Buffer.from(text).toString("base64url") || "%20"),
      ];
      for (const cursor of cursors) {
        const given = { token: ableToken(world, target), query: `?cursor=${cursor}` };
        expect(namedIn(await guard.refuses(target, given, "validation_failed")), cursor).toEqual(["cursor"]);
      }
    },
    ({ route }) => route.list !== undefined,
  ));

test("a query that names what every object inherits, or nests, is refused by name", () =>
  guard.every(async (target) => {
    const token = ableToken(world, target);
    for (const name of [...INHERITED_NAMES, "a[b]", "a[]", "a.b", "x".repeat(500)]) {
      const { detail } = await guard.refuses(target, { token, query: `?${name}=1` }, "validation_failed");
      expect(detail).toMatch(/: is not a field here$/);
      expect(name.startsWith(detail.split(":")[0] ?? "?")).toBe(true);
    }
  }, once));

test("none of all this was an error of ours", () => {
  expect(failuresIn(world.kw.logs())).toEqual([]);
});
