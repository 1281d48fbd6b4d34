import type { Job as BossJob, JobResult } from "pg-boss";
import type { Claim } from "./queries.ts";
import { type JobHandler, type Queue, TryAgain } from "./queue.ts";
import { within } from "./within.ts";

export interface Attempts {
  /** What pg-boss calls with each job that it has claimed for us. */
  runner<Data extends object>(
    queue: Queue<Data>,
    handler: JobHandler<Data>,
  ): (jobs: BossJob<Data>[]) => Promise<JobResult[]>;
  /** Tells those under way to end, and waits for it a moment. Answers the claims that are to be given back. */
  abort(graceMs: number): Promise<Claim[]>;
}

/** Tries at jobs, as this server makes them. */
export function createAttempts(onError: (error: Error) => void): Attempts {
  const ending = new AbortController();
  const claims = new Set<Claim>();
  const underWay = new Set<Promise<void>>();

  async function run<Data extends object>(
    queue: Queue<Data>,
    handler: JobHandler<Data>,
    { id, data, retryCount, signal }: BossJob<Data>,
  ): Promise<JobResult> {
    const claim = { id, retryCount };
    claims.add(claim);
    const attempt = retryCount + 1;
    const timeout = AbortSignal.timeout(queue.timeoutSeconds * 1000);
    let status: "completed" | "failed" = "completed";
    try {
      if (ending.signal.aborted) return await givenBack();
      const trying = handler({
        id,
        data,
        attempt,
        attemptsMax: queue.attempts,
        signal: AbortSignal.any([signal, ending.signal, timeout]),
      });
      await tracked(trying);
    } catch (error) {
      if (ending.signal.aborted) return await givenBack();
      if (!(error instanceof TryAgain)) onError(failed(queue, attempt, error));
      if (attempt < queue.attempts) status = "failed";
    }
    claims.delete(claim);
    return { id, status };
  }

  async function tracked(trying: Promise<void>): Promise<void> {
    underWay.add(trying);
    try {
      await trying;
    } finally {
      underWay.delete(trying);
    }
  }

  return {
    runner: (queue, handler) => (jobs) => Promise.all(jobs.map((job) => run(queue, handler, job))),
    async abort(graceMs) {
      ending.abort();
      await within(graceMs, Promise.allSettled(underWay));
      return [...claims];
    },
  };
}

/** Never answers: pg-boss is to write down neither an end nor a failure. */
function givenBack(): Promise<never> {
  return new Promise(() => {});
}

function failed({ name, attempts }: Queue<object>, attempt: number, cause: unknown): Error {
  return new Error(`A job of the queue ${name} has failed (try ${attempt} of ${attempts}).`, { cause });
}
