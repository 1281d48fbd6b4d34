import { type ErrorCode, type Method, requiredPermissions } from "@keywright/contract";
import { permissionLabel } from "@keywright/policy";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bodyFor } from "./guard-bodies.ts";
import { type DeadToken, deadTokens } from "./guard-dead-tokens.ts";
import { expectNamed, expectProblem } from "./guard-expect.ts";
import { fencedTokens, tokenEverythingBut, tokenFromElsewhere } from "./guard-lesser-tokens.ts";
import { nowhere } from "./guard-furniture.ts";
import { createGuard, type Guard } from "./guard-run.ts";
import { inputSchema } from "./guard-schema.ts";
import { type Ids, isOfTeam, isWrite, pathOf, type Target, TARGETS } from "./guard-targets.ts";
import {
  ableToken,
  GUARDED,
  type GuardWorld,
  idsFor,
  OTHER_PROJECT,
  startGuardWorld,
} from "./guard-world.ts";
import { wrongTypes } from "./guard-wrong-types.ts";

// One test asks all operations.
vi.setConfig({ testTimeout: 400_000 });

let world: GuardWorld;
let guard: Guard;
let dead: DeadToken[];

beforeAll(async () => {
  world = await startGuardWorld();
  dead = await deadTokens(world.kw);
  guard = await createGuard(world);
});
afterAll(async () => {
  const { operations, paths, checks } = guard.counts;
  console.log(`guards: ${operations} operations, ${paths} paths, ${checks.toLocaleString("en")} checks`);
  await world.close();
});

const needsToken = ({ route }: Target) => route.permission !== "public";
const needsPermission = ({ route }: Target) => requiredPermissions(route).length > 0;
const isOfProjects = ({ route }: Target) =>
  requiredPermissions(route).some((permission) => permission.startsWith("project:"));
const namesProject = ({ params }: Target) => params.includes("projectId");

test("every operation can be reached at every path, or what follows would guard nothing", () =>
  guard.every(async (target) => {
    const token = ableToken(world, target);
    if (isWrite(target)) {
      await guard.refuses(target, { token, query: "?unexpected=1" }, "validation_failed");
    } else {
      const answer = await guard.send(target, { token });
      expect(`${answer.status} ${answer.text}`).toMatch(/^200 /);
    }
  }));

describe("who asks", () => {
  test("nobody gets in without a token, or with one that is forged, ended or not for here", () =>
    guard.every(async (target) => {
      for (const { authorization, code } of dead) {
        await guard.refuses(target, { headers: authorization === undefined ? {} : { authorization } }, code);
      }
    }, needsToken));

  test("a dead token is refused before anything else of the request is looked at", () =>
    guard.every(async (target) => {
      const headers = { "content-type": "application/json" };
      const garbage = { ids: nowhere(), query: "?unexpected=1", body: "{", headers };
      await guard.refuses(target, garbage, "no_credentials");
    }, needsToken));

  test("a token in the address counts as none: addresses end up in logs", () =>
    guard.every(async (target) => {
      const query = `?access_token=${ableToken(world, target)}`;
      await guard.refuses(target, { query }, "no_credentials");
    }, needsToken));

  test("a token that is bound to other addresses opens nothing from here", async () => {
    const elsewhere = await tokenFromElsewhere(world.kw);
    await guard.every(async (target) => {
      await guard.refuses(target, { token: elsewhere }, "ip_not_allowed");
    }, needsToken);
  });
});

