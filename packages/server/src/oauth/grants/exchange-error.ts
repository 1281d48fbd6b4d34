import { type ErrorCode, ERRORS } from "@keywright/contract";
import type { Refusal } from "../../refusal.ts";
import { OauthError } from "../oauth-error.ts";

const ABOUT_WHAT_IS_ASKED: Partial<Record<ErrorCode, "invalid_scope" | "invalid_request">> = {
  unknown_permission: "invalid_scope",
  escalation: "invalid_scope",
  unknown_reference: "invalid_request",
  validation_failed: "invalid_request",
};

/** Why an exchange was turned down, in the words of RFC 6749 section 5.2: what is wrong with the token is `invalid_grant`. */
export function exchangeError({ code, message }: Refusal): OauthError {
  if (ERRORS[code].status === 503)
    return new OauthError("temporarily_unavailable", ERRORS[code].title, { status: 503 });
  return new OauthError(ABOUT_WHAT_IS_ASKED[code] ?? "invalid_grant", plain(message));
}

/** A description holds neither quotes nor backslashes, and nothing beyond ASCII. */
function plain(message: string): string {
  return message.replaceAll(/["\\]|[^\x20-\x7e]/g, "?");
}
