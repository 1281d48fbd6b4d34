import { watchForgotten } from "./forgotten.ts";
import { SYNC_NOTICES, sendNotices } from "./notices.ts";
import { SYNC_RUNS } from "./queue.ts";
import type { RunDeps } from "./run-deps.ts";
import { runSyncs } from "./worker.ts";

/** Destinations that one server writes to at once. */
const RUNS_AT_ONCE = 4;
const NOTICES_AT_ONCE = 2;

export const SYNC_QUEUES = [SYNC_RUNS, SYNC_NOTICES];

/** This server does its part of the runs that all servers have been asked for. Answers how to stop looking for forgotten ones. */
export async function startSyncs(
  deps: RunDeps,
  onError: (error: Error) => void,
): Promise<() => Promise<void>> {
  await deps.jobs.work(SYNC_RUNS, { concurrency: RUNS_AT_ONCE }, runSyncs(deps));
  await deps.jobs.work(SYNC_NOTICES, { concurrency: NOTICES_AT_ONCE }, sendNotices(deps));
  return watchForgotten(deps, onError);
}
