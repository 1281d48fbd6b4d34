import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { listActiveKeys } from "../tokens/find.ts";
import { endKeys } from "../tokens/keys.ts";
import { begin, type BeginDeps } from "./begin.ts";
import type { Step } from "./next-step.ts";
import type { RotationRow } from "./queries.ts";
import { halt, type Rotating, turn } from "./turn.ts";

const DAY_MS = 24 * 3600_000;

type Taken = Exclude<Step, { do: "wait" }>;

/** Does what is to be done, in one transaction: so no server that dies leaves anything half done. */
export async function takeStep(
  work: Work,
  deps: BeginDeps,
  rotating: Rotating,
  step: Taken,
): Promise<RotationRow> {
  switch (step.do) {
    case "begin":
      return begin(work, deps, rotating);
    case "overlap":
      return turn(work, rotating, "deliver", {
        state: "overlapping",
        delivered_at: work.now,
        look_at: work.now,
      });
    case "stop":
      return halt(work, deps.jobs, rotating, { verb: "stop", stop: step });
    case "complete":
      return complete(work, rotating, step);
  }
}

async function complete(
  work: Work,
  rotating: Rotating,
  { endKeyIds, stillUsed }: Extract<Step, { do: "complete" }>,
): Promise<RotationRow> {
  const { token, row } = rotating;
  const keys = await listActiveKeys(work.tx, token.org_id, token.id, work.now);
  const ended = await endKeys(
    work,
    keys.filter(({ id }) => endKeyIds.includes(id)),
    work.now,
  );
  const nextAt = new Date(
    Math.max(work.now.getTime(), (row.started_at ?? work.now).getTime() + row.every_days * DAY_MS),
  );
  const after = {
    state: "idle",
    next_at: nextAt,
    look_at: nextAt,
    last_completed_at: work.now,
    new_key_id: null,
    old_key_ids: json([]),
    run_ids: json([]),
  } as const;
  return turn(work, rotating, "complete", after, {
    keyId: row.new_key_id,
    ended,
    ...(stillUsed.length > 0 && { stillUsed }),
  });
}
