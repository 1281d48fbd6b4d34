import { EXPIRING_SOON_DAYS } from "@keywright/contract";
import { useNow } from "../ui/now.ts";
import { Status, type Tone } from "../ui/status.tsx";
import type { ExternalToken } from "./external-token.ts";

const DAY_MS = 24 * 3600 * 1000;

const TONES: Readonly<Record<ExternalToken["status"], Tone>> = {
  active: "good",
  expired: "idle",
  rotating: "warn",
  ending: "warn",
  revoked: "bad",
  failing: "bad",
};

export function ExternalStatus({ token }: { readonly token: Pick<ExternalToken, "status" | "expiresAt"> }) {
  const { status, expiresAt } = token;
  const leftMs = Date.parse(expiresAt ?? "") - useNow();
  if (status === "active" && leftMs < EXPIRING_SOON_DAYS * DAY_MS)
    return <Status tone="warn">expiring</Status>;
  return <Status tone={TONES[status]}>{status}</Status>;
}
