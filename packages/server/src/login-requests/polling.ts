import { DEVICE_POLL_SECONDS } from "@keywright/contract";
import type { Database } from "../db/database.ts";
import { hashCode } from "./codes.ts";
import { LoginRefused } from "./login-refused.ts";
import { findByCodeForUpdate, updateLoginRequest } from "./queries.ts";

/** Requests do not all take the same time to get here. */
const EARLY_MS = 1000;

/** RFC 8628 section 3.5: whoever asks too soon is refused, and has to wait longer from then on. */
export async function keepPace({ kysely }: Database, deviceCode: string, now: Date): Promise<void> {
  const tooFast = await kysely.transaction().execute(async (tx) => {
    const row = await findByCodeForUpdate(tx, hashCode(deviceCode));
    if (!row) return false;
    const dueAt = (row.polled_at?.getTime() ?? -Infinity) + row.interval_seconds * 1000 - EARLY_MS;
    const isEarly = now.getTime() < dueAt;
    const interval = row.interval_seconds + (isEarly ? DEVICE_POLL_SECONDS : 0);
    await updateLoginRequest(tx, row.id, { polled_at: now, interval_seconds: interval });
    return isEarly;
  });
  if (tooFast) throw new LoginRefused("too_fast");
}
