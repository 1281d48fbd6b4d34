import { repeat } from "../repeat.ts";
import { findSyncOfOrg, lockSync } from "./queries.ts";
import { SYNC_RUNS } from "./queue.ts";
import type { RunDeps } from "./run-deps.ts";
import { listRunsUnderWay, lockRun, type Run } from "./run-queries.ts";
import { enqueueRun } from "./runs.ts";
import { fail } from "./settle.ts";
import { NoLongerWanted } from "./under-way.ts";

const EVERY_MS = 60_000;
const CUT_OFF = {
  code: "internal_error",
  message:
    "The run was cut off whenever it was tried, and is not tried any more. What was written so far is there. Sync now to try again.",
};

/**
 * Runs whose job is over without a word of what came of them: it ended its server again and again, or the database was
 * restored without its jobs. Who waits for one is told that it failed; what had not begun is done.
 */
export async function takeUpForgotten(deps: RunDeps): Promise<void> {
  // First the runs, then the jobs: what is under way has had a job all the time.
  const runs = await listRunsUnderWay(deps.database.kysely);
  if (runs.length === 0) return;
  const goingOn = await deps.jobs.livingIds(SYNC_RUNS, "runId");
  for (const run of runs.filter(({ id }) => !goingOn.has(id))) await takeUp(deps, run);
}

async function takeUp(deps: RunDeps, run: Run): Promise<void> {
  if (run.status === "pending") return begin(deps, run);
  const sync = await findSyncOfOrg(deps.database.kysely, run.org_id, run.sync_id);
  if (!sync) return;
  await fail(deps, { run, sync }, CUT_OFF).catch((error: unknown) => {
    if (!(error instanceof NoLongerWanted)) throw error;
  });
}

async function begin({ database, jobs }: RunDeps, { org_id: orgId, id, sync_id }: Run): Promise<void> {
  await database.kysely.transaction().execute(async (tx) => {
    const sync = await lockSync(tx, orgId, sync_id);
    const run = sync && (await lockRun(tx, orgId, id));
    if (sync && run?.status === "pending") await enqueueRun(jobs, { tx }, sync, run);
  });
}

/** Now, and now and then. Answers how to stop. */
export function watchForgotten(deps: RunDeps, onError: (error: Error) => void): () => Promise<void> {
  const looking = repeat(EVERY_MS, () => takeUpForgotten(deps), onError);
  looking.wake();
  return looking.stop;
}
