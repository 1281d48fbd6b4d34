import { ApiError } from "@keywright/sdk";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import {
  answer,
  DATA,
  ENVIRONMENT,
  LATER,
  PROJECTS,
  type Question,
  uncovered,
} from "./authority-model.test-support.ts";
import { pick, planOf } from "./escalation-plans.test-support.ts";
import { type Step, steps } from "./escalation-steps.test-support.ts";
import { held, World } from "./escalation-world.test-support.ts";

/** For as many random histories as fit, and a few on the slowest machine. */
const TIME_LIMIT_MS = 20_000;
const MIN_HISTORIES = 8;
/** What a failure may take more, to find a shorter history that fails too; it is shown with its seed. */
const SHRINKING_MS = 30_000;
const MAX_HISTORIES = 1000;
const QUESTIONS_AT_THE_END = 100;

let kw: TestService;
beforeAll(async () => {
  kw = await startTestService();
  await putCatalogue(DATA);
});
afterAll(() => kw.close());

function putCatalogue(names: readonly string[]) {
  return kw.operator.putCatalogue({ body: { permissions: names.map((permission) => ({ permission })) } });
}

let hasFailed = false;
const ends = new Map<string, number>();

/** One step over the API. What it gives must have been its doer's; what is refused as escalation must not have been. */
async function take(world: World, step: Step): Promise<void> {
  const doer = pick(world.tokens, step.by);
  // As it is now: the step may change the doer's own role.
  const own = held(doer);
  const plan = planOf(world, step);
  const end = await plan.act(doer).then(
    () => "done",
    (error: unknown) => {
      if (!(error instanceof ApiError) || error.status >= 500) throw error;
      return error.code;
    },
  );
  ends.set(end, (ends.get(end) ?? 0) + 1);
  if (end !== "done" && end !== "escalation") return;
  const excess = plan.gifts(doer).flatMap(({ wanted, already }) => {
    const holders = already ? [own, { role: already, narrowing: null }] : [own];
    return uncovered(holders, wanted, world.teams) ?? [];
  });
  if (end === "done") expect(excess, `${doer.name} gave more than it had by ${step.kind}`).toEqual([]);
  else expect(excess, `${doer.name} was refused to ${step.kind} what it has`).not.toEqual([]);
}

/** What the service says of the tokens, also of permissions that come only now, is what the model says. */
async function compare(world: World, picks: readonly number[]): Promise<void> {
  await putCatalogue([...DATA, ...LATER]);
  const asked = picks.map((number) => questionOf(world, number));
  const checks = asked.map(({ token, question: { teamId, projectId, ...rest } }) => ({
    token: token.value,
    team: teamId,
    project: projectId,
    ...rest,
  }));
  const answers = await world.client.verify({ body: { checks } as never });
  await putCatalogue(DATA);
  if (!("verdicts" in answers)) throw new Error("checks have verdicts");
  const found = answers.verdicts.map(({ allowed, reason }) => (allowed ? "allowed" : reason));
  expect(found).toEqual(asked.map(({ token, question }) => answer(held(token), question)));
}

function questionOf(world: World, number: number) {
  let rest = number;
  const oneOf = <T>(list: readonly T[]): T => {
    const found = pick(list, rest);
    rest = Math.floor(rest / list.length);
    return found;
  };
  const token = oneOf(world.tokens);
  const question: Question = {
    permission: oneOf([...DATA, ...LATER, "project:projects:manage:read", "team:admin:roles:manage"]),
    teamId: oneOf(world.teams),
    projectId: oneOf([undefined, ...PROJECTS]),
    environment: oneOf([undefined, ENVIRONMENT, "other"]),
    ip: oneOf(["127.0.0.1", "127.0.0.2", "10.0.0.1", "192.0.2.9"]),
  };
  // One that is not there is refused to everyone; of that the model knows nothing.
  const isThere = question.projectId === undefined || world.hasProject(question.teamId, question.projectId);
  return { token, question: isThere ? question : { ...question, projectId: undefined } };
}

test(
  "whatever is made, edited, put, issued, derived, trusted, rotated or granted, nobody ends with more than its givers had",
  { timeout: TIME_LIMIT_MS + SHRINKING_MS + 60_000 },
  async () => {
    const picks = fc.array(fc.nat(), { minLength: QUESTIONS_AT_THE_END, maxLength: QUESTIONS_AT_THE_END });
    let [histories, endMs] = [0, performance.now() + TIME_LIMIT_MS];
    const live = async (history: Step[], questions: number[]) => {
      const world = await World.create(kw, `History ${++histories}`);
      for (const step of history) await take(world, step);
      await compare(world, questions);
    };
    const property = fc.asyncProperty(steps, fc.noShrink(picks), async (history, questions) => {
      // Not fast-check's own limit, which stops waiting for a history but not the history.
      if (performance.now() > endMs && (hasFailed || histories >= MIN_HISTORIES)) return;
      await live(history, questions).catch((failure: unknown) => {
        if (!hasFailed) endMs = performance.now() + SHRINKING_MS;
        hasFailed = true;
        throw failure;
      });
    });
    await fc.assert(property, { numRuns: MAX_HISTORIES });
    // A walk that was never refused, or always, would have proved nothing.
    for (const end of ["done", "escalation"]) expect(ends.get(end)).toBeGreaterThan(MIN_HISTORIES / 2);
  },
);
