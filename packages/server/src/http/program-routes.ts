import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { setAnswerHeaders } from "./answer-headers.ts";
import { logsRequests, logRequest } from "./log-request.ts";
import type { Metrics } from "./metrics.ts";

/** Instead of helmet's: enough for a browser that is led there, and a fraction of the size and the work. */
export const PROGRAM_HEADERS = {
  "content-security-policy": "default-src 'none'",
  "x-content-type-options": "nosniff",
} as const;

/**
 * A scope for routes that only programs ask, many times a second. It carries what they need and nothing else: hooks of the
 * whole server would run for these too, so there are none.
 */
export async function mountProgramRoutes(
  app: FastifyInstance,
  metrics: Metrics,
  mount: (scope: FastifyInstance) => Promise<void>,
): Promise<void> {
  await app.register(async (scope) => {
    const logs = logsRequests(scope.log);
    // A logger of its own costs a request as much as the answer.
    if (!logs) scope.setChildLoggerFactory((logger) => logger);
    scope.addHook("onRequest", setAnswerHeaders);
    scope.addHook("onRoute", (options) => {
      const observe = metrics.observerOf(options.url);
      options.onResponse = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
        observe(request, reply);
        if (logs) logRequest(request, reply);
        // Whoever wanted another protocol holds a connection that nobody reads from any more.
        if ("upgrade" in request.raw && request.raw.upgrade === true) request.raw.socket.destroy();
        done();
      };
    });
    await mount(scope);
  });
}

/** A success, straight to the connection: headers as names and values in turn. Beyond this, no answer here needs anything. */
export function sendAtOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  headers: readonly string[],
  body = "",
): FastifyReply {
  const length = String(Buffer.byteLength(body));
  reply.raw.writeHead(200, [...headers, "x-request-id", request.id, "content-length", length]);
  reply.raw.end(body);
  return reply;
}
