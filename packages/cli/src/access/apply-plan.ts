import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Failure } from "../failure.ts";
import { failureFrom } from "../failure.ts";
import { doStep, type Options, type Outcome, type Target } from "./do-step.ts";
import { refuseDrift } from "./drift.ts";
import type { Step } from "./steps.ts";

/** After the first time that no answer comes, and the second. */
const AGAIN_AFTER_MS = [500, 2000];

export interface Applied {
  readonly done: readonly { readonly step: Step; readonly outcome: Outcome }[];
  /** What stopped it, and what was left undone, from the step that was refused on. */
  readonly stopped?: { readonly failure: Failure; readonly undone: readonly Step[] };
}

interface Watched {
  readonly signal: AbortSignal;
  readonly onDone: (step: Step, outcome: Outcome) => void;
}

/** One step after the other, up to the first that is refused. What has been done stays done. */
export async function applyPlan(
  target: Target,
  steps: readonly Step[],
  { signal, onDone }: Watched,
): Promise<Applied> {
  const done: { step: Step; outcome: Outcome }[] = [];
  for (const [index, step] of steps.entries()) {
    try {
      signal.throwIfAborted();
      await refuseDrift(target, step);
      const outcome = await sendAgainIfUnanswered(doStep.bind(undefined, target, step));
      done.push({ step, outcome });
      onDone(step, outcome);
    } catch (error) {
      return { done, stopped: { failure: failureFrom(error), undone: steps.slice(index) } };
    }
  }
  return { done };
}

/** A request whose answer was lost may have been carried out: under its key, it is answered as the first time. */
async function sendAgainIfUnanswered(send: (options: Options) => Promise<Outcome>): Promise<Outcome> {
  const key = randomUUID();
  const options: Options = (part = "whole") => ({ idempotencyKey: `${key}-${part}` });
  for (const delayMs of AGAIN_AFTER_MS) {
    try {
      return await send(options);
    } catch (error) {
      if (!isUnanswered(error)) throw error;
    }
    await setTimeout(delayMs);
  }
  return send(options);
}

/** By name: the SDK is loaded by those who call it. */
function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.name === "ConnectionError";
}
