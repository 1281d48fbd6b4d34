import type { EndChange } from "@keywright/verifier";

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);

interface TokenEnd {
  readonly org_id: string;
  readonly id: string;
  readonly forget_at: Date | null;
}

/** What verifiers must know of a token or key that ends before its JWT does. Seconds are rounded down: never too late. */
export function tokenEnded(
  row: TokenEnd,
  endsAt: Date,
  reason: EndChange["reason"] = "revoked",
): EndChange<"token_ended"> {
  return {
    kind: "token_ended",
    orgId: row.org_id,
    id: row.id,
    endsAt: seconds(endsAt),
    forgetAt: row.forget_at && seconds(row.forget_at),
    reason,
  };
}

export function keyEnded(
  row: { org_id: string; id: string; expires_at: Date | null },
  endsAt: Date,
): EndChange<"key_ended"> {
  return {
    kind: "key_ended",
    orgId: row.org_id,
    id: row.id,
    endsAt: seconds(endsAt),
    forgetAt: row.expires_at && seconds(row.expires_at),
    reason: "revoked",
  };
}
