import type { Outcome } from "./do-step.ts";
import { counted } from "./listed.ts";
import type { Step, StepOf } from "./steps.ts";

/** What a step is about, in words. */
export function titleOf(step: Step): string {
  const org = step.level === "org" ? "organization " : "";
  switch (step.kind) {
    case "permissions":
      return "catalogue of permissions";
    case "settings":
      return `settings of the ${step.level === "org" ? "organization" : "team"}`;
    case "member":
      return `${org}member ${step.id}, invited with ${rolesOf(step)}`;
    case "hold":
      return `${org}role ${"after" in step ? step.after.role : step.before.role}, held by ${step.id}`;
    case "project":
    case "role":
    case "trust rule":
      return `${org}${step.kind} ${step.id}`;
  }
}

function rolesOf(step: StepOf<"member">): string {
  const roles = "after" in step ? step.after.roles : [];
  return roles.length === 1 ? `role ${roles[0]}` : `roles ${roles.join(", ")}`;
}

/** `2 to create, 1 to edit`. */
export function summaryOf(steps: readonly Step[]): string {
  const actions = ["create", "edit", "delete"] as const;
  return actions
    .map((action) => ({ action, count: steps.filter((step) => step.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} to ${action}`)
    .join(", ");
}

/** What has been done, and what came with it. */
export function outcomeLine(step: Step, { revokedTokens = 0, needsLink }: Outcome): string {
  return [
    doneOf(step),
    ...(revokedTokens > 0 ? [`${counted(revokedTokens, "token", "tokens")} revoked`] : []),
    ...(needsLink
      ? [`no mail goes out there: make a link with keywright members invite-again ${step.id}`]
      : []),
  ].join("; ");
}

const DONE = { create: "Created", edit: "Edited", delete: "Deleted" } as const;

function doneOf(step: Step): string {
  const org = step.level === "org" ? "organization " : "";
  if (step.kind === "member")
    return `Invited ${step.id}${org && " to the organization"} with ${rolesOf(step)}`;
  if (step.kind !== "hold") return `${DONE[step.action]} ${titleOf(step)}`;
  return "after" in step
    ? `Gave ${org}role ${step.after.role} to ${step.id}`
    : `Took ${org}role ${step.before.role} from ${step.id}`;
}
