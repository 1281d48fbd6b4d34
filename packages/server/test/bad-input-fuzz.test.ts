import { type ErrorCode, ERRORS, OWN_PERMISSIONS } from "@keywright/contract";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bodies, headerValues, queries, segments } from "./bad-input-arbitraries.ts";
import { expectConsistent } from "./consistency.ts";
import { bodyFor } from "./guard-bodies.ts";
import { expectProblem } from "./guard-expect.ts";
import type { HttpAnswer, HttpRequest } from "./guard-http.ts";
import { tallyOf } from "./guard-ledger.ts";
import { exampleOf, inputSchema } from "./guard-schema.ts";
import { isWrite, pathOf, type Target, TARGETS } from "./guard-targets.ts";
import { ableToken, type GuardWorld, idsFor, startGuardWorld } from "./guard-world.ts";

/** Set it to what a failure has printed, to see the same again. */
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
/** How many times the usual number of requests: for a longer search. */
const times = Number(process.env["FUZZ_TIMES"] ?? 1);
const TIMEOUT_MS = 60_000 * times;
const REFUSALS = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => ERRORS[code].status < 500);

let world: GuardWorld;
let sent = 0;

beforeAll(async () => {
  world = await startGuardWorld();
});
afterAll(async () => {
  console.log(`fuzz: ${sent.toLocaleString("en")} requests, seed ${seed}`);
  await world.close();
});

const once = ({ route, path }: Target) => !route.team || !path.includes("{teamId}");
const writes = TARGETS.filter((target) => once(target) && isWrite(target));
const reads = TARGETS.filter((target) => once(target) && !isWrite(target));

/** Sends, and expects a success or a refusal in due form; after a refusal everything is as it was. */
async function survives(given: HttpRequest): Promise<HttpAnswer> {
  sent += 1;
  const before = await tallyOf(world.kw.database);
  const answer = await world.http.send(given);
  if (answer.status === 200) return answer;
  expectProblem(answer, REFUSALS);
  expect(await tallyOf(world.kw.database)).toBe(before);
  return answer;
}

async function fuzz<T>(runs: number, values: fc.Arbitrary<T>, ask: (value: T) => Promise<unknown>) {
  const property = fc.asyncProperty(values, async (value) => {
    await ask(value);
  });
  await fc.assert(property, { seed, numRuns: runs * times });
}

const requestTo = (target: Target, ids = idsFor(world, target)) => ({
  method: target.route.method,
  path: pathOf(target, ids),
  token: ableToken(world, target),
});

/** Words that get further than others do. */
function knownWords(): string[] {
  const { guarded, rival } = world;
  const ids = [guarded.team, guarded.org, rival.team, rival.org].flatMap((some) => Object.values(some));
  const permissions = [...Object.keys(OWN_PERMISSIONS).slice(0, 20), "*", "team:*", "project:secrets:*"];
  const instants = [60, 3600, 86_400 * 400].map((s) => new Date(Date.now() + s * 1000).toISOString());
  return [...ids, ...permissions, ...instants, "owner", "admin", "prod", "203.0.113.0/24", "::1", "paas"];
}

test.each(writes.filter(({ route }) => route.body))(
  "$id survives any body",
  async (target) => {
    const { body } = target.route;
    if (!body) return;
    const sample = bodyFor(target, idsFor(world, target));
    await fuzz(80, bodies(inputSchema(body), sample, knownWords()), (text) =>
      survives({ ...requestTo(target), headers: { "content-type": "application/json" }, body: text }),
    );
  },
  TIMEOUT_MS,
);

test.each(reads)(
  "$id survives any query",
  async (target) => {
    const { query, body } = target.route;
    const json = body && exampleOf(inputSchema(body));
    await fuzz(25, queries(Object.keys(query?.shape ?? {})), (text) => {
      const request = requestTo(target);
      return survives({ ...request, path: request.path + text, json });
    });
  },
  TIMEOUT_MS,
);

test.each(writes)(
  "$id survives any address and headers",
  async (target) => {
    const ids = idsFor(world, target);
    const given = fc.record({
      // A write must not happen by chance: where there is no id to spoil, the query is.
      segment: target.params.length > 0 ? segments : fc.constant(""),
      at: fc.nat({ max: Math.max(0, target.params.length - 1) }),
      headers: fc.dictionary(
        fc.constantFrom(
          "idempotency-key",
          "keywright-org",
          "authorization",
          "content-type",
          "accept",
          "range",
          "if-match",
        ),
        headerValues,
      ),
    });
    await fuzz(12, given, ({ segment, at, headers }) => {
      const spoilt = { ...ids, ...(target.params[at] && { [target.params[at]]: "MARK" }) };
      const { path, ...request } = requestTo(target, spoilt);
      const query = target.params.length > 0 ? "" : "?unexpected=1";
      const body = JSON.stringify(bodyFor(target, ids));
      return survives({
        ...request,
        path: path.replace("MARK", segment) + query,
        body,
        headers: { "content-type": "application/json", ...headers },
      });
    });
  },
  TIMEOUT_MS,
);

test("after all of it nothing has failed on our side, and the server stands as its database says", async () => {
  await expectConsistent(world.kw);
});
