import { findSyncOfOrg, lockSync, type SyncRow } from "./queries.ts";
import type { RunJob } from "./queue.ts";
import type { RunDeps } from "./run-deps.ts";
import { lockRun, type Run, runById, updateRun } from "./run-queries.ts";
import { enqueueRun } from "./runs.ts";

export interface Claimed {
  readonly run: Run;
  /** As it was when the run began. */
  readonly sync: SyncRow;
}

/** Begins the run, or begins it again after a server died in it. Undefined when there is nothing to be done. */
export async function claim(
  { database, jobs }: Pick<RunDeps, "database" | "jobs">,
  job: RunJob,
): Promise<Claimed | undefined> {
  const { orgId, runId } = job;
  const now = new Date();
  return database.kysely.transaction().execute(async (tx) => {
    const found = await runById(tx, orgId, runId);
    if (!found || !(await lockSync(tx, orgId, found.sync_id))) return undefined;
    const [sync, run] = [await findSyncOfOrg(tx, orgId, found.sync_id), await lockRun(tx, orgId, runId)];
    if (!sync || !run || (run.status !== "pending" && run.status !== "running")) return undefined;
    if (sync.destination_hash !== job.destination) {
      // It has moved, and must take its turn there.
      await enqueueRun(jobs, { tx }, sync, run);
      return undefined;
    }
    const begun = {
      status: "running",
      attempts: run.attempts + 1,
      started_at: run.started_at ?? now,
    } as const;
    await updateRun(tx, orgId, runId, begun);
    return { run: { ...run, ...begun }, sync };
  });
}
