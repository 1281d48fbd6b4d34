/**
 * Why a code is not traded for a token. `void`: whoever approved could not do so any more. `unproven`: the client is not
 * the one that began.
 */
export type LoginRefusedReason =
  "unknown" | "unproven" | "pending" | "too_fast" | "denied" | "expired" | "used" | "void";

export class LoginRefused extends Error {
  override readonly name = "LoginRefused";
  readonly reason: LoginRefusedReason;

  constructor(reason: LoginRefusedReason, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}
