import { LoginRefused, type LoginRefusedReason } from "../../login-requests/login-refused.ts";
import type { Redeemed } from "../../login-requests/redeem.ts";
import { OauthError } from "../oauth-error.ts";
import { secondsUntil, type TokenAnswer } from "../token.ts";

type Words = readonly [code: ConstructorParameters<typeof OauthError>[0], description: string];

const UNKNOWN = "The code is not known, or was not given to this client";

/** RFC 6749 section 5.2, RFC 8628 section 3.5. */
const REFUSALS: Readonly<Record<Exclude<LoginRefusedReason, "expired">, Words>> = {
  unknown: ["invalid_grant", UNKNOWN],
  unproven: ["invalid_grant", UNKNOWN],
  used: ["invalid_grant", "The code has been used: the token that it gave is revoked"],
  void: ["invalid_grant", "Whoever approved may not issue this token any more, or has signed out"],
  too_many: [
    "invalid_grant",
    "Whoever approved has as many personal tokens as they may: revoke one, and log in again",
  ],
  pending: ["authorization_pending", "Nobody has approved or denied it yet"],
  too_fast: ["slow_down", "Wait 5 seconds longer between two requests"],
  denied: ["access_denied", "The login was denied"],
};

export function answerLogin({ value, expiresAt }: Redeemed, now: Date): TokenAnswer {
  return { access_token: value, token_type: "Bearer", ...secondsUntil(expiresAt, now) };
}

export function refuseLogin(error: unknown, whenExpired: "invalid_grant" | "expired_token"): never {
  if (!(error instanceof LoginRefused)) throw error;
  const [code, description]: Words =
    error.reason === "expired" ? [whenExpired, "The code has expired: begin again"] : REFUSALS[error.reason];
  throw new OauthError(code, description);
}
