import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import {
  type Access,
  Gate,
  type GuardOptions,
  type GuardVerifier,
  type HeaderName,
  type RouteOptions,
} from "./gate.ts";

export { type Access, UnknownPermission } from "./gate.ts";

/** What Hono's server for Node puts into the environment; other runtimes have no socket to ask. */
type NodeEnvironment = { incoming?: { socket?: { remoteAddress?: string } } } | undefined;

export interface HonoGuard<Permission extends string> {
  /** Middleware for one route. Lets in who has the permission there, with `c.get("keywright")`, and answers all others. */
  readonly protect: (
    permission: Permission,
    route?: RouteOptions<[Context]>,
  ) => MiddlewareHandler<{ Variables: { keywright: Access } }>;
  /** For the start of the app, after `await verifier.start()`: throws if a route asks for what the catalogue lacks. */
  readonly assertPermissionsKnown: () => void;
}

const HOST = {
  header: (name: HeaderName, c: Context) => c.req.header(name),
  parameter: (name: string, c: Context) => c.req.param(name),
  address: (c: Context) => (c.env as NodeEnvironment)?.incoming?.socket?.remoteAddress,
};

/**
 * A guard for the routes of a Hono 4 app: `app.get(path, guard.protect(permission, …), handler)`. The address of the
 * caller is known by itself on Node only; elsewhere give `ip`, for instance from Hono's `getConnInfo`.
 * `Permission` is the union that `keywright-types` writes.
 */
export function createGuard<Permission extends string = string>(
  verifier: GuardVerifier,
  options: GuardOptions<[Context]> = {},
): HonoGuard<Permission> {
  const gate = new Gate<[Context]>(verifier, HOST, options);
  return {
    protect(permission, route = {}) {
      const admit = gate.route(permission, route);
      return async (c, next) => {
        const { access, headers, refused } = await admit(c);
        if (refused)
          return c.body(refused.body, refused.status as ContentfulStatusCode, { ...refused.headers });
        c.set("keywright", access);
        await next();
        // Afterwards, because a handler may answer with a Response of its own making.
        for (const [name, value] of Object.entries(headers)) c.header(name, value);
        return undefined;
      };
    },
    assertPermissionsKnown: () => gate.assertPermissionsKnown(),
  };
}
