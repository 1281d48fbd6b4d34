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

/** What may be chosen under the policy; the first one up to 30 days is a good choice. */
export function lifetimesUnder({ maxLifetimeSeconds, allowNoExpiry }: TokenPolicy): Lifetime[] {
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
  if (allowNoExpiry) lifetimes.push({ value: NO_EXPIRY, label: "No expiry" });
  return lifetimes;
}

export function usualLifetime(lifetimes: readonly Lifetime[]): string {
  const usual = String(30 * DAY_SECONDS);
  return lifetimes.find(({ value }) => value === usual)?.value ?? lifetimes[0]?.value ?? ON_A_DAY;
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
