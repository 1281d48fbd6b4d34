import { BODY_MAX_BYTES, HEADERS_MAX_BYTES } from "@keywright/contract";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { answerUnreadable, answerUnroutable } from "./before-routing.ts";
import { mountErrors } from "./errors.ts";

const PARAM_MAX_LENGTH = 300;
const REQUEST_TIMEOUT_MS = 60_000;

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
}

/** An empty server that refuses as we do: problem answers, limits, no secrets in logs. */
export function createHttp({ logger, trustProxy, rewriteUrl }: HttpOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = logger;
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy,
    rewriteUrl: ({ url = "/" }) => rewriteUrl(url),
    bodyLimit: BODY_MAX_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: PARAM_MAX_LENGTH, ignoreTrailingSlash: true },
    // Our own id, never the caller's: it goes into logs and the audit.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    http: { maxHeaderSize: HEADERS_MAX_BYTES },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: answerUnroutable,
  });
  acceptEmptyJson(app);
  mountErrors(app);
  app.decorateRequest("admission", null);
  return app;
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
