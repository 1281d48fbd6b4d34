import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import {
  type Access,
  Gate,
  type GuardOptions,
  type GuardVerifier,
  type HeaderName,
  type RouteOptions,
} from "./gate.ts";
import { sendRefusal, setHeaders } from "./node-response.ts";
import { parameterIn } from "./place.ts";

export { type Access, UnknownPermission } from "./gate.ts";

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  keywright: Access,
) => void | Promise<void>;

export interface NodeHttpGuard<Permission extends string> {
  /** The handler, for those who have the permission there; all others are answered. What it throws is its own. */
  readonly protect: (
    permission: Permission,
    route: RouteOptions<[IncomingMessage]>,
    handler: Handler,
  ) => RequestListener;
  /** For the start of the app, after `await verifier.start()`: throws if a route asks for what the catalogue lacks. */
  readonly assertPermissionsKnown: () => void;
}

const HOST = {
  header: (name: HeaderName, request: IncomingMessage) => request.headers[name],
  // Node itself has no routes: small routers for it leave what they found here.
  parameter: (name: string, request: IncomingMessage & { readonly params?: unknown }) =>
    parameterIn(request.params, name),
  address: (request: IncomingMessage) => request.socket.remoteAddress,
};

/**
 * A guard for the handlers of a `node:http` server. Give functions for project, environment and team, or use a router
 * that sets `request.params`. `Permission` is the union that `keywright-types` writes.
 */
export function createGuard<Permission extends string = string>(
  verifier: GuardVerifier,
  options: GuardOptions<[IncomingMessage]> = {},
): NodeHttpGuard<Permission> {
  const gate = new Gate<[IncomingMessage]>(verifier, HOST, options);
  return {
    protect(permission, route, handler) {
      const admit = gate.route(permission, route);
      const listen = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const { access, headers, refused } = await admit(request);
        // Somebody has answered meanwhile, a timeout perhaps: nobody waits for the handler any more.
        if (response.headersSent) return;
        if (refused) return sendRefusal(response, refused);
        setHeaders(response, headers);
        await handler(request, response, access);
      };
      return (request, response) => void listen(request, response);
    },
    assertPermissionsKnown: () => gate.assertPermissionsKnown(),
  };
}
