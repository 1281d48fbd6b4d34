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

/** `context` is what the runtime or the framework hands on besides the request: Next's `{ params }`, Deno's `info`. */
export type Handler<R extends Request, Context> = (
  request: R,
  keywright: Access,
  context: Context,
) => Response | Promise<Response>;

type Holder = { readonly params?: unknown } | undefined;

export interface WebGuard<Permission extends string> {
  /** The handler, for those who have the permission there; all others are answered. What it throws is its own. */
  readonly protect: <R extends Request = Request, Context = unknown>(
    permission: Permission,
    route: RouteOptions<[Request, unknown]>,
    handler: Handler<R, Context>,
  ) => (request: R, context?: Context) => Promise<Response>;
  /** For the start of the app, after `await verifier.start()`: throws if a route asks for what the catalogue lacks. */
  readonly assertPermissionsKnown: () => void;
}

const HOST = {
  header: (name: HeaderName, request: Request) => request.headers.get(name),
  // Next hands the parameters on beside the request, as a promise; Bun puts them on it.
  parameter: async (name: string, request: Request, context: unknown) =>
    parameterIn((await (context as Holder)?.params) ?? (request as Holder)?.params, name),
  // A Request does not say where it came from.
  address: () => undefined,
};

/**
 * A guard for handlers from `Request` to `Response`: Next, Bun, Deno, Workers. The address of the caller is not known
 * unless you give `ip`; tokens that may be used from certain addresses only are refused without it.
 * `Permission` is the union that `keywright-types` writes.
 */
export function createGuard<Permission extends string = string>(
  verifier: GuardVerifier,
  options: GuardOptions<[Request, unknown]> = {},
): WebGuard<Permission> {
  const gate = new Gate<[Request, unknown]>(verifier, HOST, options);
  return {
    protect(permission, route, handler) {
      const admit = gate.route(permission, route);
      return async (request, context) => {
        const { access, headers, refused } = await admit(request, context);
        if (refused) return new Response(refused.body, { status: refused.status, headers: refused.headers });
        return withHeaders(headers, await handler(request, access, context as never));
      };
    },
    assertPermissionsKnown: () => gate.assertPermissionsKnown(),
  };
}

function withHeaders(headers: Readonly<Record<string, string>>, response: Response): Response {
  try {
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  } catch {
    // One that was fetched, or made by `Response.redirect`, cannot be changed.
    const changeable = new Response(response.body, response);
    for (const [name, value] of Object.entries(headers)) changeable.headers.set(name, value);
    return changeable;
  }
}
