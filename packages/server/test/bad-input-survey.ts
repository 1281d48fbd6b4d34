import { type ErrorCode, ERRORS } from "@keywright/contract";
import { expect } from "vitest";
import { expectNamed, expectProblem } from "./guard-expect.ts";
import type { HttpAnswer } from "./guard-http.ts";
import { tallyOf } from "./guard-ledger.ts";
import type { Guard } from "./guard-run.ts";
import { type Target, TARGETS } from "./guard-targets.ts";
import type { GuardWorld } from "./guard-world.ts";

/** Sends things that some operations take and others refuse, and keeps what was wrong with the answers. */
export interface Survey {
  /** Runs over operations; all that was wrong is reported at the end, together. */
  over(only: (target: Target) => boolean, visit: (target: Target) => Promise<void>): Promise<void>;
  /**
   * Sends. The answer must be a success, or a refusal that names `field` and after which nothing has changed; never an
   * error of ours.
   */
  ask(target: Target, given: Parameters<Guard["send"]>[1], field?: string): Promise<HttpAnswer>;
}

const FAILURES_SHOWN = 12;

export function createSurvey({ kw }: GuardWorld, guard: Guard): Survey {
  let failures: string[] = [];
  let tally = "";

  return {
    async over(only, visit) {
      failures = [];
      tally = await tallyOf(kw.database);
      for (const target of TARGETS.filter(only)) {
        await visit(target).catch((error: Error) => failures.push(`${target.label}: ${error.message}`));
      }
      expect(failures.slice(0, FAILURES_SHOWN), `${failures.length} failures`).toEqual([]);
    },

    async ask(target, given, field) {
      const answer = await guard.send(target, given);
      const before = tally;
      tally = await tallyOf(kw.database);
      if (answer.status === 200) return answer;
      try {
        const problem = expectProblem(answer, ANY_REFUSAL);
        if (field !== undefined && problem.code === "validation_failed") expectNamed(problem, field);
        expect(tally).toBe(before);
      } catch (error) {
        const sent = JSON.stringify({ ...given, token: "…" }).slice(0, 200);
        failures.push(`${target.label}, sent ${sent}: ${(error as Error).message.split("\n")[0]}`);
      }
      return answer;
    },
  };
}

/** Every code that says that the caller did something wrong. */
const ANY_REFUSAL = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => ERRORS[code].status < 500);
