import { type App, APPS, connectorOf } from "@keywright/connectors";
import { type ErrorCode, ERRORS } from "@keywright/contract";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { DatabaseUnreachable } from "../../db/database-unreachable.ts";
import { challenge } from "../../http/challenge.ts";
import { uuidOf } from "../../ids.ts";
import { Refusal } from "../../refusal.ts";

/** Where this API has another status for it than ours. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  app_connection_exists: 400,
  app_connection_in_use: 400,
  credentials_rejected: 400,
  platform_permission_missing: 400,
  platform_refused: 400,
  platform_unavailable: 400,
  sync_conflict: 400,
  sync_exists: 400,
  unknown_reference: 404,
  validation_failed: 422,
};

const NAMES: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "PermissionDenied",
  404: "NotFound",
  422: "ValidationFailure",
  429: "RateLimitExceeded",
};

const RETRY_AFTER_SECONDS = "5";

/** Every way a request to this door can end without success leads through here. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof Refusal ? error : translated(error as FastifyError, request);
  const { code } = refusal;
  request.refusedWith = code;
  const authenticate = challenge(code, []);
  if (authenticate) reply.header("www-authenticate", authenticate);
  const statusCode = STATUSES[code] ?? ERRORS[code].status;
  if (statusCode === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  return reply.status(statusCode).send({
    reqId: request.id,
    statusCode,
    message: messageOf(refusal),
    error: NAMES[statusCode] ?? "InternalServerError",
  });
}

/** Fields that are wrong are named one by one. */
function messageOf({ code, message, fields }: Refusal): string | { path: string[]; message: string }[] {
  if (code !== "validation_failed" || !fields) return message;
  return Object.entries(fields).flatMap(([field, messages]) =>
    messages.map((message) => ({ path: field.split("."), message })),
  );
}

function translated(error: FastifyError, request: FastifyRequest): Refusal {
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") return new Refusal("body_too_large");
  if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return new Refusal("unsupported_media_type");
  if (error.statusCode !== undefined && error.statusCode < 500) return new Refusal("bad_request");
  // A bug, or the database: the log has all of it, the caller nothing but the id to ask about it.
  request.log.error({ err: error, reqId: request.id }, "request failed");
  return new Refusal(error instanceof DatabaseUnreachable ? "database_unreachable" : "internal_error");
}

const OF_VALIDATION: ReadonlySet<ErrorCode> = new Set([
  "credentials_rejected",
  "platform_permission_missing",
  "platform_refused",
  "platform_unavailable",
  "address_not_allowed",
]);

/** What went wrong when a connection was made or edited, as clients of this API know it. */
export async function inTheirWords<T>(app: string, outcome: Promise<T>): Promise<T> {
  try {
    return await outcome;
  } catch (error) {
    if (!(error instanceof Refusal) || !OF_VALIDATION.has(error.code)) throw error;
    const detail = `Failed to validate ${titleOf(app)} credentials: ${error.message}`;
    throw new Refusal(error.code, { detail });
  }
}

function titleOf(app: string): string {
  return APPS.some((known) => known === app) ? connectorOf(app as App).title : app;
}

export function ofAnotherApp(id: string, app: string): Refusal {
  const detail = `App Connection with ID ${uuidOf(id)} is not for App "${app}"`;
  return new Refusal("bad_request", { detail });
}

export function syncOfAnotherApp(id: string, app: string): Refusal {
  const detail = `Secret Sync with ID ${uuidOf(id)} is not for App "${app}"`;
  return new Refusal("bad_request", { detail });
}
