import { BODY_MAX_BYTES, HEADERS_MAX_BYTES } from "@keywright/contract";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Logger } from "pino";
import { tellKeyEnds } from "./answer-headers.ts";
import type { AtOnce } from "./at-once.ts";
import { answerUnreadable, answerUnroutable } from "./before-routing.ts";
import { mountErrors } from "./errors.ts";

const PARAM_MAX_LENGTH = 300;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than proxies keep an idle connection, so that none of them asks on one that is just being closed. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the route accepts; answered as `x-accepted-permissions` and in challenges. */
    permissions?: readonly string[];
  }
}

export interface HttpOptions {
  readonly logger: Logger;
  readonly trustProxy: boolean;
  /** What the router sees of an address. */
  readonly rewriteUrl: (url: string) => string;
  readonly atOnce: AtOnce;
}

/** An empty server that refuses as we do: problem answers, limits, no secrets in logs. */
export function createHttp({ logger, trustProxy, rewriteUrl, atOnce }: HttpOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = logger;
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy,
    rewriteUrl: ({ url = "/" }) => rewriteUrl(url),
    bodyLimit: BODY_MAX_BYTES,
    routerOptions: { maxParamLength: PARAM_MAX_LENGTH, ignoreTrailingSlash: true },
    // Our own id, never the caller's: it goes into logs and the audit.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    serverFactory: (handler) => createNodeServer(atOnce, handler),
    clientErrorHandler: answerUnreadable,
    frameworkErrors: answerUnroutable,
  });
  acceptEmptyJson(app);
  mountErrors(app);
  // Whoever asks while we close is told to ask elsewhere.
  app.addHook("preClose", async () => atOnce.doors.clear());
  app.decorateRequest("admission", null);
  app.decorateRequest("keyHolder", null);
  app.addHook("onSend", tellKeyEnds);
  return app;
}

function createNodeServer(
  atOnce: AtOnce,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const options = {
    maxHeaderSize: HEADERS_MAX_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  };
  return createServer(options, (request, response) =>
    atOnce.serve(request, response, () => handler(request, response)),
  );
}

/** Clients send `content-type: application/json` with bodiless requests too. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else void parseJson(request, body as string, done);
  });
}
