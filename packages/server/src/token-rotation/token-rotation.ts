import { type BodyOf, type api, ROTATION_OVERLAP_DEFAULT_SECONDS } from "@keywright/contract";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { Refusal } from "../refusal.ts";
import { lockToRotate } from "../tokens/keys.ts";
import { eventOn, type TokenCommand } from "../tokens/tokens.ts";
import { begin, type BeginDeps } from "./begin.ts";
import {
  deleteRotationRow,
  findRotation,
  insertRotation,
  type RotationRow,
  type TokenKey,
  updateRotation,
} from "./queries.ts";
import { settingsOf, standingOf } from "./show.ts";

const DAY_SECONDS = 24 * 3600;

/** Of a token of a team: only a team's syncs deliver. */
interface RotationCommand extends TokenCommand {
  readonly team: NonNullable<TokenCommand["team"]>;
}

export async function setRotation(
  work: Work,
  command: RotationCommand,
  body: BodyOf<typeof api.setTokenRotation>,
): Promise<RotationRow> {
  const { everyDays, quietSeconds } = body;
  const token = await lockToRotate(work, command);
  const before = await findRotation(work.tx, command);
  const fields = {
    every_days: everyDays,
    overlap_seconds:
      body.overlapSeconds ?? Math.min(ROTATION_OVERLAP_DEFAULT_SECONDS, everyDays * DAY_SECONDS),
    quiet_seconds: quietSeconds,
    updated_at: work.now,
  };
  const after = before
    ? await updateRotation(work.tx, command, { ...fields, ...dueAfter(before, everyDays, work.now) })
    : await insertRotation(work.tx, { ...newRotation(command, everyDays, work.now), ...fields });
  work.recordEvent({
    ...eventOn(token, command),
    action: before ? "token-rotation.update" : "token-rotation.create",
    ...(before && { before: settingsOf(before) }),
    after: settingsOf(after),
  });
  return after;
}

function newRotation({ orgId, team, tokenId }: RotationCommand, everyDays: number, now: Date) {
  const nextAt = daysAfter(now, everyDays);
  return {
    org_id: orgId,
    token_id: tokenId,
    team_id: team.id,
    state: "idle" as const,
    next_at: nextAt,
    look_at: nextAt,
    code: null,
    message: null,
    new_key_id: null,
    old_key_ids: json([]),
    run_ids: json([]),
    started_at: null,
    delivered_at: null,
    last_completed_at: null,
    created_at: now,
  };
}

/** The days count from the last rotation. One that is under way, or has stopped, goes on as before. */
function dueAfter(row: RotationRow, everyDays: number, now: Date) {
  if (row.state !== "idle" || row.every_days === everyDays) return {};
  const due = daysAfter(row.last_completed_at ?? row.created_at, everyDays);
  const nextAt = due < now ? now : due;
  return { next_at: nextAt, look_at: nextAt };
}

function daysAfter(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * DAY_SECONDS * 1000);
}

/** All keys stay: also when one has not taken over yet. */
export async function deleteRotation(work: Work, command: RotationCommand): Promise<{ tokenId: string }> {
  const token = await lockToRotate(work, command);
  const row = await requireRotation(work, command);
  await deleteRotationRow(work.tx, command);
  work.recordEvent({
    ...eventOn(token, command),
    action: "token-rotation.delete",
    before: { ...settingsOf(row), ...standingOf(row) },
  });
  return { tokenId: token.id };
}

export async function startRotation(
  work: Work,
  deps: BeginDeps,
  command: RotationCommand,
): Promise<RotationRow> {
  const token = await lockToRotate(work, command);
  const row = await requireRotation(work, command);
  if (row.state === "delivering" || row.state === "overlapping") {
    throw new Refusal("rotation_under_way", { detail: "A new key is taking over. Wait until it has." });
  }
  return begin(work, deps, { token, team: command.team, row });
}

async function requireRotation({ tx }: Work, key: TokenKey): Promise<RotationRow> {
  const row = await findRotation(tx, key);
  if (row) return row;
  throw new Refusal("not_found", { detail: "The token does not rotate by itself." });
}
