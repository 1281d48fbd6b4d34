import { type ErrorCode, ERRORS } from "@keywright/contract";
import type { Refused, Verdict } from "@keywright/verifier";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { METHODS } from "node:http";
import { missingPermission } from "../../missing-permission.ts";
import { challenge } from "../../http/challenge.ts";
import { bearerToken } from "../../http/credentials.ts";
import { originOf } from "../../http/origin.ts";
import { problem } from "../../http/problem.ts";
import { PROGRAM_HEADERS, sendAtOnce } from "../../http/program-routes.ts";
import type { AtOnce } from "../../http/at-once.ts";
import { countUse } from "../../verification/verification.ts";
import { wrongExposure } from "../../wrong-exposure.ts";
import { type ForwardAuthDeps, forwardAuthAtOnce } from "./at-once.ts";
import { identityOf } from "./identity.ts";
import { judge } from "./judge.ts";
import { FORWARD_AUTH_PATH, type NoQuestion, type Question, readQuestion } from "./question.ts";

/** The router serves one path; what gateways append to it is read from the address as it came. */
export function withoutForwardedPath(url: string): string {
  return url.startsWith(`${FORWARD_AUTH_PATH}/`) ? FORWARD_AUTH_PATH : url;
}

/**
 * The door for gateways. It needs no credential of theirs: it says no more than yes or no, about a token that whoever asks
 * holds. Gateways understand 200, 401 and 403 and nothing else, so whatever else goes wrong is 403, and
 * `x-keywright-reason` says what.
 */
export async function mountForwardAuth(
  app: FastifyInstance,
  atOnce: AtOnce,
  deps: ForwardAuthDeps,
): Promise<void> {
  atOnce.doors.set(FORWARD_AUTH_PATH, forwardAuthAtOnce(deps));
  await app.register(async (scope) => {
    for (const method of METHODS) {
      const isKnown = scope.supportedMethods.includes(method);
      if (!isKnown && method !== "CONNECT") scope.addHttpMethod(method, { hasBody: true });
    }
    scope.setErrorHandler((error, request, reply) => {
      request.log.error({ err: error, reqId: request.id }, "forward-auth failed");
      return refuse(request, reply, "internal_error", ERRORS.internal_error.title);
    });
    scope.route({
      method: scope.supportedMethods.filter((method) => method !== "CONNECT"),
      url: FORWARD_AUTH_PATH,
      // Before any body: it is the client's, and none of our business.
      onRequest: async (request, reply) => answer(deps, request, reply),
      handler: async () => {},
    });
  });
}

/** At once where nothing has to be fetched or read for the first time: a gateway asks before each of its requests. */
function answer(
  deps: ForwardAuthDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | Promise<FastifyReply> {
  const { method, originalUrl, headers } = request;
  const token = bearerToken(request);
  if (token === undefined) {
    return refuse(request, reply, "no_credentials", "Send an API token: Authorization: Bearer <token>");
  }
  const read = readQuestion({ method, url: originalUrl, headers }, deps.rules);
  const asking = { deps, request, reply, token };
  return read instanceof Promise
    ? read.then((question) => answerQuestion(asking, question))
    : answerQuestion(asking, read);
}

interface Asking {
  readonly deps: ForwardAuthDeps;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly token: string;
}

function answerQuestion(
  asking: Asking,
  question: Question | NoQuestion,
): FastifyReply | Promise<FastifyReply> {
  const { deps, request, reply, token } = asking;
  if ("why" in question) return refuse(request, reply, "no_route_rule", question.why);
  const verdict = judge(deps.authority, token, question, originOf(request), (judged, about) =>
    countUse(deps.uses, judged, about),
  );
  return verdict instanceof Promise
    ? verdict.then((judged) => answerVerdict(asking, question, judged))
    : answerVerdict(asking, question, verdict);
}

function answerVerdict({ deps, request, reply }: Asking, question: Question, verdict: Verdict): FastifyReply {
  return verdict.allowed
    ? sendAtOnce(request, reply, identityOf(deps, verdict.principal))
    : refuseToken(request, reply, verdict, question);
}

function refuseToken(
  request: FastifyRequest,
  reply: FastifyReply,
  verdict: Refused,
  { permissions }: Question,
): FastifyReply {
  request.keyHolder = verdict.principal ?? null;
  return refuse(request, reply, verdict.reason, detailOf(verdict), permissions);
}

function detailOf({ reason, missing, principal }: Refused): string {
  if (missing !== undefined) return missingPermission(missing).message;
  if (reason === "wrong_exposure" && principal) return wrongExposure(principal);
  return `${ERRORS[reason].title}.`;
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ErrorCode,
  detail: string,
  permissions: readonly string[] = [],
): FastifyReply {
  request.refusedWith = code;
  const status = ERRORS[code].status === 401 ? 401 : 403;
  const authenticate = challenge(code, permissions);
  if (authenticate) reply.header("www-authenticate", authenticate);
  const { error, ...rest } = problem({ code, detail, requestId: request.id });
  return reply
    .status(status)
    .headers(PROGRAM_HEADERS)
    .header("x-keywright-reason", code)
    .type("application/problem+json")
    .send({ ...rest, status, error: { ...error, status } });
}
