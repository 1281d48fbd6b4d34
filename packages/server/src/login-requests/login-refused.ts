/**
 * Why a code is not traded for a token. `void`: whoever approved could not do so any more. `too_many`: they have as many
 * personal tokens as they may. `unproven`: the client is not the one that began.
 */
export type LoginRefusedReason =
  "unknown" | "unproven" | "pending" | "too_fast" | "denied" | "expired" | "used" | "too_many" | "void";

export class LoginRefused extends Error {
  override readonly name = "LoginRefused";
  readonly reason: LoginRefusedReason;

  constructor(reason: LoginRefusedReason, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}
