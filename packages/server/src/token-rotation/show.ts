import type { RotationRow } from "./queries.ts";

const OFF = {
  state: "off",
  everyDays: null,
  overlapSeconds: null,
  quietSeconds: null,
  nextAt: null,
  startedAt: null,
  overlapEndsAt: null,
  lastCompletedAt: null,
} as const;

const A_SYNC_FAILED = "A sync did not deliver the new key.";

/** What a sync's platform said is for those alone who may see the sync. */
export function showRotation(
  row: RotationRow | undefined,
  { maySeeSyncs }: { readonly maySeeSyncs: boolean },
) {
  if (!row) return OFF;
  return {
    state: row.state,
    everyDays: row.every_days,
    overlapSeconds: row.overlap_seconds,
    quietSeconds: row.quiet_seconds,
    nextAt: row.state === "idle" ? row.next_at.toISOString() : null,
    ...(row.code !== null && { code: row.code }),
    ...(row.code === "delivery_failed" && !maySeeSyncs ? { message: A_SYNC_FAILED } : messageOf(row)),
    ...(row.new_key_id !== null && { newKeyId: row.new_key_id }),
    startedAt: showInstant(row.started_at),
    overlapEndsAt: showInstant(overlapEnd(row)),
    lastCompletedAt: showInstant(row.last_completed_at),
  };
}

function messageOf({ state, message, run_ids }: RotationRow): { message?: string } {
  const syncs = run_ids.length === 1 ? "1 sync" : `${run_ids.length} syncs`;
  if (state === "delivering") return { message: `${syncs} must deliver the new key.` };
  if (state === "overlapping") {
    const wait = "The old keys work until it is in use and nobody uses them any more.";
    return { message: `The new key was delivered by ${syncs}. ${wait}` };
  }
  return message === null ? {} : { message };
}

function overlapEnd({ state, delivered_at, overlap_seconds }: RotationRow): Date | null {
  if (state !== "overlapping" || !delivered_at) return null;
  return new Date(delivered_at.getTime() + overlap_seconds * 1000);
}

function showInstant(instant: Date | null): string | null {
  return instant && instant.toISOString();
}

/** As the audit log keeps it. */
export function settingsOf({ every_days, overlap_seconds, quiet_seconds }: RotationRow) {
  return { everyDays: every_days, overlapSeconds: overlap_seconds, quietSeconds: quiet_seconds };
}

export function standingOf({ state, code, new_key_id }: RotationRow) {
  return {
    state,
    ...(code !== null && { code }),
    ...(new_key_id !== null && { keyId: new_key_id }),
  };
}
