import type { Decision } from "@keywright/policy";
import { missingPermission } from "./missing-permission.ts";
import { Refusal } from "./refusal.ts";

export interface AccessQuestion {
  readonly permission: string;
  readonly teamId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly environment?: string | undefined;
}

/** Asks what the route's own check could not know: about the thing that has just been read. */
export type Ask = (question: AccessQuestion) => Decision;

export function refuseDecision(decision: Decision): void {
  if (decision.allowed) return;
  if (decision.reason === "permission_missing") throw missingPermission(decision.missing ?? "");
  if (decision.reason === "environment_restricted") throw environmentRestricted();
  if (decision.reason === "project_restricted") throw new Refusal("project_restricted");
  throw new Refusal("not_found");
}

export function environmentRestricted(): Refusal {
  return new Refusal("environment_restricted", {
    detail: "What you may do reaches certain environments only, and this concerns others too.",
  });
}
