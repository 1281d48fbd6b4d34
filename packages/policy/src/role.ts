/** Restriction of a team role, or of one team inside an organization role. Ids are internal ids, never slugs. */
export interface ProjectRestriction {
  readonly enabled: boolean;
  /** Project ids; `["*"]` says all projects in words. Empty means none, in both modes: it never means all. */
  readonly projects: readonly string[];
  readonly restrictionMode: "in" | "notIn";
  /** Environment names; null for all, empty for none. */
  readonly environments: readonly string[] | null;
}

export interface TeamsRestriction {
  readonly enabled: boolean;
  /** Teams not listed are not reached; empty means none. */
  readonly teams: readonly { readonly teamId: string; readonly restrictions: ProjectRestriction }[];
}

export interface PermissionPatterns {
  readonly platformScope: readonly string[];
  readonly orgScope: readonly string[];
  readonly teamScope: readonly string[];
  readonly projectScope: readonly string[];
}

/** A role as it is stored and sent to verifiers. */
export type RoleDefinition =
  | {
      readonly level: "team";
      readonly teamId: string;
      readonly permissions: PermissionPatterns;
      readonly restrictions: ProjectRestriction;
    }
  | {
      readonly level: "org";
      readonly permissions: PermissionPatterns;
      readonly restrictions: TeamsRestriction;
    };

/** What a token gave up when it was issued. A field left out takes nothing away; an empty list takes everything. */
export interface NarrowingDefinition {
  /** Permissions as a bit set (see bits.ts, base64url). */
  readonly permissionBits?: string;
  readonly projects?: readonly string[];
  readonly environments?: readonly string[];
  /** CIDR ranges, IPv4 or IPv6. */
  readonly allowedIps?: readonly string[];
  /** Websites whose pages may use it: origins exactly as browsers send them, `https://shop.example.com`. */
  readonly allowedOrigins?: readonly string[];
}