describe("what they may do", () => {
  test("all permissions but the one asked for are not enough, and the refusal names it", async () => {
    const tokens = new Map<string, string>();
    for (const target of TARGETS.filter(needsPermission)) {
      const { route } = target;
      const key = `${route.team ?? false} ${requiredPermissions(route).join()}`;
      if (!tokens.has(key)) tokens.set(key, await tokenEverythingBut(world.kw, route));
    }
    await guard.every(async (target) => {
      const { route } = target;
      const token = tokens.get(`${route.team ?? false} ${requiredPermissions(route).join()}`);
      const { detail } = await guard.refuses(target, { token }, "permission_missing");
      expect(detail.split("\n")).toEqual([
        "The token used to authenticate does not have permission to access this endpoint.",
        `The required permission is '${permissionLabel(requiredPermissions(route)[0] ?? "")}'.`,
      ]);
      // Whoever may not ask learns nothing of what there is.
      await guard.cannotTellApart(target, { token }, { token, ids: nowhere() }, "permission_missing");
    }, needsPermission);
  });

  test("a project outside the role's restriction or the token's narrowing does not exist", async () => {
    const fenced = await fencedTokens(world.kw);
    await guard.every(async (target) => {
      const ids = { ...idsFor(world, target), projectId: nowhere()["projectId"] ?? "" };
      for (const { token } of fenced)
        await guard.cannotTellApart(target, { token }, { token, ids }, "not_found");
    }, namesProject);
  });

  test("who is restricted to some projects neither sees others in lists nor makes or changes them", async () => {
    const fenced = await fencedTokens(world.kw);
    const outside: ErrorCode[] = ["project_restricted", "not_found"];
    await guard.every(
      async (target) => {
        for (const { token, mayCreate } of fenced) {
          if (isWrite(target)) {
            // A name that is free, and that of a project out of reach.
            if (!mayCreate) await guard.refuses(target, { token }, outside);
            const json = { ...(bodyFor(target, {}) as object), name: `${GUARDED} project` };
            await guard.refuses(target, { token, json }, mayCreate ? [...outside, "slug_taken"] : outside);
          } else {
            const { status, text } = await guard.send(target, { token });
            expect(status, text).toBe(200);
            expect(text).not.toContain(GUARDED);
            expect(text).toContain(OTHER_PROJECT);
          }
        }
      },
      (target) => isOfProjects(target) && !namesProject(target),
    );
  });
});

describe("other people's things", () => {
  /** The same path, ever further into what is not theirs: their own ids before, foreign ones from there on. */
  function pathsInto(target: Target, own: Ids, foreign: Ids): Ids[] {
    return target.params.map((_, from) =>
      Object.fromEntries(target.params.map((name, at) => [name, (at < from ? own : foreign)[name] ?? ""])),
    );
  }

  test("another organization's things do not exist, in the same words as what exists nowhere", () =>
    guard.every(async (target) => {
      const { rival } = world;
      const own = isOfTeam(target) ? rival.team : rival.org;
      const real = pathsInto(target, own, idsFor(world, target));
      const unreal = pathsInto(target, own, nowhere());
      // An owner of an organization has everything but the platform's permissions.
      const isOperators = requiredPermissions(target.route).every((one) => one.startsWith("platform:"));
      for (const token of [rival.owner, ...(target.route.team ? [rival.teamOwner] : [])]) {
        for (const [at, ids] of real.entries()) {
          const one = { token, ids };
          const other = { token, ids: unreal[at] ?? {} };
          await guard.cannotTellApart(target, one, other, isOperators ? "permission_missing" : "not_found");
        }
      }
    }, needsPermission));

  test("another team's things do not exist for a team's owner", () =>
    guard.every(
      async (target) => {
        const token = world.neighbour;
        for (const [at, ids] of pathsInto(
          target,
          { teamId: "neighbours" },
          idsFor(world, target),
        ).entries()) {
          // Past the team there is nothing in the neighbours' to go on from.
          if (target.params.slice(0, at).some((name) => name !== "teamId")) continue;
          const other = { token, ids: { ...nowhere(), ...(at > 0 && { teamId: "neighbours" }) } };
          await guard.cannotTellApart(target, { token, ids }, other, "not_found");
        }
      },
      ({ route, params }) => route.team === true && params.length > 0,
    ));

  test("no list and no reading names anything of another organization", () =>
    guard.every(
      async (target) => {
        for (const token of [world.rival.owner, world.rival.teamOwner]) {
          const { status, text } = await guard.send(target, { token });
          expect([200, 403], text).toContain(status);
          expect(text).not.toContain(GUARDED);
          expect(text).not.toContain("acme");
        }
      },
      (target) => needsToken(target) && !isWrite(target) && target.params.length === 0,
    ));

  test("another organization cannot be spoken for, and naming it shows nothing of whether it exists", () =>
    guard.every(async (target) => {
      const as = (org: string) => ({ token: world.rival.owner, headers: { "keywright-org": org } });
      await guard.cannotTellApart(target, as("acme"), as("nowhere"), "not_found");
    }, needsToken));

  test("who reaches several teams is asked to name one instead of getting any", () =>
    guard.every(
      async (target) => {
        await guard.refuses(target, { token: world.kw.operatorToken }, "team_required");
      },
      (target) => target.route.team === true && !target.params.includes("teamId"),
    ));
});

