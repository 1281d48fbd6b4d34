import { createHash } from "node:crypto";
import { originOf } from "../../http/origin.ts";
import { redeemLogin, type RedeemDeps } from "../../login-requests/redeem.ts";
import { requireCommandLine } from "../client.ts";
import { requireParameter } from "../form.ts";
import type { Grant } from "../token.ts";
import { answerLogin, refuseLogin } from "./login-answer.ts";

/** RFC 7636 section 4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** RFC 6749 section 4.1.3, with the proof of RFC 7636: the browser has brought back a code. */
export function authorizationCodeGrant(deps: RedeemDeps): Grant {
  return async (request, form) => {
    requireCommandLine(form);
    const code = requireParameter(form, "code");
    const redirectUri = requireParameter(form, "redirect_uri");
    const challenge = challengeOf(requireParameter(form, "code_verifier"));
    const now = new Date();
    const redeemed = await redeemLogin(deps, {
      code,
      proves: (row) =>
        row.kind === "browser" && row.redirect_uri === redirectUri && row.code_challenge === challenge,
      origin: originOf(request),
      now,
    }).catch((error: unknown) => refuseLogin(error, "invalid_grant"));
    return answerLogin(redeemed, now);
  };
}

/** Undefined for what can be nobody's verifier: it is answered like a wrong one. */
function challengeOf(verifier: string): string | undefined {
  return VERIFIER.test(verifier) ? createHash("sha256").update(verifier).digest("base64url") : undefined;
}
