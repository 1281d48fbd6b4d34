export { api, type Api, type OperationId } from "./api.ts";
export { type ErrorCode, ERRORS, Problem } from "./errors.ts";
export * from "./limits.ts";
export { CLI_CLIENT_ID } from "./login-requests.ts";
export { Email, isOrigin, Name, Slug, slugFromName, TrustRuleId, VariableName } from "./names.ts";
export { type OpenApiDocument, openApiDocument, type OpenApiOptions } from "./openapi.ts";
export { PageQuery, type Pagination } from "./pagination.ts";
export { Propagation, WaitSeconds } from "./propagation.ts";
export { OWN_PERMISSIONS, type OwnPermission } from "./permissions.ts";
export {
  type BodyInput,
  type BodyOf,
  type DataOf,
  type MediaType,
  type Method,
  type ParamsInput,
  type ParamsOf,
  type QueryInput,
  type QueryOf,
  requiredPermissions,
  type ResultOf,
  routePaths,
  type RoutePermission,
  type RouteSpec,
} from "./route.ts";
export { type IssueBody, LifetimeSeconds, NarrowingInput } from "./token-shapes.ts";
export type { GroupType } from "./secret-groups.ts";
export { SSO_ERRORS, type SsoError } from "./sso.ts";
/** For those who build on these shapes: another copy of zod would not know them. */
export { z } from "zod";
