import type { Authority } from "../authority/authority.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Database, Tx } from "../db/database.ts";
import { repeat } from "../repeat.ts";
import { findToken, findTokenForUpdate } from "../tokens/find.ts";
import type { BeginDeps } from "./begin.ts";
import { gatherFacts, isGoing, progressOf } from "./facts.ts";
import { nextStep } from "./next-step.ts";
import { claimRotation, findRotation, type RotationRow, updateRotation } from "./queries.ts";
import { takeStep } from "./take-step.ts";

const EVERY_MS = 2000;
const AT_A_TIME_MAX = 100;
/** When a step that is to be taken is looked for again, should whoever found it not have taken it. */
const AGAIN_AFTER_MS = 10_000;
const CALLER = { type: "system", name: "rotation" } as const;

interface RotationDeps extends BeginDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly noteActivity: (orgId: string) => void;
}

/** Takes the steps that rotations are due for. Of several servers one looks at each. */
async function takeDueSteps(deps: RotationDeps, until: AbortSignal): Promise<void> {
  for (let looked = 0; looked < AT_A_TIME_MAX && !until.aborted; looked++) {
    const found = await look(deps, new Date());
    if (!found) return;
    if (found.isDue) await take(deps, found.row, new Date());
  }
}

/** Whether the rotation whose turn it is has a step to take; if not, when it is looked at again. */
async function look(
  { database }: RotationDeps,
  now: Date,
): Promise<{ row: RotationRow; isDue: boolean } | undefined> {
  return database.kysely.transaction().execute(async (tx) => {
    const row = await claimRotation(tx, now);
    if (!row) return undefined;
    const until = await waitsUntil(tx, row, now);
    const lookAt = until ?? new Date(now.getTime() + AGAIN_AFTER_MS);
    await updateRotation(tx, { orgId: row.org_id, tokenId: row.token_id }, { look_at: lookAt });
    return { row, isDue: until === undefined };
  });
}

async function waitsUntil(tx: Tx, row: RotationRow, now: Date): Promise<Date | undefined> {
  const token = await findToken(tx, { orgId: row.org_id, teamId: row.team_id }, row.token_id);
  if (!token || !isGoing(row)) return undefined;
  const step = nextStep(progressOf(row), await gatherFacts(tx, row, token, now), now);
  return step.do === "wait" ? step.until : undefined;
}

/** There is nothing to do any more, and nothing to record. */
class NothingToDo extends Error {}

/** Looks again where nobody else changes the token meanwhile, and does what is to be done then. */
async function take(deps: RotationDeps, row: RotationRow, now: Date): Promise<void> {
  const team = deps.authority.state.orgs.byId(row.org_id)?.teams.byId(row.team_id);
  // This server has not heard of it yet, or it is being deleted.
  if (!team) return;
  try {
    const revision = await transact(deps.database, { now, caller: CALLER }, async (work) => {
      await takeLocked(work, deps, row, team);
      return work.finish();
    });
    if (revision === null) deps.noteActivity(row.org_id);
  } catch (error) {
    if (!(error instanceof NothingToDo)) throw error;
  }
}

async function takeLocked(
  work: Work,
  deps: BeginDeps,
  { org_id: orgId, token_id: tokenId }: RotationRow,
  team: { readonly id: string; readonly slug: string },
): Promise<void> {
  const token = await findTokenForUpdate(work.tx, { orgId, teamId: team.id }, tokenId);
  const row = await findRotation(work.tx, { orgId, tokenId });
  if (!token || !row || !isGoing(row)) throw new NothingToDo();
  const step = nextStep(progressOf(row), await gatherFacts(work.tx, row, token, work.now), work.now);
  if (step.do === "wait") throw new NothingToDo();
  await takeStep(work, deps, { token, team, row }, step);
}

/** Answers how to stop. */
export function startRotations(deps: RotationDeps, onError: (error: Error) => void): () => Promise<void> {
  return repeat(EVERY_MS, (until) => takeDueSteps(deps, until), onError).stop;
}
