import type { Queue } from "../jobs/queue.ts";

/** All that a run may take together, on a platform that wants one request for each variable. */
export const RUN_PATIENCE_MS = 5 * 60_000;

export interface RunJob {
  readonly orgId: string;
  readonly runId: string;
  /** The key under which it takes its turn. */
  readonly destination: string;
}

/** By destination: one run at a time writes there. A run tries again by a job of its own, so that others may go before. */
export const SYNC_RUNS: Queue<RunJob> = {
  name: "sync-runs",
  // Of a server that dies, or a database that is away: what a platform refuses is no failure of the job.
  attempts: 5,
  retryAfterSeconds: 1,
  retryAfterMaxSeconds: 30,
  timeoutSeconds: RUN_PATIENCE_MS / 1000 + 60,
  onePerKey: true,
};
