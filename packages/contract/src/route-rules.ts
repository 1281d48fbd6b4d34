import { z } from "zod";
import { ROUTE_PATHS_MAX } from "./limits.ts";
import { Exposure, Instant, plainText } from "./names.ts";
import { defineRoute } from "./route.ts";

const PERMISSION_MAX_LENGTH = 200;
const PARAMETER_MAX_LENGTH = 100;
const URL_MAX_LENGTH = 2000;

const Permission = z
  .string()
  .max(PERMISSION_MAX_LENGTH)
  .regex(
    /^([a-z][a-z0-9-]*(:[a-z0-9-]+){3}|any_token)$/,
    "must be scope:category:resource:action, or any_token",
  );
/** The name of a parameter of the path; `false`: none, whatever the parameters are called. */
const Parameter = z.union([plainText(PARAMETER_MAX_LENGTH).min(1), z.literal(false)]);
const Servers = z.array(z.object({ url: plainText(URL_MAX_LENGTH) })).max(20);

const Operation = z.object({
  /** One permission, any one of several, or `any_token`. An operation without it lets nothing pass. */
  "x-keywright-permission": z.union([Permission, z.array(Permission).min(1).max(20)]).optional(),
  /** By default the parameter `teamId`, `projectId` or `environmentId`, if the path has it. */
  "x-keywright-team": Parameter.optional(),
  "x-keywright-project": Parameter.optional(),
  "x-keywright-environment": Parameter.optional(),
  /** The only exposure that tokens may have here; without it, either. */
  "x-keywright-exposure": Exposure.optional(),
  servers: Servers.optional(),
});

const PathItem = z.object({
  servers: Servers.optional(),
  get: Operation.optional(),
  put: Operation.optional(),
  post: Operation.optional(),
  delete: Operation.optional(),
  options: Operation.optional(),
  head: Operation.optional(),
  patch: Operation.optional(),
  trace: Operation.optional(),
});

/** An OpenAPI 3 document, as far as rules are made from it; the rest of it is passed over. */
const OpenApiDocument = z.object({
  openapi: z
    .string()
    .max(20)
    .regex(/^3\.\d+\.\d+$/, "must be the version of an OpenAPI 3 document, such as 3.1.0"),
  info: z.object({ title: plainText(500).optional(), version: plainText(100).optional() }).optional(),
  /** The paths of their addresses begin every path of the document. */
  servers: Servers.optional(),
  paths: z
    .record(plainText(URL_MAX_LENGTH), PathItem)
    .refine((paths) => Object.keys(paths).length <= ROUTE_PATHS_MAX, {
      message: `must be at most ${ROUTE_PATHS_MAX}`,
    }),
});

const RouteRule = z.object({
  /** `*` for a path of which the document itself holds no operation. */
  method: z.string(),
  /** With `{names}` of parameters, each a whole segment. */
  path: z.string(),
  /** `closed`: the document names no permission, so nobody passes. */
  access: z.enum(["permission", "any_token", "closed"]),
  /** Any one of them is enough. */
  permissions: z.array(z.string()),
  /** The parameters that name them. */
  team: z.string().optional(),
  project: z.string().optional(),
  environment: z.string().optional(),
  /** The only exposure that tokens may have; without it, either. */
  exposure: Exposure.optional(),
});

const RouteRules = z.object({
  /** Of the document that they were made from. */
  title: z.string().optional(),
  version: z.string().optional(),
  /** Null when there are none: then nothing passes that names no permission in the gateway's own words. */
  updatedAt: Instant.nullable(),
  rules: z.array(RouteRule),
});
const tag = "Route rules";
const path = "/v1/route-rules";

export const getRouteRules = defineRoute({
  id: "getRouteRules",
  method: "GET",
  path,
  tag,
  summary: "Read which permission each route of the platform's API asks for at a gateway",
  permission: "platform:admin:route-rules:read",
  response: RouteRules,
});
export const putRouteRules = defineRoute({
  id: "putRouteRules",
  method: "PUT",
  path,
  tag,
  summary: "Replace the route rules by those of an OpenAPI document",
  permission: "platform:admin:route-rules:update",
  body: z.strictObject({ document: OpenApiDocument }),
  response: RouteRules,
  revision: true,
  concernsInstallation: true,
  errors: ["unknown_permission", "ambiguous_paths"],
});
export const deleteRouteRules = defineRoute({
  id: "deleteRouteRules",
  method: "DELETE",
  path,
  tag,
  summary: "Remove the route rules: gateways that rely on them let nothing pass",
  permission: "platform:admin:route-rules:update",
  response: z.object({ deletedRules: z.int() }),
  revision: true,
  concernsInstallation: true,
});
