import { USER_CODE_ATTEMPTS_MAX, USER_CODE_LOCK_SECONDS } from "@keywright/contract";
import type { Origin } from "../caller.ts";
import type { Database, Tx } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { countAttempt, forgetAttemptsBefore, takeBackAttempt } from "./attempts.queries.ts";
import { readUserCode } from "./codes.ts";
import { findWaitingDevice, type LoginRequestRow } from "./queries.ts";

interface Find {
  /** As it was typed. */
  readonly userCode: string;
  readonly userId: string;
  readonly origin: Origin;
  readonly now: Date;
}

/**
 * A wrong code is counted against the person and the address, whichever of them changes. A right one does not start the
 * count anew: whoever knows one code could go on guessing others.
 */
export async function findByUserCode({ kysely }: Database, find: Find): Promise<LoginRequestRow> {
  const { userId, origin, now } = find;
  // In one order, so that two people at two addresses do not wait for each other.
  const subjects = [userId, `address ${origin.ip ?? ""}`].toSorted();
  const found = await kysely.transaction().execute(async (tx) => {
    await forgetAttemptsBefore(tx, new Date(now.getTime() - USER_CODE_LOCK_SECONDS * 1000));
    if (await isLockedOut(tx, subjects, now)) return "locked";
    const userCode = readUserCode(find.userCode);
    const row = userCode && (await findWaitingDevice(tx, userCode, now));
    if (!row) return undefined;
    for (const subject of subjects) await takeBackAttempt(tx, subject);
    return row;
  });
  if (found === "locked") throw new Refusal("user_codes_locked", { detail: LOCKED });
  if (!found) throw new Refusal("not_found", { detail: UNKNOWN });
  return found;
}

async function isLockedOut(tx: Tx, subjects: readonly string[], now: Date): Promise<boolean> {
  let isLocked = false;
  for (const subject of subjects) {
    const count = await countAttempt(tx, subject, now, USER_CODE_ATTEMPTS_MAX);
    isLocked ||= count > USER_CODE_ATTEMPTS_MAX;
  }
  return isLocked;
}

const LOCKED = `Too many wrong codes have been tried. Wait ${USER_CODE_LOCK_SECONDS / 60} minutes.`;
const UNKNOWN =
  "No command line waits with this code. Compare it with what is shown there; if that was a while ago, begin again.";
