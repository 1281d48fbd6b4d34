import { EXPIRING_SOON_DAYS } from "@keywright/contract";
import { useNow } from "../ui/now.ts";
import { Status, type Tone } from "../ui/status.tsx";
import type { TokenRow } from "./token-operations.ts";

const DAY_MS = 24 * 3600 * 1000;

type Standing = Pick<TokenRow, "revoked" | "active" | "expiresAt">;

/** A dot and a word: active, expiring, expired, revoked. */
export function TokenStatus({ token }: { readonly token: Standing }) {
  const [tone, word] = statusOf(token, useNow());
  return <Status tone={tone}>{word}</Status>;
}

function statusOf({ revoked, active, expiresAt }: Standing, nowMs: number): [Tone, string] {
  if (revoked) return ["bad", "revoked"];
  const endsAtMs = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  if (!active || endsAtMs <= nowMs) return ["idle", "expired"];
  return endsAtMs - nowMs < EXPIRING_SOON_DAYS * DAY_MS ? ["warn", "expiring"] : ["good", "active"];
}
