import { TRUST_LIFETIME_DEFAULT_SECONDS } from "@keywright/contract";
import { type NarrowingForm, narrowingFormOf, narrowingIn, NO_NARROWING } from "../tokens/narrowing-form.ts";
import { CI_SYSTEMS } from "./ci-systems.ts";
import { blankCondition, claimOf, type ConditionDraft, conditionOf } from "./claim-condition.ts";
import type { TrustRule } from "./trust-rule.ts";

/** A trust rule while it is filled in. */
export interface TrustRuleDraft {
  readonly name: string;
  readonly description: string;
  readonly issuer: string;
  readonly audience: string;
  readonly conditions: readonly ConditionDraft[];
  readonly roleId: string | null;
  readonly narrowing: NarrowingForm;
  readonly lifetimeSeconds: number;
}

/** The audience is this installation: a CI token made for others is then worth nothing here. */
export function blankTrustRule(audience: string): TrustRuleDraft {
  const [system] = CI_SYSTEMS;
  return {
    name: "",
    description: "",
    issuer: system?.issuer ?? "",
    audience,
    conditions: [blankCondition(system?.claims[0])],
    roleId: null,
    narrowing: NO_NARROWING,
    lifetimeSeconds: TRUST_LIFETIME_DEFAULT_SECONDS,
  };
}

export function draftOf(rule: TrustRule): TrustRuleDraft {
  return {
    name: rule.name,
    description: rule.description ?? "",
    issuer: rule.issuer,
    audience: rule.audience,
    conditions: rule.claims.map(conditionOf),
    roleId: rule.roleId,
    narrowing: narrowingFormOf(rule.narrowing ?? {}),
    lifetimeSeconds: rule.lifetimeSeconds,
  };
}

/** What a new rule and a whole edit have in common; the narrowing is undefined where there is none. */
export function bodyOf(draft: TrustRuleDraft) {
  return {
    name: draft.name,
    description: draft.description || null,
    issuer: draft.issuer.trim(),
    audience: draft.audience.trim(),
    claims: draft.conditions.map(claimOf),
    roleId: draft.roleId ?? "",
    lifetimeSeconds: draft.lifetimeSeconds,
    narrowing: narrowingIn(draft.narrowing),
  };
}

export type TrustRuleBody = ReturnType<typeof bodyOf>;

/** Only what differs: to send more would revoke what the rule has issued, even if it was just renamed. */
export function editOf(draft: TrustRuleDraft, rule: TrustRule): Partial<TrustRuleBody> {
  const before: Readonly<Record<string, unknown>> = bodyOf(draftOf(rule));
  const changed = Object.entries(bodyOf(draft)).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
  );
  return Object.fromEntries(changed);
}
