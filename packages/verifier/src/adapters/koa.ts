import type { Context, Middleware } from "koa";
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

export interface KoaGuard<Permission extends string> {
  /** Middleware for one route. Lets in who has the permission there, with `ctx.state.keywright`, and answers all others. */
  readonly protect: (
    permission: Permission,
    route?: RouteOptions<[Context]>,
  ) => Middleware<{ keywright: Access }>;
  /** For the start of the app, after `await verifier.start()`: throws if a route asks for what the catalogue lacks. */
  readonly assertPermissionsKnown: () => void;
}

const HOST = {
  header: (name: HeaderName, ctx: Context) => ctx.headers[name],
  // Koa itself has no routes: whichever router is used puts what it found here.
  parameter: (name: string, ctx: Context) => parameterIn(ctx["params"], name),
  address: (ctx: Context) => ctx.req.socket.remoteAddress,
};

/**
 * A guard for the routes of a Koa 3 app: `router.get(path, guard.protect(permission, …), handler)`.
 * `Permission` is the union that `keywright-types` writes.
 */
export function createGuard<Permission extends string = string>(
  verifier: GuardVerifier,
  options: GuardOptions<[Context]> = {},
): KoaGuard<Permission> {
  const gate = new Gate<[Context]>(verifier, HOST, options);
  return {
    protect(permission, route = {}) {
      const admit = gate.route(permission, route);
      return async (ctx, next) => {
        const { access, headers, refused } = await admit(ctx);
        if (refused) {
          ctx.status = refused.status;
          ctx.set({ ...refused.headers });
          ctx.body = refused.body;
          return;
        }
        ctx.state.keywright = access;
        ctx.set({ ...headers });
        try {
          await next();
        } catch (error) {
          keepHeaders(error, headers);
          throw error;
        }
      };
    },
    assertPermissionsKnown: () => gate.assertPermissionsKnown(),
  };
}

/** Before Koa answers an error it takes back every header that does not stand in the error itself. */
function keepHeaders(error: unknown, kept: object): void {
  if (!(error instanceof Error)) return;
  const { headers } = error as { headers?: object };
  Reflect.set(error, "headers", { ...kept, ...headers });
}
