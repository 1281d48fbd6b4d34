import { repeatsAny } from "./quoted.ts";

export type ConnectorErrorCode =
  | "credentials_rejected"
  | "permission_missing"
  | "not_found"
  | "rejected"
  | "rate_limited"
  | "platform_unreachable"
  | "unexpected_answer"
  | "too_large";

/** Why a platform could not be used, in a sentence for a person: without credentials, values, or the body of an answer. */
export class ConnectorError extends Error {
  override readonly name = "ConnectorError";
  readonly code: ConnectorErrorCode;
  readonly #plain: string;
  readonly #words: string;

  /** `words` are the platform's own, which the sentence repeats at its end. */
  constructor(code: ConnectorErrorCode, sentence: string, words = "") {
    super(words === "" ? sentence : `${sentence} ${words}`);
    this.code = code;
    this.#plain = sentence;
    this.#words = words;
  }

  /** The sentence, for somebody who knows more secrets than were sent: without the platform's words if they repeat one. */
  withoutSecrets(secrets: Iterable<string>): string {
    return repeatsAny(this.#words, secrets) ? this.#plain : this.message;
  }
}
