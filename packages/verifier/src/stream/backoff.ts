const FIRST_MS = 100;
const MAX_MS = 5000;

/**
 * How long to wait before the next attempt to connect: doubling, with full jitter, so that a thousand verifiers do not
 * come back in the same instant. `attempt` counts from 0; `random` is from 0 to 1.
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt, 16)) * (0.5 + random / 2);
}
