import type { FastifyRequest } from "fastify";
import {
  type Access,
  Gate,
  type GuardOptions,
  type GuardVerifier,
  type HeaderName,
  type RouteOptions,
} from "./gate.ts";
import { parameterIn } from "./place.ts";

export { type Access, UnknownPermission } from "./gate.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; there behind `protect` only. */
    keywright?: Access;
  }
}

/** Written out, so that a route may type its parameters and its query as it likes. */
interface Reply {
  readonly sent: boolean;
  code(status: number): unknown;
  headers(values: Record<string, string>): unknown;
  send(body: string): unknown;
}

export interface FastifyGuard<Permission extends string> {
  /** A hook for one route. Lets in who has the permission there, with `request.keywright`, and answers all others. */
  readonly protect: (
    permission: Permission,
    route?: RouteOptions<[FastifyRequest]>,
  ) => (request: { keywright?: Access }, reply: Reply) => Promise<unknown>;
  /** For the start of the app, after `await verifier.start()`: throws if a route asks for what the catalogue lacks. */
  readonly assertPermissionsKnown: () => void;
}

const HOST = {
  header: (name: HeaderName, request: FastifyRequest) => request.headers[name],
  parameter: (name: string, request: FastifyRequest) => parameterIn(request.params, name),
  address: (request: FastifyRequest) => request.socket.remoteAddress,
};

/**
 * A guard for the routes of a Fastify 5 app: `app.get(path, { onRequest: guard.protect(permission, …) }, handler)`.
 * A route that takes a body has it as `preHandler`: what was decided before a slow body began may have ended since.
 * `Permission` is the union that `keywright-types` writes.
 */
export function createGuard<Permission extends string = string>(
  verifier: GuardVerifier,
  options: GuardOptions<[FastifyRequest]> = {},
): FastifyGuard<Permission> {
  const gate = new Gate<[FastifyRequest]>(verifier, HOST, options);
  return {
    protect(permission, route = {}) {
      const admit = gate.route(permission, route);
      return async (request, reply) => {
        const { access, headers, refused } = await admit(request as FastifyRequest);
        // Somebody has answered meanwhile, a timeout perhaps: nobody waits for the handler any more.
        if (reply.sent) return reply;
        if (refused) {
          reply.code(refused.status);
          reply.headers({ ...refused.headers });
          reply.send(refused.body);
          return reply;
        }
        request.keywright = access;
        reply.headers({ ...headers });
        return undefined;
      };
    },
    assertPermissionsKnown: () => gate.assertPermissionsKnown(),
  };
}
