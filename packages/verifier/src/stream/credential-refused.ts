import { CLOSE } from "./messages.ts";

/** The server does not accept the verifier's credential, or it lacks the permission to verify: trying again is no use. */
export class CredentialRefused extends Error {
  override readonly name = "CredentialRefused";
  /** Whether it is a good credential that lacks the permission. */
  readonly isForbidden: boolean;

  constructor(url: string, code: number, reason: string) {
    super(`The verifier is refused by ${url}. ${reason}`);
    this.isForbidden = code === CLOSE.forbidden;
  }
}
