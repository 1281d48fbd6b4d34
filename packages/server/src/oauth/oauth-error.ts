import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { type ErrorCode, ERRORS } from "@keywright/contract";
import { challenge, invalidToken } from "../http/challenge.ts";
import { DatabaseUnreachable } from "../db/database-unreachable.ts";
import { Refusal } from "../refusal.ts";

/** RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3.1, RFC 7009 section 2.2.1, RFC 8628 section 3.5, RFC 8693 section 2.2.2. */
type OauthCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_scope"
  | "invalid_target"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type"
  | "authorization_pending"
  | "slow_down"
  | "access_denied"
  | "expired_token"
  | "unsupported_token_type"
  | "invalid_token"
  | "insufficient_scope"
  | "temporarily_unavailable"
  | "server_error";

interface OauthErrorParts {
  readonly status?: number;
  /** `WWW-Authenticate`. */
  readonly challenge?: string;
}

/** A request that an OAuth endpoint turns down, in the words of its RFC. */
export class OauthError extends Error {
  override readonly name = "OauthError";
  readonly code: OauthCode;
  readonly status: number;
  readonly challenge: string | undefined;

  /** The description holds neither quotes nor backslashes, and nothing beyond ASCII (RFC 6749 section 5.2). */
  constructor(code: OauthCode, description: string, { status = 400, challenge }: OauthErrorParts = {}) {
    super(description);
    this.code = code;
    this.status = status;
    this.challenge = challenge;
  }
}

const RETRY_AFTER_SECONDS = "1";

/** Every way an OAuth request can end without success leads through here. */
export function answerOauthError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const oauth = error instanceof OauthError ? error : translated(error, request);
  if (error instanceof Refusal) request.refusedWith = error.code;
  if (oauth.challenge) reply.header("www-authenticate", oauth.challenge);
  // RFC 7009 section 2.2.1: the client must take it that the token still exists, and may try again.
  if (oauth.status === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  return reply
    .status(oauth.status)
    .type("application/json")
    .send({ error: oauth.code, error_description: oauth.message });
}

function translated(error: unknown, request: FastifyRequest): OauthError {
  if (error instanceof Refusal) return ofRefusal(error.code, request.routeOptions.config.permissions ?? []);
  const { statusCode, code } = error as FastifyError;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new OauthError("invalid_request", "The body is too large", { status: 413 });
  }
  if (statusCode !== undefined && statusCode < 500) {
    return new OauthError("invalid_request", "The request cannot be read");
  }
  if (error instanceof DatabaseUnreachable) {
    request.log.error({ err: error, reqId: request.id }, "the database cannot be reached");
    const { title } = ERRORS.database_unreachable;
    return new OauthError("temporarily_unavailable", title, { status: 503 });
  }
  // A bug: the log has all of it, the caller nothing.
  request.log.error({ err: error, reqId: request.id }, "request failed");
  return new OauthError("server_error", "Something went wrong on our side", { status: 500 });
}

/**
 * A bearer token that the gate has turned down. RFC 7662 section 2.3 wants 401 of every one that is not good enough, in
 * whatever way; RFC 6750 section 3 says how.
 */
function ofRefusal(code: ErrorCode, permissions: readonly string[]): OauthError {
  const { title } = ERRORS[code];
  if (code === "stale") return new OauthError("temporarily_unavailable", title, { status: 503 });
  const words = challenge(code, permissions) ?? invalidToken(title);
  const oauthCode = code === "permission_missing" ? "insufficient_scope" : "invalid_token";
  return new OauthError(oauthCode, title, { status: 401, challenge: words });
}
