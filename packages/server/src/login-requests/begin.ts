import { DEVICE_POLL_SECONDS, LOGIN_REQUEST_SECONDS } from "@keywright/contract";
import type { Origin } from "../caller.ts";
import type { Database, Tx } from "../db/database.ts";
import { newId } from "../ids.ts";
import { Refusal } from "../refusal.ts";
import { hashCode, newCode, newUserCode } from "./codes.ts";
import { countBegun, insertLoginRequest, lockAddress, type LoginRequestRow } from "./queries.ts";

/** From one address: a whole office on a Monday morning, but not a flood. */
const BEGUN_MAX = 60;
const BEGUN_WINDOW_MS = 60_000;
/** Of 25 billion codes a few are taken: to hit one even once is unlikely. */
const USER_CODE_TRIES = 3;

interface Begin {
  /** What the command line calls itself. */
  readonly clientName: string;
  readonly origin: Origin;
  readonly now: Date;
}

interface BrowserLogin extends Begin {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly codeChallenge: string;
}

/** Its code is made when somebody approves. */
export async function beginBrowserLogin(
  database: Database,
  { redirectUri, state, codeChallenge, ...begin }: BrowserLogin,
): Promise<{ id: string }> {
  return begun(database, begin, async (tx, row) => {
    const asked = { redirect_uri: redirectUri, state: state ?? null, code_challenge: codeChallenge };
    await insertLoginRequest(tx, { ...row, ...asked, kind: "browser" });
    return { id: row.id };
  });
}

export async function beginDeviceLogin(
  database: Database,
  begin: Begin,
): Promise<{ deviceCode: string; userCode: string }> {
  return begun(database, begin, async (tx, row) => {
    const deviceCode = newCode();
    const device = { ...row, kind: "device", code_hash: hashCode(deviceCode) } as const;
    for (let tries = 0; tries < USER_CODE_TRIES; tries++) {
      const userCode = newUserCode();
      if (await insertLoginRequest(tx, { ...device, user_code: userCode })) return { deviceCode, userCode };
    }
    throw new Error("no user code is free");
  });
}

/** For a command line that waits on an open line, which alone knows the code. */
export async function beginNorthflankLogin(
  database: Database,
  begin: Begin,
): Promise<{ id: string; code: string }> {
  return begun(database, begin, async (tx, row) => {
    const code = newCode();
    await insertLoginRequest(tx, { ...row, kind: "northflank", code_hash: hashCode(code) });
    return { id: row.id, code };
  });
}

type NewRow = Pick<LoginRequestRow, "id" | "status" | "client_name" | "client_address" | "user_agent"> &
  Pick<LoginRequestRow, "created_at" | "expires_at" | "interval_seconds">;

async function begun<T>(
  { kysely }: Database,
  { clientName, origin, now }: Begin,
  insert: (tx: Tx, row: NewRow) => Promise<T>,
): Promise<T> {
  const clientAddress = origin.ip ?? "";
  return kysely.transaction().execute(async (tx) => {
    await lockAddress(tx, clientAddress);
    const count = await countBegun(tx, clientAddress, new Date(now.getTime() - BEGUN_WINDOW_MS));
    if (count >= BEGUN_MAX) throw new Refusal("too_many_sign_ins", { detail: "Try again in a minute." });
    return insert(tx, {
      id: newId("lgr"),
      status: "pending",
      client_name: clientName,
      client_address: clientAddress,
      user_agent: origin.userAgent ?? null,
      created_at: now,
      expires_at: new Date(now.getTime() + LOGIN_REQUEST_SECONDS * 1000),
      interval_seconds: DEVICE_POLL_SECONDS,
    });
  });
}
