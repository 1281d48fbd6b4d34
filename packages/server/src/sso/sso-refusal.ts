import type { SsoError } from "@keywright/contract";

/** A sign-in that came to nothing: the browser is sent back with the code. Nothing of the cause is told but to the log. */
export class SsoRefusal extends Error {
  override readonly name = "SsoRefusal";
  readonly code: SsoError;

  constructor(code: SsoError, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}
