import type { Answer } from "../api/read.ts";

export type TokenPolicy = Answer<"listIssuableRoles">["tokenPolicy"];

const DAY_SECONDS = 24 * 3600;
const DAYS = [7, 30, 90, 365] as const;
export const NO_EXPIRY = "none";
export const ON_A_DAY = "day";

export interface Lifetime {
  /** Seconds, or one of the two words. */
  readonly value: string;
  readonly label: string;
}

/** What may be chosen under the policy; `mustExpire`, whatever that says: for what belongs to a person. */
export function lifetimesUnder(
  { maxLifetimeSeconds, allowNoExpiry }: TokenPolicy,
  { mustExpire = false } = {},
): Lifetime[] {
  const max = maxLifetimeSeconds ?? Number.POSITIVE_INFINITY;
  const allowed = DAYS.filter((days) => days * DAY_SECONDS <= max);
  const lifetimes = allowed.map((days) => ({ value: String(days * DAY_SECONDS), label: dayWords(days) }));
  if (
    allowed.length < DAYS.length &&
    maxLifetimeSeconds !== null &&
    !lifetimes.some(({ value }) => value === String(max))
  ) {
    lifetimes.push({ value: String(max), label: `${durationWords(max)}, the longest allowed` });
  }
  lifetimes.push({ value: ON_A_DAY, label: "On a day you choose" });
  if (allowNoExpiry && !mustExpire) lifetimes.push({ value: NO_EXPIRY, label: "No expiry" });
  return lifetimes;
}

/** So many days, or the longest below them that is allowed. */
export function usualLifetime(lifetimes: readonly Lifetime[], days: (typeof DAYS)[number] = 30): string {
  const usual = days * DAY_SECONDS;
  return lifetimes.findLast(({ value }) => Number(value) <= usual)?.value ?? lifetimes[0]?.value ?? ON_A_DAY;
}

function dayWords(days: number): string {
  return days === 365 ? "1 year" : `${days} days`;
}

export function durationWords(seconds: number): string {
  const days = Math.floor(seconds / DAY_SECONDS);
  if (days >= 1) return days === 1 ? "1 day" : `${days} days`;
  const hours = Math.floor(seconds / 3600);
  if (hours >= 1) return hours === 1 ? "1 hour" : `${hours} hours`;
  const minutes = Math.floor(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
