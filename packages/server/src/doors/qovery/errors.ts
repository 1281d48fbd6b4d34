import { ERRORS } from "@keywright/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { STATUS_CODES } from "node:http";
import { challenge } from "../../http/challenge.ts";
import { refusalOf } from "../../http/errors.ts";

const RETRY_AFTER_SECONDS = "5";

/** Every way a request to this door can end without success leads through here. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, message } = refusalOf(error, request);
  const { status } = ERRORS[code];
  request.refusedWith = code;
  const authenticate = challenge(code, []);
  if (authenticate) reply.header("www-authenticate", authenticate);
  if (status === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  return reply.status(status).send({
    timestamp: new Date().toISOString(),
    status,
    error: STATUS_CODES[status],
    message,
    path: request.url.split("?", 1)[0],
  });
}
