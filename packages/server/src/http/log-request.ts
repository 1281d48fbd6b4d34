import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from "fastify";

const LEVELS_WITH_REQUESTS: ReadonlySet<string> = new Set(["info", "debug", "trace"]);

export function logsRequests({ level }: FastifyBaseLogger): boolean {
  return LEVELS_WITH_REQUESTS.has(level);
}

export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  // The route, not the address: addresses are the caller's words and may hold anything.
  const route = request.routeOptions.url ?? "unknown";
  request.log.info(
    { method: request.method, route, status: reply.statusCode, ms: reply.elapsedTime },
    "request",
  );
}
