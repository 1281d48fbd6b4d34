const CHECKED_EVERY_MS = 6 * 3600_000;

/** Spread, so that connections which were made together are not checked together for ever. */
export function nextCheckAfter(now: Date): Date {
  return new Date(now.getTime() + CHECKED_EVERY_MS * (0.9 + 0.2 * Math.random()));
}
