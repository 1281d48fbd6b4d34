import { type ErrorCode, ERRORS } from "@keywright/contract";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DatabaseUnreachable } from "../db/database-unreachable.ts";
import { Refusal } from "../refusal.ts";
import { challenge } from "./challenge.ts";
import { problem } from "./problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The code of the refusal it ended with. */
    refusedWith: ErrorCode | null;
  }
}

/** For those who come too early. */
const RETRY_AFTER_SECONDS = 5;
const UNKNOWN_OUTCOME =
  "The database cannot be reached at the moment. Whether a change was made is not known: ask for it, or repeat the " +
  "request with the same Idempotency-Key.";

/** Every way a request can end without success leads through here, in one shape. */
export function mountErrors(app: FastifyInstance): void {
  app.decorateRequest("refusedWith", null);
  app.setErrorHandler((error, request, reply) => answerRefusal(request, reply, refusalOf(error, request)));
}

/** What the caller may know of whatever went wrong; the log has all of what they may not. */
export function refusalOf(error: unknown, request: FastifyRequest): Refusal {
  const refusal = error instanceof Refusal ? error : refusalFromFramework(error as FastifyError);
  if (refusal) return refusal;
  if (error instanceof DatabaseUnreachable) {
    request.log.error({ err: error }, "the database cannot be reached");
    return new Refusal("database_unreachable", { detail: UNKNOWN_OUTCOME });
  }
  // A bug: the caller has nothing but the id to ask about it.
  request.log.error({ err: error }, "request failed");
  return new Refusal("internal_error");
}

export function mountNotFound(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    answerRefusal(request, reply, new Refusal("not_found", { detail: "There is no such path in this API." })),
  );
}

function answerRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { code, message: detail, fields } = refusal;
  const accepted = request.routeOptions.config.permissions ?? [];
  request.refusedWith = code;
  const authenticate = challenge(code, accepted);
  if (authenticate) reply.header("www-authenticate", authenticate);
  const { status } = ERRORS[code];
  if (status === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  return reply
    .status(status)
    .type("application/problem+json")
    .send(problem({ code, detail, requestId: request.id, fields }));
}

const FRAMEWORK_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed_json",
};

function refusalFromFramework(error: FastifyError): Refusal | undefined {
  const code = FRAMEWORK_CODES[error.code];
  if (code) return new Refusal(code);
  if (error.statusCode === undefined || error.statusCode >= 500) return undefined;
  return new Refusal(error instanceof SyntaxError ? "malformed_json" : "bad_request");
}
