export { api, type Api, type OperationId } from "./api.ts";
export { type ErrorCode, ERRORS, Problem } from "./errors.ts";
export * from "./limits.ts";
export { Email, Name, slugFromName } from "./names.ts";
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
export type { IssueBody } from "./token-shapes.ts";
export type { GroupType } from "./secret-groups.ts";
export { SSO_ERRORS, type SsoError } from "./sso.ts";
