import { DESCRIPTION_MAX_LENGTH, NAME_MAX_LENGTH } from "@keywright/contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createSurvey, type Survey } from "./bad-input-survey.ts";
import {
  BAD_INSTANTS,
  BAD_TEXTS,
  badNumbers,
  INHERITED_NAMES,
  integerIn,
  takesInstant,
  takesText,
} from "./bad-input-values.ts";
import { failuresIn } from "./consistency.ts";
import { bodyFor } from "./guard-bodies.ts";
import { expectNamed } from "./guard-expect.ts";
import { type Place, placesOf } from "./guard-places.ts";
import { createGuard, type Guard } from "./guard-run.ts";
import { exampleOf, inputSchema, type JsonSchema } from "./guard-schema.ts";
import { isWrite, type Target } from "./guard-targets.ts";
import { ableToken, type GuardWorld, idsFor, startGuardWorld } from "./guard-world.ts";

// One test asks all operations.
vi.setConfig({ testTimeout: 400_000 });

let world: GuardWorld;
let guard: Guard;
let survey: Survey;

beforeAll(async () => {
  world = await startGuardWorld();
  guard = await createGuard(world);
  survey = createSurvey(world, guard);
});
afterAll(() => world.close());

/** Once is enough: the explicit path of a team leads to the same operation. */
const once = ({ route, path }: Target) => !route.team || !path.includes("{teamId}");
const hasBody = (target: Target) => once(target) && target.route.body !== undefined;
const hasQuery = (target: Target) => once(target) && target.route.query !== undefined;

function placesIn(target: Target, takes: (schema: JsonSchema) => boolean): Place[] {
  const { body } = target.route;
  if (!body) return [];
  return placesOf(inputSchema(body), bodyFor(target, idsFor(world, target))).filter(({ schema }) =>
    takes(schema),
  );
}

function parametersOf({ route }: Target, takes: (schema: JsonSchema) => boolean): string[] {
  const { properties = {} } = route.query ? inputSchema(route.query) : {};
  return Object.keys(properties).filter((name) => takes(properties[name] ?? {}));
}

describe("texts", () => {
  test("whatever stands in a body's text, the answer is a success or names the field", () =>
    survey.over(hasBody, async (target) => {
      const token = ableToken(world, target);
      for (const place of placesIn(target, takesText)) {
        for (const text of [...Object.values(BAD_TEXTS), "constructor"]) {
          const json = place.with(text);
          // A text of a form that is taken may be refused for what it means, beside something else.
          const isForm = target.route.body?.safeParse(json).success === false;
          await survey.ask(target, { token, json }, isForm ? place.field : undefined);
        }
      }
    }));

  test("whatever a key of a map is, the answer is a success or a refusal", () =>
    survey.over(hasBody, async (target) => {
      const token = ableToken(world, target);
      for (const place of placesIn(target, ({ additionalProperties }) => Boolean(additionalProperties))) {
        const value = exampleOf(place.schema.additionalProperties || {});
        for (const key of [...Object.values(BAD_TEXTS), ...INHERITED_NAMES, ""]) {
          // Written by hand: an object of ours would take `__proto__` for something else.
          const map = JSON.stringify(place.with("MAP"));
          const body = map.replace('"MAP"', () => `{${JSON.stringify(key)}: ${JSON.stringify(value)}}`);
          await survey.ask(target, { token, body, headers: { "content-type": "application/json" } });
        }
      }
    }));

  test("a NUL is taken only into what is sealed and into questions, and never into a column", async () => {
    const takers = new Set<string>();
    await survey.over(hasBody, async (target) => {
      for (const place of placesIn(target, takesText)) {
        const json = place.with(BAD_TEXTS["a NUL"]);
        const { status } = await survey.ask(target, { token: ableToken(world, target), json });
        if (status === 200) takers.add(isWrite(target) ? place.field : target.id);
      }
    });
    expect([...takers].sort()).toEqual([
      "secrets.dockerSecretMounts.KEY",
      "secrets.files.KEY.data",
      "secrets.files.KEY.encoding",
      "secrets.variables.KEY",
      "verify",
    ]);
  });

  test("whatever stands in a query, the answer is a success or names the parameter", () =>
    survey.over(hasQuery, async (target) => {
      const token = ableToken(world, target);
      const encoded = [
        "%00",
        "a%00b",
        "%ff",
        "%ed%a0%80",
        "%",
        "%zz",
        "x".repeat(20_000),
        "%0d%0a",
        "'",
        "%25",
      ];
      for (const name of parametersOf(target, () => true)) {
        if (isWrite(target) && name === "delete_child_objects") continue;
        for (const text of encoded) await survey.ask(target, { token, query: `?${name}=${text}` }, name);
      }
    }));

  test("what is sealed is answered exactly as it was sent, whatever it is", async () => {
    const { guarded, kw } = world;
    const params = { teamId: "acme", projectId: guarded.team["projectId"] ?? "" };
    const variables = Object.fromEntries(
      Object.values(BAD_TEXTS)
        .filter((text) => text.length < 1000)
        .map((text, index) => [`TEXT_${index}`, text]),
    );
    const body = {
      name: "odd values",
      secretType: "environment" as const,
      priority: 1,
      secrets: { variables },
    };
    const { id: secretId } = await kw.operator.createSecretGroup({ params, body });
    const read = await kw.operator.getSecretGroup({ params: { ...params, secretId } });
    expect(read.secrets.variables).toEqual(variables);
  });
});

