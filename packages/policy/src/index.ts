export { fromAnywhere, type Authority, type Grant, type Narrowing, type Reach } from "./authority.ts";
export { and, bitsOf, firstBitNotIn, hasBit, isSubset, MAX_BITS, or, setBit, type Bits } from "./bits.ts";
export { decodeBits, encodeBits } from "./bits-text.ts";
export {
  buildCatalogue,
  expandPatterns,
  type Catalogue,
  type CatalogueEntry,
  type Position,
} from "./catalogue.ts";
export { compileNarrowing, compileRole } from "./compile.ts";
export { covers, type Coverage } from "./covers.ts";
export { boundElsewhere, decide, type AccessRequest } from "./decide.ts";
export { hasId, type IdSet } from "./id-set.ts";
export {
  ipInRange,
  parseIp,
  parseIpRange,
  rangeContains,
  rangesContain,
  type Ip,
  type IpRange,
} from "./ip.ts";
export {
  isPermissionPattern,
  matchesPattern,
  parsePermission,
  permissionLabel,
  SCOPES,
  type PermissionPath,
  type Scope,
} from "./permission.ts";
export { environmentReach, holds, projectReach, projectsWithin, teamReach } from "./reach.ts";
export type {
  NarrowingDefinition,
  PermissionPatterns,
  ProjectRestriction,
  RoleDefinition,
  TeamsRestriction,
} from "./role.ts";
export { REASONS, type Decision, type Denial, type Reason } from "./verdict.ts";
