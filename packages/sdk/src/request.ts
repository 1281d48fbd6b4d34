import { type RouteSpec, routePaths } from "@keywright/contract";
import type { AnyRequest, CallOptions } from "./operation.ts";
import type { Connection } from "./settings.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

export function httpRequest(
  connection: Connection,
  route: RouteSpec,
  request: AnyRequest,
  options: CallOptions,
): HttpRequest {
  // A body whose every field is optional may be left out of the call; the server still wants an object.
  const body = route.body === undefined ? undefined : JSON.stringify(request.body ?? {});
  return {
    method: route.method,
    url:
      connection.baseUrl +
      pathOf(route, request.params ?? {}) +
      queryString({ ...request.query, waitSeconds: options.waitSeconds }),
    headers: headersOf(connection, route, options, body !== undefined),
    body,
  };
}

function pathOf(route: RouteSpec, params: NonNullable<AnyRequest["params"]>): string {
  const [short = route.path, explicit = short] = routePaths(route);
  const template = params["teamId"] === undefined ? short : explicit;
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathSegment(name, params[name]));
}

/** `.` and `..` would be resolved by the URL parser, encoded or not, and an empty segment names another path. */
function pathSegment(name: string, value: unknown): string {
  if (typeof value !== "string" || value === "" || value === "." || value === "..") {
    throw new TypeError(`params.${name} must be an id`);
  }
  return encodeURIComponent(value);
}

function queryString(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

function headersOf(
  connection: Connection,
  { streams = [] }: RouteSpec,
  options: CallOptions,
  hasBody: boolean,
): Headers {
  const headers = new Headers({ accept: [...streams, "application/json"].join(", ") });
  const fields = {
    ...connection.headers,
    ...(hasBody && { "content-type": "application/json" }),
    ...(options.org !== undefined && { "keywright-org": options.org }),
    ...(options.idempotencyKey !== undefined && { "idempotency-key": options.idempotencyKey }),
    ...options.headers,
  };
  for (const [name, value] of Object.entries(fields)) setHeader(headers, name, value);
  return headers;
}

/** The engine's own error would quote the value, which may be a secret. */
function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new TypeError(`The header ${name} cannot be sent: HTTP does not allow its name or value`);
  }
}
