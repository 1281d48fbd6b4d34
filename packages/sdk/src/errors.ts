import type { ErrorCode, Problem } from "@keywright/contract";

/** Keywright turned the request down (RFC 9457 problem details). `message` is the problem's `detail`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** The HTTP status, 400 to 599. */
  readonly status: number;
  /** Stable, from the contract's table; a newer server may send one that this version does not list. */
  readonly code: ErrorCode;
  /** Messages by field, when single fields were wrong. */
  readonly details: Readonly<Record<string, readonly string[]>> | undefined;
  /** Names the request in the server's log. */
  readonly requestId: string;
  /** The challenge of a 401 or 403 (RFC 6750). */
  readonly wwwAuthenticate: string | undefined;

  constructor(status: number, problem: Problem, wwwAuthenticate?: string) {
    super(problem.detail);
    this.status = status;
    this.code = problem.code;
    this.details = problem.error?.details;
    this.requestId = problem.requestId;
    this.wwwAuthenticate = wwwAuthenticate;
  }
}

/** No answer, or none that Keywright gave. A write may have been done nevertheless. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  /** What was called, without its query. */
  readonly url: string;
  /** The status of an answer that was not Keywright's. */
  readonly status: number | undefined;

  constructor(url: string, message: string, options?: { cause?: unknown; status?: number }) {
    super(message, options);
    this.url = url;
    this.status = options?.status;
  }
}
