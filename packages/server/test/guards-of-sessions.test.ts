import { requiredPermissions } from "@keywright/contract";
import { permissionLabel } from "@keywright/policy";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bodyFor } from "./guard-bodies.ts";
import { expectNamed } from "./guard-expect.ts";
import { nowhere } from "./guard-furniture.ts";
import { createGuard, type Guard } from "./guard-run.ts";
import { inputSchema } from "./guard-schema.ts";
import { type DeadSession, deadSessions, type GuardPeople, settlePeople } from "./guard-people.ts";
import { isOfTeam, isWrite, type Target, VISITS } from "./guard-targets.ts";
import { GUARDED, type GuardWorld, idsFor, startGuardWorld } from "./guard-world.ts";
import { wrongTypes } from "./guard-wrong-types.ts";

// One test asks all operations.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 60_000 });

let world: GuardWorld;
let guard: Guard;
let people: GuardPeople;
let dead: DeadSession[];

beforeAll(async () => {
  world = await startGuardWorld();
  people = await settlePeople(world);
  dead = await deadSessions(world, people);
  guard = await createGuard(world);
});
afterAll(() => world.close());

/** Those that name their team: people reach more than one. */
const namesItsTeam = ({ route, params }: Target) => route.team !== true || params.includes("teamId");
const needsPermission = (target: Target) =>
  namesItsTeam(target) && requiredPermissions(target.route).length > 0;

test("whoever may do everything reaches every operation, or what follows would guard nothing", () =>
  guard.every(async (target) => {
    const { headers } = people.owner;
    if (isWrite(target)) {
      await guard.refuses(target, { headers, query: "?unexpected=1" }, "validation_failed");
    } else {
      const answer = await guard.send(target, { headers });
      expect(`${answer.status} ${answer.text}`).toMatch(/^200 /);
    }
  }, namesItsTeam));

describe("who asks", () => {
  test("a session that is forged, signed out, idle or over its time opens nothing", () =>
    guard.every(async (target) => {
      for (const { headers } of dead) await guard.refuses(target, { headers }, "session_ended");
    }));

  test("a page of another site, or none that says so, changes nothing with somebody's session", () =>
    guard.every(
      async (target) => {
        const { cookie } = people.owner.headers;
        for (const origin of [undefined, "null", "https://elsewhere.example"]) {
          const headers = { cookie, ...(origin && { origin }) };
          await guard.refuses(target, { headers }, "cross_site");
        }
      },
      ({ route }) => route.method !== "GET",
    ));

  test("beside an Authorization header a session counts for nothing", () =>
    guard.every(async (target) => {
      const headers = { ...people.owner.headers, authorization: "Bearer x" };
      await guard.refuses(target, { headers }, "malformed");
    }));
});

describe("what they may do", () => {
  test("without the permission nothing is done, and the refusal names it", () =>
    guard.every(
      async (target) => {
        const { headers } = people.bystander;
        const { detail } = await guard.refuses(target, { headers }, "permission_missing");
        const [first = ""] = requiredPermissions(target.route);
        expect(detail.split("\n")).toEqual([
          "You do not have permission to access this endpoint.",
          `The required permission is '${permissionLabel(first)}'.`,
        ]);
        await guard.cannotTellApart(target, { headers }, { headers, ids: nowhere() }, "permission_missing");
      },
      (target) =>
        needsPermission(target) &&
        !target.route.ownTokens &&
        !requiredPermissions(target.route).includes("team:admin:team:read"),
    ));

  test("of tokens, only their own exist for them", () =>
    guard.every(
      async (target) => {
        const { headers } = people.bystander;
        if (target.params.includes("tokenId")) {
          const ids = { ...idsFor(world, target), tokenId: nowhere()["tokenId"] ?? "" };
          await guard.cannotTellApart(target, { headers }, { headers, ids }, "not_found");
        } else if (isWrite(target)) {
          await guard.refuses(target, { headers }, ["escalation", "permission_missing"]);
        } else {
          const { status, text } = await guard.send(target, { headers });
          expect(status, text).toBe(200);
          expect(text).not.toContain(GUARDED);
        }
      },
      (target) => needsPermission(target) && target.route.ownTokens === true,
    ));
});

describe("other people's things", () => {
  test("another organization's things do not exist for its neighbours, whoever they are there", () =>
    guard.every(
      async (target) => {
        const { headers } = people.rivalOwner;
        const own = isOfTeam(target) ? world.rival.team : world.rival.org;
        const foreign = idsFor(world, target);
        for (const [at] of target.params.entries()) {
          const into = (ids: Readonly<Record<string, string>>) =>
            Object.fromEntries(target.params.map((name, i) => [name, (i < at ? own : ids)[name] ?? ""]));
          const codes = ["not_found", "permission_missing"] as const;
          const other = { headers, ids: into(nowhere()) };
          await guard.cannotTellApart(target, { headers, ids: into(foreign) }, other, codes);
        }
      },
      (target) => needsPermission(target) && target.params.length > 0,
    ));

  test("an organization that one is not a member of, or not any more, cannot be told from none", () =>
    guard.every(async (target) => {
      for (const { headers } of [people.rivalOwner, people.removed]) {
        const as = (org: string) => ({ headers: { ...headers, "keywright-org": org } });
        await guard.cannotTellApart(target, as("acme"), as("nowhere"), "not_found");
      }
    }));
});

describe("what is asked in no organization", () => {
  const every = (check: (target: Target) => Promise<void>, only?: (target: Target) => boolean) =>
    guard.every(check, only, VISITS);
  const isOfPerson = ({ route }: Target) => route.permission === "any_person";

  test("what people ask about themselves, no token asks, nor anybody who has not signed in", () =>
    every(async (target) => {
      await guard.refuses(target, { token: world.kw.operatorToken }, "person_required");
      await guard.refuses(target, {}, "no_credentials");
      for (const { headers } of dead) await guard.refuses(target, { headers }, "session_ended");
    }, isOfPerson));

  test("another site's page has nothing changed, also where nobody is signed in", () =>
    every(
      async (target) => {
        // What only people may ask, nobody else gets as far as that.
        const { cookie } = people.owner.headers;
        const headers = { origin: "https://elsewhere.example", ...(isOfPerson(target) && { cookie }) };
        await guard.refuses(target, { headers }, "cross_site");
      },
      ({ route }) => route.method !== "GET",
    ));

  test("a body that cannot be read, or has what it should not have, is refused as that", () =>
    every(
      async (target) => {
        const headers = isOfPerson(target) ? people.owner.headers : {};
        const json = { ...headers, "content-type": "application/json" };
        await guard.refuses(target, { headers: json, body: '{"secret": ' }, "malformed_json");
        const text = { ...headers, "content-type": "text/plain" };
        await guard.refuses(target, { headers: text, body: "{}" }, "unsupported_media_type");
        const sample = bodyFor(target, {}) as object;
        const unexpected = { headers, json: { ...sample, unexpected: 1 } };
        const more = await guard.refuses(target, unexpected, "validation_failed");
        expect(Object.keys(more.error.details ?? {})).toEqual(["unexpected"]);
        const wrong = target.route.body ? wrongTypes(inputSchema(target.route.body), sample) : [];
        for (const { field, body } of wrong) {
          expectNamed(await guard.refuses(target, { headers, json: body }, "validation_failed"), field);
        }
      },
      ({ route }) => route.body !== undefined,
    ));
});