describe("names", () => {
  const isName = ({ maxLength, minLength = 0, pattern = "" }: JsonSchema) =>
    maxLength === NAME_MAX_LENGTH && (minLength > 0 || !new RegExp(pattern, "u").test(""));
  const names = (target: Target) => placesIn(target, isName);

  test("a name, id or label that is too long, empty or blank is refused by name", () =>
    guard.every(
      async (target) => {
        for (const place of names(target)) {
          for (const text of ["x".repeat(NAME_MAX_LENGTH + 1), "", "   ", "\u3000", "\t"]) {
            const json = place.with(text);
            const given = { token: ableToken(world, target), json };
            expectNamed(await guard.refuses(target, given, "validation_failed"), place.field);
          }
        }
      },
      (target) => hasBody(target) && isWrite(target),
    ));

  test("a name that makes no id, or one longer than ids may be, is refused by name", () =>
    guard.every(
      async (target) => {
        for (const name of ["商店", "!!!", "½".repeat(60), "㎏".repeat(90), "ﬃ".repeat(50)]) {
          const json = { ...(bodyFor(target, idsFor(world, target)) as object), name };
          const { error } = await guard.refuses(
            target,
            { token: ableToken(world, target), json },
            "validation_failed",
          );
          expect(Object.keys(error.details ?? {}), name).toEqual(["name"]);
        }
      },
      // Tokens and trust rules have ids of their own, and what exists keeps its id.
      (target) =>
        hasBody(target) &&
        /^(create|put)/.test(target.id) &&
        namesThings(target) &&
        !/Token|TrustRule/.test(target.id),
    ));

  const namesThings = (target: Target) => names(target).some(({ field }) => field === "name");

  test("a description that is too long is refused by name", () =>
    guard.every(
      async (target) => {
        const description = "x".repeat(DESCRIPTION_MAX_LENGTH + 1);
        const json = { ...(bodyFor(target, idsFor(world, target)) as object), description };
        const { error } = await guard.refuses(
          target,
          { token: ableToken(world, target), json },
          "validation_failed",
        );
        expect(Object.keys(error.details ?? {})).toEqual(["description"]);
      },
      (target) =>
        hasBody(target) && placesIn(target, () => true).some(({ field }) => field === "description"),
    ));

  test("a name whose id is taken is refused by name, and the first keeps it", () =>
    survey.over(
      (target) => hasBody(target) && (target.route.errors ?? []).includes("slug_taken"),
      async (target) => {
        const body = bodyFor(target, idsFor(world, target)) as { name: string };
        const token = ableToken(world, target);
        expect((await survey.ask(target, { token, json: body })).status).toBe(200);
        const same = [body.name, body.name.toUpperCase(), ` ${body.name.replaceAll("-", " ")} `];
        for (const name of same) {
          const { error } = await guard.refuses(target, { token, json: { ...body, name } }, "slug_taken");
          expect(Object.keys(error.details ?? {})).toEqual(["name"]);
        }
      },
    ));
});

describe("numbers and instants", () => {
  test("a number out of range, or that no number can hold, is refused by name", () =>
    guard.every(async (target) => {
      for (const place of placesIn(target, (schema) => integerIn(schema) !== undefined)) {
        for (const number of badNumbers(integerIn(place.schema) ?? {})) {
          const body = JSON.stringify(place.with("NUMBER")).replace('"NUMBER"', number);
          const headers = { "content-type": "application/json" };
          const given = { token: ableToken(world, target), headers, body };
          expectNamed(await guard.refuses(target, given, "validation_failed"), place.field);
        }
      }
    }, hasBody));

  test("a number in a query that is none or out of range is refused by name", () =>
    guard.every(async (target) => {
      for (const name of parametersOf(target, (schema) => integerIn(schema) !== undefined)) {
        for (const text of [
          "0",
          "-1",
          "1.5",
          "10001",
          "1e9",
          "abc",
          "Infinity",
          "NaN",
          "%20",
          "1,2",
          "9".repeat(40),
        ]) {
          const given = { token: ableToken(world, target), query: `?${name}=${text}` };
          const { error } = await guard.refuses(target, given, "validation_failed");
          expect(Object.keys(error.details ?? {}), text).toEqual([name]);
        }
      }
    }, hasQuery));

  test("a time to wait for verifiers that is none or too long is refused by name", () =>
    guard.every(
      async (target) => {
        for (const text of ["", "%20", "-1", "31", "abc", "1e9", "NaN", "1&waitSeconds=2"]) {
          const given = { token: ableToken(world, target), query: `?waitSeconds=${text}` };
          const { error } = await guard.refuses(target, given, "validation_failed");
          expect(Object.keys(error.details ?? {}), text).toEqual(["waitSeconds"]);
        }
      },
      ({ route }) => route.revision === true,
    ));

  test("an instant that no database can hold, or that does not say when it is, is refused by name", () =>
    guard.every(async (target) => {
      const token = ableToken(world, target);
      for (const instant of BAD_INSTANTS) {
        for (const place of placesIn(target, takesInstant)) {
          const given = { token, json: place.with(instant) };
          expectNamed(await guard.refuses(target, given, "validation_failed"), place.field);
        }
        for (const name of parametersOf(target, takesInstant)) {
          const given = { token, query: `?${name}=${encodeURIComponent(instant)}` };
          const { error } = await guard.refuses(target, given, "validation_failed");
          expect(Object.keys(error.details ?? {}), instant).toEqual([name]);
        }
      }
    }, once));

  test("the first and the last instant that are taken break nothing", () =>
    survey.over(hasQuery, async (target) => {
      const token = ableToken(world, target);
      for (const name of parametersOf(target, takesInstant)) {
        for (const instant of ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]) {
          await survey.ask(target, { token, query: `?${name}=${instant}` });
        }
      }
    }));
});

test("none of all this was an error of ours", () => {
  expect(failuresIn(world.kw.logs())).toEqual([]);
});
