import type { CheckRequest } from "../check.ts";
import type { Verdict } from "../verdict.ts";
import { USAGE_ENTRIES_MAX, type UsageEntry } from "./messages.ts";

/** Kinds of checks that are counted apart between two reports; beyond it, further kinds are not counted. */
const MAX_KINDS = 20_000;
/** No project has a longer name, and what callers send as one is theirs to choose: longer texts are counted as none. */
const PROJECT_MAX_LENGTH = 100;

interface Count {
  readonly entry: Omit<UsageEntry, "count" | "agoMs">;
  count: number;
  lastMs: number;
}

/**
 * Counts checks by key, permission, project and verdict. Counting never waits and never fails: it is allowed to lose
 * counts, and nothing else.
 */
export class UsageCounter {
  #counts = new Map<string, Count>();

  /** Only what an authentic key did is counted: of anybody else there is no name to count under. */
  record(request: CheckRequest, verdict: Verdict, nowMs: number): void {
    const { principal } = verdict;
    if (principal === undefined) return;
    const outcome: UsageEntry["verdict"] = verdict.allowed ? "allowed" : verdict.reason;
    const project = projectOf(request);
    const name = `${principal.keyId} ${request.permission} ${project ?? ""} ${outcome}`;
    const known = this.#counts.get(name);
    if (known !== undefined) {
      known.count += 1;
      known.lastMs = nowMs;
      return;
    }
    if (this.#counts.size >= MAX_KINDS) return;
    const { orgId, tokenId, keyId } = principal;
    const { permission } = request;
    const entry = { orgId, tokenId, keyId, permission, project, verdict: outcome };
    this.#counts.set(name, { entry, count: 1, lastMs: nowMs });
  }

  /** What has been counted since the last time, in portions that fit a message. */
  take(nowMs: number): UsageEntry[][] {
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    const portions: UsageEntry[][] = [];
    for (let start = 0; start < counts.length; start += USAGE_ENTRIES_MAX) {
      const portion = counts.slice(start, start + USAGE_ENTRIES_MAX);
      portions.push(
        portion.map(({ entry, count, lastMs }) => ({ ...entry, count, agoMs: Math.max(0, nowMs - lastMs) })),
      );
    }
    return portions;
  }
}

function projectOf({ project }: CheckRequest): string | null {
  return project === undefined || project === "" || project.length > PROJECT_MAX_LENGTH ? null : project;
}
