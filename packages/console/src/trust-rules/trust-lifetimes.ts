import { TRUST_LIFETIME_MAX_SECONDS } from "@keywright/contract";
import { durationWords, type TokenPolicy } from "../tokens/lifetimes.ts";

const MINUTE_SECONDS = 60;
const USUAL = [5, 15, 30, 60, 4 * 60].map((minutes) => minutes * MINUTE_SECONDS);

/** As long as jobs run, within the policy; also what the rule has now. */
export function trustLifetimes(policy: TokenPolicy | undefined, now: number) {
  const max = Math.min(TRUST_LIFETIME_MAX_SECONDS, policy?.maxLifetimeSeconds ?? TRUST_LIFETIME_MAX_SECONDS);
  const all = new Set([...USUAL.filter((seconds) => seconds < max), max, now]);
  return [...all]
    .sort((one, other) => one - other)
    .map((seconds) => ({ value: String(seconds), label: durationWords(seconds) }));
}