describe("how it is asked", () => {
  test("a method that a path does not know is answered with those it knows", () =>
    guard.every(async (target) => {
      const known = TARGETS.filter(({ path }) => path === target.path).map(({ route }) => route.method);
      const methods: (Method | "OPTIONS" | "HEAD")[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
      const unknown = methods.filter((method) => !known.includes(method as Method));
      const path = pathOf(target, idsFor(world, target));
      for (const method of unknown) {
        for (const token of [undefined, ableToken(world, target)]) {
          guard.counts.checks += 1;
          const answer = await world.http.send({ method, path, token });
          expectProblem(answer, "method_not_allowed");
          const allowed = answer.headers.allow?.split(", ").filter((one) => one !== "HEAD");
          expect(allowed?.sort()).toEqual([...new Set(known)].sort());
        }
      }
    }));

  test("HEAD is guarded like GET, and shows no body", () =>
    guard.every(
      async (target) => {
        const path = pathOf(target, idsFor(world, target));
        for (const [token, status] of [[undefined, 401] as const, [ableToken(world, target), 200] as const]) {
          guard.counts.checks += 1;
          const answer = await world.http.send({ method: "HEAD", path, token });
          expect([answer.status, answer.text]).toEqual([status, ""]);
        }
      },
      (target) => target.route.method === "GET" && needsToken(target),
    ));

  test("a body that is not JSON is refused as that", () =>
    guard.every(
      async (target) => {
        const token = ableToken(world, target);
        const headers = { "content-type": "application/json" };
        for (const body of ['{"name": ', "nonsense", '{"name": "a"} {"name": "b"}']) {
          await guard.refuses(target, { token, headers, body }, "malformed_json");
        }
      },
      ({ route }) => route.body !== undefined,
    ));

  test("a body of another content type is refused as that", () =>
    guard.every(
      async (target) => {
        const token = ableToken(world, target);
        const body = JSON.stringify(bodyFor(target, idsFor(world, target)));
        for (const type of ["text/plain", "application/xml", "application/x-www-form-urlencoded"]) {
          const headers = { "content-type": type };
          await guard.refuses(target, { token, headers, body }, "unsupported_media_type");
        }
      },
      ({ route }) => route.body !== undefined,
    ));

  test("a field that a body does not have is named, and not passed over", () =>
    guard.every(
      async (target) => {
        const body = bodyFor(target, idsFor(world, target)) as object;
        const json = { ...body, unexpected: 1 };
        const { error } = await guard.refuses(
          target,
          { token: ableToken(world, target), json },
          "validation_failed",
        );
        expect(Object.keys(error.details ?? {})).toEqual(["unexpected"]);
      },
      ({ route }) => route.body !== undefined,
    ));

  test("a field of the wrong type is named, however deep it lies", () =>
    guard.every(
      async (target) => {
        const token = ableToken(world, target);
        const sample = bodyFor(target, idsFor(world, target));
        const wrong = target.route.body ? wrongTypes(inputSchema(target.route.body), sample) : [];
        expect(wrong).not.toEqual([]);
        for (const { field, body } of wrong) {
          expectNamed(await guard.refuses(target, { token, json: body }, "validation_failed"), field);
        }
        for (const json of [null, [], "text", 7]) {
          await guard.refuses(target, { token, json }, "validation_failed");
        }
      },
      ({ route }) => route.body !== undefined,
    ));

  test("a query parameter that is unknown, given twice or of the wrong form is named", () =>
    guard.every(async (target) => {
      const token = ableToken(world, target);
      const { query } = target.route;
      const parameters = Object.keys(query?.shape ?? {});
      const refusesEmpty = (name: string) => query?.safeParse({ [name]: "" }).success === false;
      const queries: [string, string][] = [
        ["unexpected", "?unexpected=1"],
        ...parameters.map((name): [string, string] => [name, `?${name}=1&${name}=2`]),
        ...parameters.filter(refusesEmpty).map((name): [string, string] => [name, `?${name}=`]),
      ];
      for (const [name, text] of queries) {
        const { error } = await guard.refuses(target, { token, query: text }, "validation_failed");
        expect(Object.keys(error.details ?? {}), text).toEqual([name]);
      }
    }, needsToken));
});

test("a path outside the API is refused like everything else", async () => {
  for (const path of ["/v1", "/v1/", "/v1/no-such-thing", "/v2/me", "/v1/teams/acme/no-such-thing"]) {
    guard.counts.checks += 1;
    expectProblem(await world.http.send({ method: "GET", path, token: world.kw.operatorToken }), "not_found");
  }
});
