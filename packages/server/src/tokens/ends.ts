import type { EndChange } from "@keywright/verifier";

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);

interface TokenEnd {
  readonly org_id: string;
  readonly id: string;
  readonly forget_at: Date | null;
}

interface When {
  readonly endsAt: Date;
  readonly now: Date;
}

/**
 * What is over has been over for ever: nobody may go on accepting it until their own clock, which may be minutes behind,
 * has come that far. What lies ahead is rounded down: never too late.
 */
function firstRefused({ endsAt, now }: When): number {
  return endsAt <= now ? 0 : seconds(endsAt);
}

/** What verifiers must know of a token or key that ends before its JWT does. */
export function tokenEnded(
  row: TokenEnd,
  when: When,
  reason: EndChange["reason"] = "revoked",
): EndChange<"token_ended"> {
  return {
    kind: "token_ended",
    orgId: row.org_id,
    id: row.id,
    endsAt: firstRefused(when),
    forgetAt: row.forget_at && seconds(row.forget_at),
    reason,
  };
}

export function keyEnded(
  row: { org_id: string; id: string; expires_at: Date | null },
  when: When,
): EndChange<"key_ended"> {
  return {
    kind: "key_ended",
    orgId: row.org_id,
    id: row.id,
    endsAt: firstRefused(when),
    forgetAt: row.expires_at && seconds(row.expires_at),
    reason: "revoked",
  };
}
