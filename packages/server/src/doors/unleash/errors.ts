import { type ErrorCode, ERRORS } from "@keywright/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { challenge } from "../../http/challenge.ts";
import { refusalOf } from "../../http/errors.ts";
import { Refusal } from "../../refusal.ts";

/** Where this API has another status for it than ours. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  too_many_personal_tokens: 403,
  token_ended: 400,
};

const NAMES: Partial<Record<ErrorCode, string>> = {
  no_credentials: "AuthenticationRequired",
  permission_missing: "PermissionError",
  escalation: "OperationDeniedError",
  too_many_personal_tokens: "OperationDeniedError",
  slug_taken: "NameExistsError",
};

/** Sentences that its clients know. */
const MESSAGES: Partial<Record<ErrorCode, string>> = {
  person_required: "PATs require an authenticated user.",
};

const NAMES_BY_STATUS: Readonly<Record<number, string>> = {
  400: "BadDataError",
  401: "UnauthorizedError",
  403: "ForbiddenError",
  404: "NotFoundError",
  409: "ConflictError",
  413: "BadDataError",
  415: "ContentTypeError",
  429: "RateLimitError",
};

const RETRY_AFTER_SECONDS = "5";
const INVALID = "Request validation failed: your request body or params contain invalid data";

/** A token of a kind that this API has for applications, at an endpoint for administrators. */
export class WrongKind extends Refusal {
  constructor() {
    super("wrong_exposure", {
      detail: "invalid token: expected a different token type for this endpoint",
    });
  }
}

/** Every way a request to this door can end without success leads through here. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error, request);
  const { code } = refusal;
  request.refusedWith = code;
  const authenticate = challenge(code, []);
  if (authenticate) reply.header("www-authenticate", authenticate);
  const status = STATUSES[code] ?? ERRORS[code].status;
  if (status === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  reply.status(status);
  if (error instanceof WrongKind) return reply.send({ message: error.message });
  const name = NAMES[code] ?? NAMES_BY_STATUS[status] ?? "InternalError";
  return reply.send({ id: request.id, name, ...wordsOf(refusal, status) });
}

interface Words {
  readonly message: string;
  readonly details: readonly { readonly message: string; readonly path?: string }[];
}

/** Fields that are wrong are named one by one, as this API names them: by their path in the request. */
function wordsOf({ code, message, fields }: Refusal, status: number): Words {
  if (status !== 400) {
    const known = MESSAGES[code] ?? message;
    return { message: known, details: [{ message: known }] };
  }
  if (code !== "validation_failed" || !fields) {
    return { message: `${INVALID}: ${message}`, details: [{ message }] };
  }
  const details = Object.entries(fields).flatMap(([field, messages]) => {
    const path = field === "body" ? "/body" : `/body/${field.replaceAll(".", "/")}`;
    return messages.map((text) => ({ path, message: `The \`${path}\` property: ${text}.` }));
  });
  return { message: `${INVALID}. Refer to the \`details\` list for more information.`, details };
}
