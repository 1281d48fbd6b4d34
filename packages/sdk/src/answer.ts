import type { Pagination, Problem, RouteSpec } from "@keywright/contract";
import { ApiError, ConnectionError } from "./errors.ts";
import type { HttpAnswer } from "./send.ts";

interface Envelope {
  readonly data: unknown;
  readonly pagination?: Pagination;
}

/**
 * The `data` of an answer, or what went wrong. The data is not parsed by the route's schema again: the server did that on
 * its way out, and a newer server may add fields and values that this version does not know.
 */
export function dataOf(route: RouteSpec, url: string, answer: HttpAnswer): unknown {
  const json = parsed(answer.text);
  if (answer.status === 200 && isEnvelope(json, route)) {
    return route.list === undefined ? json.data : { ...(json.data as object), pagination: json.pagination };
  }
  if (answer.status >= 400 && isProblem(json)) {
    throw new ApiError(answer.status, json, answer.headers.get("www-authenticate") ?? undefined);
  }
  throw notOurs(url, answer);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isEnvelope(json: unknown, route: RouteSpec): json is Envelope {
  if (!isObject(json) || !isObject(json["data"])) return false;
  return (
    route.list === undefined || (Array.isArray(json["data"][route.list]) && isObject(json["pagination"]))
  );
}

function isProblem(json: unknown): json is Problem {
  return isObject(json) && ["code", "detail", "requestId"].every((key) => typeof json[key] === "string");
}

/** Says nothing of the body: a proxy's error page may print the request, and with it the token. */
function notOurs(requestUrl: string, answer: HttpAnswer): ConnectionError {
  const { origin, pathname } = new URL(requestUrl);
  const url = origin + pathname;
  const redirects = answer.status >= 300 && answer.status < 400;
  const message = redirects
    ? `${url} answers with a redirect (${answer.status}), which is not followed. Give the url it leads to.`
    : `${url} answers ${answer.status}, but not as Keywright does. Check the url, and any proxy on the way.`;
  return new ConnectionError(url, message, { status: answer.status });
}
