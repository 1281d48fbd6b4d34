import type { TrustRule } from "./trust-rule.ts";

export type Claim = TrustRule["claims"][number];

/** A condition while it is filled in: it keeps both kinds of values, so that nothing is lost by looking at the other. */
export interface ConditionDraft {
  /** Tells rows apart while they are edited. */
  readonly key: number;
  readonly claim: string;
  readonly kind: "equals" | "matches";
  readonly equals: readonly string[];
  readonly matches: string;
}

let lastKey = 0;

export function blankCondition(claim = ""): ConditionDraft {
  lastKey += 1;
  return { key: lastKey, claim, kind: "equals", equals: [], matches: "" };
}

export function conditionOf({ claim, equals, matches }: Claim): ConditionDraft {
  const kind = matches === undefined ? "equals" : "matches";
  return { ...blankCondition(claim), kind, equals: equals ?? [], matches: matches ?? "" };
}

export function claimOf({ claim, kind, equals, matches }: ConditionDraft): Claim {
  return kind === "equals" ? { claim, equals: [...equals] } : { claim, matches };
}

const list = new Intl.ListFormat("en", { type: "disjunction" });

/** `repository_id is 1296269`, `ref matches refs/heads/release-*`. */
export function conditionWords({ claim, equals, matches }: Claim): string {
  return matches === undefined ? `${claim} is ${list.format(equals ?? [])}` : `${claim} matches ${matches}`;
}
