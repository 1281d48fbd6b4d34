import type { FastifyBaseLogger } from "fastify";

// For routes that only programs ask, many times a second.

/** Instead of helmet's: enough for a browser that is led there, and a fraction of the size and the work. */
export const PROGRAM_HEADERS = {
  "content-security-policy": "default-src 'none'",
  "x-content-type-options": "nosniff",
} as const;

const LEVELS_WITH_REQUESTS = new Set(["info", "debug", "trace"]);

export const PROGRAM_ROUTE = {
  helmet: false,
  /** A logger of its own costs a request as much as the answer. It has one where requests are logged. */
  childLoggerFactory: (logger: FastifyBaseLogger, bindings: Record<string, unknown>): FastifyBaseLogger =>
    LEVELS_WITH_REQUESTS.has(logger.level) ? logger.child(bindings) : logger,
} as const;
