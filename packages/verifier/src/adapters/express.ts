import type { Request } from "express";
import {
  type Access,
  Gate,
  type GuardOptions,
  type GuardVerifier,
  type HeaderName,
  type RouteOptions,
} from "./gate.ts";
import { type NodeResponse, sendRefusal, setHeaders } from "./node-response.ts";
import { parameterIn } from "./place.ts";

export { type Access, UnknownPermission } from "./gate.ts";

declare global {
  // eslint-disable-next-line typescript/no-namespace -- It is how Express lets middleware add to its requests.
  namespace Express {
    interface Request {
      /** Who asks; there behind `protect` only. */
      keywright?: Access;
    }
  }
}

/** Written out, so that the parameters in a route's path keep the types that Express reads from it. */
interface ExpressRequest {
  readonly headers: { readonly authorization?: string | undefined };
  keywright?: Access;
}

export interface ExpressGuard<Permission extends string> {
  /** Middleware for one route. Lets in who has the permission there, with `req.keywright`, and answers all others. */
  readonly protect: (
    permission: Permission,
    route?: RouteOptions<[Request]>,
  ) => (request: ExpressRequest, response: NodeResponse, next: () => void) => Promise<void>;
  /** For the start of the app, after `await verifier.start()`: throws if a route asks for what the catalogue lacks. */
  readonly assertPermissionsKnown: () => void;
}

const HOST = {
  header: (name: HeaderName, request: Request) => request.headers[name],
  parameter: (name: string, request: Request) => parameterIn(request.params, name),
  address: (request: Request) => request.socket.remoteAddress,
};

/**
 * A guard for the routes of an Express 5 app: `app.get(path, guard.protect(permission, …), handler)`.
 * `Permission` is the union that `keywright-types` writes.
 */
export function createGuard<Permission extends string = string>(
  verifier: GuardVerifier,
  options: GuardOptions<[Request]> = {},
): ExpressGuard<Permission> {
  const gate = new Gate<[Request]>(verifier, HOST, options);
  return {
    protect(permission, route = {}) {
      const admit = gate.route(permission, route);
      return async (request, response, next) => {
        const { access, headers, refused } = await admit(request as Request);
        // Somebody has answered meanwhile, a timeout perhaps: nobody waits for the handler any more.
        if (response.headersSent) return;
        if (refused) return sendRefusal(response, refused);
        request.keywright = access;
        setHeaders(response, headers);
        next();
      };
    },
    assertPermissionsKnown: () => gate.assertPermissionsKnown(),
  };
}
