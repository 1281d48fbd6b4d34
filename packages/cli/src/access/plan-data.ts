import type { Applied } from "./apply-plan.ts";
import { differences } from "./differences.ts";
import type { Planned } from "./planned.ts";
import type { Step } from "./steps.ts";

/** The plan as machines read it. */
export function planData({ plan, foreseen }: Pick<Planned, "plan" | "foreseen">): object {
  return {
    steps: foreseen.map(({ step, effect }) => ({ ...stepData(step), effect })),
    left: plan.left.map(stepData),
  };
}

/** What has been done and what has not, as machines read it. */
export function appliedData({ done, stopped }: Applied): object {
  return {
    done: done.map(({ step, outcome }) => ({ ...stepData(step), outcome })),
    undone: (stopped?.undone ?? []).map(stepData),
  };
}

function stepData(step: Step): object {
  const { action, kind, level, id } = step;
  const before = "before" in step ? step.before : undefined;
  const after = "after" in step ? step.after : undefined;
  return { action, kind, level, id, changes: differences(before, after) };
}
