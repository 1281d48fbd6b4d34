import { hasChangedSince, openConnection } from "../app-connections/use.ts";
import type { JobHandler } from "../jobs/queue.ts";
import { Refusal } from "../refusal.ts";
import { type Claimed, claim } from "./claim.ts";
import { copy } from "./copy.ts";
import { importAll } from "./import.ts";
import type { RunJob } from "./queue.ts";
import { remove } from "./remove.ts";
import type { RunDeps } from "./run-deps.ts";
import { fail, type Failure, putOff, succeed } from "./settle.ts";
import { type Ending, NoLongerWanted, type UnderWay } from "./under-way.ts";

/** Of a sync; the others are asked for by a person, who sees what came of it. */
const ATTEMPTS_MAX = 5;
const RETRY_AFTER_MS = 10_000;

const TOO_LONG: Failure = {
  code: "platform_unavailable",
  message: "The platform took too long, again and again, and the run was ended. Sync now to try again.",
};

type Way = (deps: RunDeps, underWay: UnderWay) => Promise<Ending>;
const WAYS: Readonly<Record<Claimed["run"]["kind"], Way>> = { sync: copy, import: importAll, remove };

/** Does the runs of syncs: each from its beginning, whatever came of it before. */
export function runSyncs(deps: RunDeps): JobHandler<RunJob> {
  return async ({ data, attempt, attemptsMax, signal }) => {
    const claimed = await claim(deps, data);
    if (!claimed) return;
    deps.noteActivity(data.orgId);
    try {
      await carryOut(deps, claimed, signal);
    } catch (error) {
      const isLast = attempt >= attemptsMax;
      const isLate = signal.aborted && (signal.reason as Error).name === "TimeoutError";
      // Who goes away has not been refused.
      if (signal.aborted && !(isLate && isLast)) throw error;
      const why = isLate ? TOO_LONG : failureOf(error);
      // A bug, or a database that is away, is for the queue to try again, as long as it does.
      if (!why && !isLast) throw error;
      await fail(
        deps,
        claimed,
        why ?? { code: "internal_error", message: "Something went wrong here." },
      ).catch(ignoreGone);
      if (!why) throw error;
    }
  };
}

async function carryOut(deps: RunDeps, claimed: Claimed, signal: AbortSignal): Promise<void> {
  const { sync, run } = claimed;
  const { kysely: db } = deps.database;
  const where = { orgId: sync.org_id, id: sync.connection_id };
  const opened = await openConnection(db, deps.encryption, where);
  if (!opened) throw new NoLongerWanted();
  const underWay = { ...claimed, opened, http: deps.openHttp(signal) };
  try {
    await succeed(deps, underWay, await WAYS[run.kind](deps, underWay));
  } catch (error) {
    if (!(error instanceof Refusal) || signal.aborted) throw error;
    const isStale = await hasChangedSince(db, opened.connection);
    const forMs = isStale ? 0 : retryAfterMs(claimed, error);
    const isPutOff = run.attempts < ATTEMPTS_MAX && forMs !== undefined;
    if (!isPutOff || !(await putOff(deps, claimed, whyOf(error), forMs))) throw error;
  }
}

/** Undefined for what will not pass by itself. */
function retryAfterMs({ run }: Claimed, { code }: Refusal): number | undefined {
  if (run.kind !== "sync" || code !== "platform_unavailable") return undefined;
  // Spread, so that what failed together does not come back together.
  return RETRY_AFTER_MS * 3 ** (run.attempts - 1) * (0.75 + Math.random() / 2);
}

function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Refusal) return whyOf(error);
  if (error instanceof NoLongerWanted) return { code: null, message: "The sync was edited meanwhile." };
  return undefined;
}

function whyOf({ code, message }: Refusal): Failure {
  return { code, message };
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof NoLongerWanted)) throw error;
}
