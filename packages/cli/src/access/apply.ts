import { applyPlan } from "./apply-plan.ts";
import { appliedData, planData } from "./plan-data.ts";
import { leftLines, planLines } from "./plan-lines.ts";
import { planAgainst, type Planned, refuseForeseen } from "./planned.ts";
import { readAccess } from "./read-access.ts";
import { readSources } from "./read-sources.ts";
import type { Step } from "./steps.ts";
import { outcomeLine, summaryOf, titleOf } from "./titles.ts";
import type { Cli } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";

export interface ApplyOptions {
  readonly file: readonly string[];
  readonly plan?: true;
  readonly yes?: true;
  readonly prune?: boolean;
}

export async function apply(
  cli: Cli,
  { file, plan: planOnly, yes, prune = false }: ApplyOptions,
): Promise<void> {
  if (planOnly && yes) throw new Failure(EXIT.usage, "Give --plan to look, or --yes to do it.");
  // First of all: to find mistakes in files takes no server.
  const wanted = readAccess(await readSources(file));
  const connection = await cli.connect();
  const progress = cli.words.progress("Comparing with what there is");
  const planned = await planAgainst(connection, wanted, { prune }).finally(() => progress.stop());
  const { steps } = planned.plan;
  show(cli, connection.url, planned);
  if (steps.length === 0) {
    cli.words.done("Nothing to change.");
    return cli.out.result(planData(planned));
  }
  if (planOnly) {
    cli.endWith(EXIT.no);
    return cli.out.result(planData(planned));
  }
  refuseForeseen(planned.foreseen);
  await cli.ask.confirm(`${summaryOf(steps)}. This is in force at once.`, "Apply", yes);
  await carryOut(cli, planned);
}

function show({ words }: Cli, url: string, { plan, foreseen, target }: Planned): void {
  words.note(target.teamId ? `Team ${target.teamId} at ${url}` : url);
  for (const line of [...planLines(foreseen), ...leftLines(plan.left)]) words.note(line);
  if (plan.steps.length > 0) words.note(`${summaryOf(plan.steps)}.`);
}

/** Whoever interrupts it is told as well what has been done and what has not: the step under way is finished first. */
async function carryOut({ words, out, interruption }: Cli, { plan, target }: Planned): Promise<void> {
  const { stopped } = await interruption.hold(async () => {
    const applied = await applyPlan(target, plan.steps, {
      signal: interruption.signal,
      onDone(step, outcome) {
        words.done(outcomeLine(step, outcome));
        for (const sentence of outcome.advice ?? []) words.warn(sentence);
      },
    });
    if (applied.stopped) words.warn(undoneLine(applied.done.length, applied.stopped.undone));
    await out.result(appliedData(applied));
    return applied;
  });
  if (!stopped) return;
  const { failure, undone } = stopped;
  const [refused] = undone.map(titleOf);
  throw new Failure(failure.exitCode, `Stopped at ${refused}: ${failure.message}`, failure.more);
}

function undoneLine(done: number, undone: readonly Step[]): string {
  return `Done: ${done}. Not done: ${undone.map(titleOf).join("; ")}. Run it again to do what is left.`;
}
