import type { IssuedKey, Question, Truth } from "./truth.ts";

/** Whoever decides: a verifier, or a server. */
export interface Decider {
  readonly name: string;
  /** The one organization it sees; null for all. */
  readonly org: string | null;
  /** It may not decide by less than this revision, at this instant (epoch milliseconds). */
  floorAt(nowMs: number): number;
  /** When it was cut off from news (monotonic); undefined while it is not. */
  readonly cutOffAtMs: number | undefined;
}

export interface GivenVerdict {
  readonly allowed: boolean;
  readonly reason?: string | undefined;
  readonly missing?: string | undefined;
  readonly revision: number;
}

interface Observation {
  readonly decider: string;
  readonly isForeign: boolean;
  readonly key: IssuedKey;
  readonly question: Question;
  readonly verdict: GivenVerdict;
  readonly fromMs: number;
  readonly toMs: number;
  readonly endedAtMs: number;
  readonly step: number;
}

/** What the decider was bound by when a check began. */
export interface Asked {
  readonly fromMs: number;
  readonly atMs: number;
  readonly floor: number;
  readonly mustHaveStopped: boolean;
  readonly cutOffAtMs: number | undefined;
}

/** Holds every verdict against the truth; what is wrong is thrown. */
export class Judge {
  readonly counts = { allowed: 0, refused: 0, stale: 0 };
  step = 0;
  readonly #truth: Truth;
  readonly #leaseMs: number;
  /** Verdicts of revisions that are committed but not answered yet. */
  #waiting: Observation[] = [];
  readonly #begunAtMs = new Map<number, number>();

  constructor(truth: Truth, leaseMs: number) {
    this.#truth = truth;
    this.#leaseMs = leaseMs;
  }

  asking(decider: Decider): Asked {
    const fromMs = Date.now();
    const atMs = performance.now();
    const { cutOffAtMs } = decider;
    // Its lease was counted from something it said before it was cut off.
    const mustHaveStopped = cutOffAtMs !== undefined && atMs > cutOffAtMs + this.#leaseMs;
    return { fromMs, atMs, floor: decider.floorAt(fromMs), mustHaveStopped, cutOffAtMs };
  }

  answered(
    decider: Decider,
    asked: Asked,
    key: IssuedKey,
    question: Question,
    verdict: GivenVerdict,
    mayBeStale = true,
  ): void {
    const { fromMs, floor } = asked;
    const isForeign = decider.org !== null && decider.org !== key.org;
    const seen: Observation = {
      decider: decider.name,
      isForeign,
      key,
      question,
      verdict,
      fromMs,
      toMs: Date.now(),
      endedAtMs: performance.now(),
      step: this.step,
    };
    if (verdict.reason === "stale") {
      this.counts.stale += 1;
      if (!mayBeStale) throw this.#wrong(seen, "stale, although its line is whole");
      return;
    }
    this.counts[verdict.allowed ? "allowed" : "refused"] += 1;
    // Whoever waited for a revision may have been reached again meanwhile.
    const isStillCutOff = decider.cutOffAtMs === asked.cutOffAtMs;
    if (asked.mustHaveStopped && isStillCutOff) throw this.#wrong(seen, "decided beyond its lease");
    if (verdict.revision < floor) throw this.#wrong(seen, `decided below revision ${floor}`);
    if (verdict.reason === "permission_missing" && verdict.missing !== question.permission) {
      throw this.#wrong(seen, "another permission is called missing");
    }
    if (verdict.revision <= this.#truth.knownTo) this.#hold(seen);
    else this.#waiting.push(seen);
  }

  /** A revision has become known, by the answer to a write that began at this instant (monotonic). */
  learned(revision: number, begunAtMs: number): void {
    this.#begunAtMs.set(revision, begunAtMs);
    const ready = this.#waiting.filter(({ verdict }) => verdict.revision <= this.#truth.knownTo);
    this.#waiting = this.#waiting.filter(({ verdict }) => verdict.revision > this.#truth.knownTo);
    for (const seen of ready) this.#hold(seen);
  }

  /** Every write has been answered: no verdict may be by a revision that nobody made. */
  settled(): void {
    const [seen] = this.#waiting;
    if (seen) throw this.#wrong(seen, `nobody made its revision; ${this.#truth.knownTo} is the last`);
  }

  #hold(seen: Observation): void {
    const { verdict, key, question, fromMs, toMs } = seen;
    if (seen.endedAtMs < (this.#begunAtMs.get(verdict.revision) ?? -Infinity)) {
      throw this.#wrong(seen, "decided by a revision from the future");
    }
    const right = seen.isForeign
      ? new Set(["revoked"])
      : this.#truth.answers(verdict.revision, key, question, fromMs, toMs);
    const outcome = verdict.allowed ? "allowed" : (verdict.reason ?? "");
    if (!right.has(outcome)) throw this.#wrong(seen, `right would be ${[...right].join(" or ")}`);
  }

  #wrong({ decider, key, question, verdict, step, toMs }: Observation, why: string): Error {
    const { org, token, role, narrowing } = key;
    const about = JSON.stringify({ org, token, key: key.key, role, narrowing, question, verdict, toMs });
    return new Error(`step ${step}: ${decider}: ${why}\n${about}`);
  }
}
