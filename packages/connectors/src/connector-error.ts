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

  constructor(code: ConnectorErrorCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
