import { noteUse } from "../app-connections/use.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Tx } from "../db/database.ts";
import { json } from "../db/json.ts";
import type { Claimed } from "./claim.ts";
import { endEvent } from "./event.ts";
import { enqueueNotice } from "./notices.ts";
import { lockSync, type Sync, updateSync } from "./queries.ts";
import { CALLER, type RunDeps, teamOf } from "./run-deps.ts";
import { lockPendingRun, lockRun, type Run, runById, updateRun } from "./run-queries.ts";
import { enqueueRun } from "./runs.ts";
import { type Ending, NoLongerWanted, type UnderWay } from "./under-way.ts";

/** Writes down what came of a run, with whatever follows from it, or nothing at all. */
export async function succeed(deps: RunDeps, underWay: UnderWay, ending: Ending): Promise<void> {
  await end(deps, underWay, async (work, { sync, run }) => {
    const names = await ending(work, sync);
    await updateRun(work.tx, run.org_id, run.id, {
      status: "succeeded",
      code: null,
      message: null,
      ended_at: work.now,
      ...(names && { created: json(names.created), updated: json(names.updated) }),
    });
    await noteUse(work.tx, sync.org_id, underWay.opened.connection.id, work.now);
    if (!sync.failing) return;
    await updateSync(work.tx, sync.org_id, sync.id, { failing: false });
    await enqueueNotice(deps.jobs, work, { sync, runId: run.id, type: "sync.recovered" });
  });
}

export interface Failure {
  /** None when nothing went wrong. */
  readonly code: string | null;
  readonly message: string;
}

/** For good. A run that waits already does what this one could not. */
export async function fail(deps: RunDeps, claimed: Claimed, why: Failure): Promise<void> {
  await end(deps, claimed, async (work, { sync, run }) => {
    const next = await lockPendingRun(work.tx, { orgId: run.org_id, syncId: sync.id }, run.kind);
    const ended = { status: "failed", ended_at: work.now, continued_by: next?.id ?? null } as const;
    await updateRun(work.tx, run.org_id, run.id, { ...why, ...ended });
    if (next || why.code === null) return;
    await updateSync(work.tx, sync.org_id, sync.id, { failing: true });
    await enqueueNotice(deps.jobs, work, { sync, runId: run.id, type: "sync.failed" });
  });
}

/** Until later, or at once. False when another run waits already. */
export async function putOff(
  { database, jobs, noteActivity }: RunDeps,
  claimed: Claimed,
  why: Failure,
  forMs: number,
): Promise<boolean> {
  const isPutOff = await database.kysely.transaction().execute(async (tx) => {
    const { sync, run } = await lockBoth(tx, claimed);
    if (await lockPendingRun(tx, { orgId: run.org_id, syncId: sync.id }, run.kind)) return false;
    await updateRun(tx, run.org_id, run.id, { ...why, status: "pending" });
    await enqueueRun(jobs, { tx }, sync, run, new Date(Date.now() + forMs));
    return true;
  });
  noteActivity(claimed.run.org_id);
  return isPutOff;
}

interface Locked {
  readonly sync: Sync;
  readonly run: Run;
}

async function end(
  { database, authority, noteActivity }: RunDeps,
  claimed: Claimed,
  write: (work: Work, locked: Locked) => Promise<void>,
): Promise<void> {
  await transact(database, { now: new Date(), caller: CALLER }, async (work) => {
    const locked = await lockBoth(work.tx, claimed);
    await write(work, locked);
    const run = await runById(work.tx, locked.run.org_id, locked.run.id);
    work.recordEvent(endEvent(claimed.sync, run ?? locked.run, teamOf(authority, locked.sync)));
    await work.finish();
  });
  noteActivity(claimed.run.org_id);
}

async function lockBoth(tx: Tx, claimed: Claimed): Promise<Locked> {
  const sync = await lockSync(tx, claimed.sync.org_id, claimed.sync.id);
  const run = sync && (await lockRun(tx, sync.org_id, claimed.run.id));
  if (!sync || run?.status !== "running") throw new NoLongerWanted();
  return { sync, run };
}
