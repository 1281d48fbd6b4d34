import { actorType, callerId } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { newId } from "../ids.ts";
import type { Asking, Jobs } from "../jobs/jobs.ts";
import type { Sync } from "./queries.ts";
import { SYNC_RUNS } from "./queue.ts";
import { forgetOldRuns, insertRun, type Run } from "./run-queries.ts";

/** So many runs of a sync are kept. */
const RUNS_MAX = 100;

export interface RunRequest {
  readonly kind: Run["kind"];
  readonly trigger: Run["trigger"];
  readonly prefer?: "source" | "destination" | undefined;
}

/** A run that begins when this transaction has committed; one of this kind that waits already is given again. */
export async function requestRun(
  jobs: Jobs,
  work: Work,
  sync: Pick<Sync, "org_id" | "id" | "destination_hash">,
  { kind, trigger, prefer }: RunRequest,
): Promise<Run> {
  const nothing = json([]);
  const run = await insertRun(work.tx, {
    org_id: sync.org_id,
    id: newId("run"),
    sync_id: sync.id,
    kind,
    trigger,
    prefer: prefer ?? null,
    actor_type: actorType(work.caller),
    actor_id: callerId(work.caller),
    status: "pending",
    code: null,
    message: null,
    attempts: 0,
    created: nothing,
    updated: nothing,
    deleted: nothing,
    overwritten: nothing,
    queued_at: work.now,
    started_at: null,
    ended_at: null,
    continued_by: null,
  });
  // Also for one that waits: its job may lie long ahead, or have been lost.
  await enqueueRun(jobs, work, sync, run);
  await forgetOldRuns(work.tx, { orgId: sync.org_id, syncId: sync.id }, RUNS_MAX);
  return run;
}

/** A run takes its turn at the sync's destination. */
export async function enqueueRun(
  jobs: Jobs,
  asking: Asking,
  { destination_hash: destination }: Pick<Sync, "destination_hash">,
  { org_id: orgId, id: runId }: Pick<Run, "org_id" | "id">,
  startAfter?: Date,
): Promise<void> {
  const options = { key: destination, ...(startAfter && { startAfter }) };
  await jobs.enqueue(asking, SYNC_RUNS, { orgId, runId, destination }, options);
}
