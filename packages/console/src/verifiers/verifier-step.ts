import type { Answer } from "../api/read.ts";

export type Verifier = Answer<"listVerifiers">["verifiers"][number];

/** Without a lease it refuses everything, so nobody waits for it. */
export function isLive({ leaseEndsAt }: Verifier, nowMs: number): boolean {
  return Date.parse(leaseEndsAt) > nowMs;
}

/** Who decides at this moment, at which revision, and who has not confirmed the newest one yet. */
export function stepOf(verifiers: readonly Verifier[], nowMs: number) {
  const live = verifiers.filter((verifier) => isLive(verifier, nowMs));
  return {
    live,
    behind: live.filter(({ lag }) => lag > 0),
    revision: Math.max(0, ...verifiers.map(({ revision, lag }) => revision + lag)),
  };
}
