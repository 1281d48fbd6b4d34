import type { FastifyRequest } from "fastify";
import type { Origin } from "../caller.ts";
import { Refusal } from "../refusal.ts";

const USER_AGENT_MAX_LENGTH = 300;
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Where a request came from. */
export function originOf(request: FastifyRequest): Origin {
  return {
    website: request.headers.origin,
    ip: request.ip,
    userAgent: request.headers["user-agent"]?.slice(0, USER_AGENT_MAX_LENGTH),
    requestId: request.id,
  };
}

/**
 * A browser sends cookies along whoever made it send the request, but it says whose page that was. What changes
 * something is done for our own pages alone. `mayOmit`: nothing of the browser's is relied on, so a program may leave it out.
 */
export function refuseCrossSite(
  request: FastifyRequest,
  origins: readonly string[],
  { mayOmit = false }: { mayOmit?: boolean } = {},
): void {
  if (SAFE_METHODS.has(request.method)) return;
  const { origin } = request.headers;
  if (origin === undefined ? mayOmit : origins.includes(origin)) return;
  throw new Refusal("cross_site", {
    detail: `With a session, changes are made from pages of ${origins[0]} alone. Open Keywright at that address.`,
  });
}
