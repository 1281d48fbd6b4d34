import type { Principal, Verdict } from "@keywright/verifier";
import type { Asked, Counts } from "./counts.ts";
import type { Usage } from "./usage.ts";

type Key = Pick<Principal, "orgId" | "tokenId" | "keyId">;

/** What is kept of a use: when the key was last used, and how often for what. Recording never waits and never fails. */
export interface Uses {
  record(key: Key, asked: Asked, atMs: number): void;
}

export function createUses(usage: Usage, counts: Counts): Uses {
  return {
    record(key, asked, atMs) {
      usage.record(key, atMs);
      counts.count(key, asked, atMs);
    },
  };
}

/** What a verdict is counted as. Of a key that is not authentic, or has ended, there is nobody to count for. */
export function outcomeOf(verdict: Verdict): string {
  return verdict.allowed ? "allowed" : verdict.reason;
}
