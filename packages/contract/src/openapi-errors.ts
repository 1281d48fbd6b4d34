import { type ErrorCode, ERRORS } from "./errors.ts";
import { takesIdempotencyKey } from "./openapi-parameters.ts";
import { schemaRef } from "./openapi-schemas.ts";
import { requiredPermissions, type RouteSpec } from "./route.ts";

const ALL_CODES = Object.keys(ERRORS) as ErrorCode[];
const AUTHENTICATION = ALL_CODES.filter((code) => ERRORS[code].status === 401);

/** Statuses whose codes are the same wherever they occur: described once. */
const SHARED = {
  401: "Unauthorized",
  413: "BodyTooLarge",
  415: "UnsupportedMediaType",
  431: "HeadersTooLarge",
  500: "InternalError",
  503: "Unavailable",
} as const;

/** Every code that a route can answer at one of its paths: those it names, and those of its kind; in the table's order. */
export function errorCodesOf(route: RouteSpec, path: string): readonly ErrorCode[] {
  const codes = new Set([
    ...(route.errors ?? []),
    ...everyRoute(route),
    ...callers(route),
    ...reach(route, path),
  ]);
  return ALL_CODES.filter((code) => codes.has(code));
}

function everyRoute(route: RouteSpec): readonly ErrorCode[] {
  return [
    "bad_request",
    // Also without a query of its own: a query parameter that a route does not know is named.
    "validation_failed",
    "headers_too_large",
    "internal_error",
    "database_unreachable",
    ...(route.body ? (["malformed_json", "body_too_large", "unsupported_media_type"] as const) : []),
    ...(takesIdempotencyKey(route) ? (["idempotency_key_reused"] as const) : []),
  ];
}

function callers(route: RouteSpec): readonly ErrorCode[] {
  if (route.permission === "public") return route.method === "GET" ? [] : ["cross_site"];
  if (route.permission === "any_person") {
    const ofPeople = ["no_credentials", "session_ended", "person_required", "cross_site"] as const;
    const ofMembers = ["org_required", "not_found", "suspended", "sso_required", "stale"] as const;
    return route.asMember ? [...ofPeople, ...ofMembers] : ofPeople;
  }
  // An organization, team or project that the caller does not reach does not exist for it.
  const bySession = [
    "org_required",
    "sso_required",
    ...(route.method === "GET" ? [] : ["cross_site" as const]),
  ] as const;
  const anyToken = [...AUTHENTICATION, ...bySession, "ip_not_allowed", "not_found", "stale"] as const;
  return route.permission === "any_token" ? anyToken : [...anyToken, "permission_missing"];
}

function reach(route: RouteSpec, path: string): readonly ErrorCode[] {
  const codes: ErrorCode[] = [];
  if (route.team && !path.includes("{teamId}")) codes.push("team_required");
  const asksForProject = requiredPermissions(route).some((permission) => permission.startsWith("project:"));
  const forOneEnvironment = !route.anyEnvironment && route.reach !== "list";
  if (asksForProject && forOneEnvironment) codes.push("environment_restricted");
  return codes;
}

/** The error responses of an operation, by status. */
export function errorResponses(codes: readonly ErrorCode[]): Record<string, object> {
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, inStatus]) => [
      String(status),
      status in SHARED
        ? { $ref: `#/components/responses/${SHARED[status as keyof typeof SHARED]}` }
        : problemResponse(inStatus),
    ]),
  );
}

/** The responses that `errorResponses` refers to. */
export function sharedErrorResponses(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(SHARED).map(([status, name]) => [
      name,
      problemResponse(ALL_CODES.filter((code) => ERRORS[code].status === Number(status))),
    ]),
  );
}

function problemResponse(codes: readonly ErrorCode[]): object {
  const challenge = codes.some((code) => code === "permission_missing" || AUTHENTICATION.includes(code));
  const comeAgain = codes.some((code) => ERRORS[code].status === 503);
  return {
    description: codes.map((code) => `- \`${code}\`: ${ERRORS[code].title}.`).join("\n"),
    headers: {
      "x-request-id": { $ref: "#/components/headers/RequestId" },
      ...(challenge && { "WWW-Authenticate": { $ref: "#/components/headers/Challenge" } }),
      ...(comeAgain && { "Retry-After": { $ref: "#/components/headers/RetryAfter" } }),
    },
    content: { "application/problem+json": { schema: schemaRef("Problem") } },
  };
}
