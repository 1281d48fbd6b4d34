import type { Api, ResultOf } from "@keywright/contract";
import type { LoginRequestRow } from "./queries.ts";

type Shown = ResultOf<Api["getLoginRequest"]>;

export function showLoginRequest(row: LoginRequestRow, now: Date): Shown {
  return {
    id: row.id,
    kind: row.kind,
    clientName: row.client_name,
    ...(row.user_code !== null && { userCode: row.user_code }),
    origin: { ip: row.client_address || null, userAgent: row.user_agent },
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    status: statusOf(row, now),
  };
}

/** What has been denied or traded stays that; all else comes to nothing in time. */
function statusOf({ status, expires_at }: LoginRequestRow, now: Date): Shown["status"] {
  const isOver = status === "denied" || status === "redeemed";
  return !isOver && expires_at <= now ? "expired" : status;
}
