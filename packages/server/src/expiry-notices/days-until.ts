const DAY_MS = 24 * 3_600_000;

/** Begun days count. */
export function daysUntil(instant: Date, now: Date): number {
  return Math.ceil((instant.getTime() - now.getTime()) / DAY_MS);
}
