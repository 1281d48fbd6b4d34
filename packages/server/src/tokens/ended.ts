import type { EndReason } from "../db/schema.ts";
import type { TokenRow } from "./queries.ts";

type Ended = Pick<TokenRow, "revoked_at" | "role_deleted_at" | "expires_at"> & EndedBy;
type EndedBy = Pick<TokenRow, "end_reason" | "ended_by_type" | "ended_by_id" | "ended_by_name">;

/** What ended a token, when, and who did. Of those that ended before this was kept, only when is known. */
export function showEnded(row: Ended, now: Date) {
  const revokedAt = row.revoked_at ?? row.role_deleted_at;
  if (revokedAt) {
    return { ended: { reason: reasonOf(row), at: revokedAt.toISOString(), ...showBy(row) } };
  }
  if (row.expires_at === null || row.expires_at > now) return {};
  return { ended: { reason: "expired" as const, at: row.expires_at.toISOString() } };
}

/** A token that has expired is left as it is when its role goes. */
function reasonOf({ end_reason, revoked_at }: Ended): EndReason {
  return end_reason ?? (revoked_at ? "revoked" : "role_deleted");
}

function showBy({ ended_by_type, ended_by_id, ended_by_name }: EndedBy) {
  if (ended_by_type === null || ended_by_id === null) return {};
  return { by: { type: ended_by_type, id: ended_by_id, name: ended_by_name ?? ended_by_id } };
}
