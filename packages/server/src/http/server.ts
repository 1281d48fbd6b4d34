import { BODY_MAX_BYTES, HEADERS_MAX_BYTES } from "@keywright/contract";
import helmet from "@fastify/helmet";
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

/** An empty server with our manners: request ids, problem answers, security headers, no secrets in logs. */
export async function createHttp({ logger, trustProxy, rewriteUrl }: HttpOptions): Promise<FastifyInstance> {
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
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    // What may be kept says so itself.
    reply.header("cache-control", "no-store");
  });
  app.addHook("onResponse", async (request, reply) => {
    // The route, not the address: addresses are the caller's words and may hold anything.
    const route = request.routeOptions.url ?? "unknown";
    request.log.info(
      { method: request.method, route, status: reply.statusCode, ms: reply.elapsedTime },
      "request",
    );
  });
  mountErrors(app);
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
