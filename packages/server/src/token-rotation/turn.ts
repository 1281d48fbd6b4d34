import type { Work } from "../changes/work.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { TokenRow } from "../tokens/find.ts";
import { eventOn, type TokenCommand } from "../tokens/tokens.ts";
import type { Stop } from "./next-step.ts";
import { enqueueStopNotices } from "./notices.ts";
import { type RotationFields, type RotationRow, updateRotation } from "./queries.ts";
import { standingOf } from "./show.ts";

/** A rotation with its token, which is locked. */
export interface Rotating {
  readonly token: TokenRow;
  readonly team: TokenCommand["team"];
  readonly row: RotationRow;
}

type Verb = "start" | "deliver" | "complete" | "stop";

/** Writes how the rotation stands now, and the event that says so. */
export async function turn(
  work: Work,
  { token, team, row }: Rotating,
  verb: Verb,
  fields: RotationFields,
  also: Record<string, unknown> = {},
): Promise<RotationRow> {
  const key = { orgId: token.org_id, tokenId: token.id };
  const after = await updateRotation(work.tx, key, { ...fields, updated_at: work.now });
  work.recordEvent({
    ...eventOn(token, { orgId: token.org_id, team }),
    action: `token-rotation.${verb}`,
    before: standingOf(row),
    after: { ...standingOf(after), ...also },
  });
  return after;
}

/** All keys stay as they are until somebody starts it again. */
export async function halt(
  work: Work,
  jobs: Jobs,
  rotating: Rotating,
  { verb, stop: { code, message } }: { readonly verb: Verb; readonly stop: Stop },
): Promise<RotationRow> {
  const row = await turn(work, rotating, verb, { state: "stopped", code, message, look_at: null });
  await enqueueStopNotices(jobs, work, row, code);
  return row;
}
