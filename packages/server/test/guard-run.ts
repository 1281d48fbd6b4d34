import type { ErrorCode, Problem } from "@keywright/contract";
import { expect } from "vitest";
import { bodyFor } from "./guard-bodies.ts";
import { type Declared, readDeclared } from "./guard-declared.ts";
import { expectChallenge, expectProblem, withoutRequestId } from "./guard-expect.ts";
import type { HttpAnswer, HttpRequest } from "./guard-http.ts";
import { contentsOf, tallyOf } from "./guard-ledger.ts";
import { type Ids, pathOf, type Target, TARGETS } from "./guard-targets.ts";
import { type GuardWorld, idsFor } from "./guard-world.ts";

type Given = Omit<HttpRequest, "method" | "path"> & {
  /** Instead of the ids of what is guarded. */
  readonly ids?: Ids;
  /** With its question mark. */
  readonly query?: string;
};

/** One mistake often shows at every operation. */
const FAILURES_SHOWN = 12;

/** Sends requests to operations and counts what has been checked. */
export interface Guard {
  /** Checks every operation at every path. None of it may change anything; all that fails is reported at once. */
  every(
    check: (target: Target) => Promise<void>,
    only?: (target: Target) => boolean,
    among?: readonly Target[],
  ): Promise<void>;
  /** A request that would succeed for someone who may, unless `given` says otherwise. */
  send(target: Target, given: Given): Promise<HttpAnswer>;
  /** Sends, and expects a refusal with one of these codes, declared and challenged as it should be. */
  refuses(target: Target, given: Given, codes: ErrorCode | readonly ErrorCode[]): Promise<Problem>;
  /** Expects that two requests are refused in the very same words. */
  cannotTellApart(
    target: Target,
    one: Given,
    other: Given,
    codes: ErrorCode | readonly ErrorCode[],
  ): Promise<void>;
  readonly counts: { operations: number; paths: number; checks: number };
}

export async function createGuard(world: GuardWorld): Promise<Guard> {
  const { kw, http } = world;
  const declared: Declared = await readDeclared(http);
  const counts = {
    operations: new Set(TARGETS.map(({ id }) => id)).size,
    paths: TARGETS.length,
    checks: 0,
  };

  async function every(
    check: (target: Target) => Promise<void>,
    only = (_: Target) => true,
    among: readonly Target[] = TARGETS,
  ) {
    const failures: string[] = [];
    const contents = await contentsOf(kw.database);
    let tally = await tallyOf(kw.database);
    for (const target of among.filter(only)) {
      await check(target).catch((error: Error) => failures.push(`${target.label}: ${error.message}`));
      const after = await tallyOf(kw.database);
      if (after !== tally) failures.push(`${target.label} changed something: ${tally}, then ${after}`);
      tally = after;
    }
    expect(failures.slice(0, FAILURES_SHOWN), `${failures.length} failures`).toEqual([]);
    expect(await contentsOf(kw.database)).toEqual(contents);
  }

  async function send(target: Target, { ids, query = "", ...given }: Given): Promise<HttpAnswer> {
    counts.checks += 1;
    const path = pathOf(target, ids ?? idsFor(world, target)) + query;
    const isBodyGiven = given.json !== undefined || given.body !== undefined;
    const json = isBodyGiven ? given.json : bodyFor(target, idsFor(world, target));
    return http.send({ ...given, method: target.route.method, path, json });
  }

  function expectRefusal(
    target: Target,
    answer: HttpAnswer,
    codes: ErrorCode | readonly ErrorCode[],
  ): Problem {
    const problem = expectProblem(answer, codes);
    expectChallenge(answer, problem.code, target);
    expect(declared(target).has(problem.code), `OpenAPI declares ${problem.code} here`).toBe(true);
    return problem;
  }

  async function refuses(target: Target, given: Given, codes: ErrorCode | readonly ErrorCode[]) {
    return expectRefusal(target, await send(target, given), codes);
  }

  async function cannotTellApart(
    target: Target,
    one: Given,
    other: Given,
    codes: ErrorCode | readonly ErrorCode[],
  ) {
    const answers = [await send(target, one), await send(target, other)] as const;
    for (const answer of answers) expectRefusal(target, answer, codes);
    expect(withoutRequestId(answers[0])).toEqual(withoutRequestId(answers[1]));
  }

  return { every, send, refuses, cannotTellApart, counts };
}
