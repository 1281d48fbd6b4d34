/**
 * Who may do what, in the one form in which a file and a server are compared: sets are sorted, what says nothing is left
 * out. A kind that is absent is not spoken of; one that is there and empty says that there are none.
 */
export interface Access {
  readonly team?: TeamAccess;
  readonly org?: LevelAccess;
  readonly platform?: { readonly permissions?: ReadonlyMap<string, PermissionFlags> };
}

/** What teams and organizations both have. */
export interface LevelAccess {
  readonly settings?: Settings;
  readonly roles?: ReadonlyMap<string, Role>;
}

export interface TeamAccess extends LevelAccess {
  readonly projects?: ReadonlyMap<string, Project>;
  readonly trustRules?: ReadonlyMap<string, TrustRule>;
}

export type Level = "team" | "org";

/** What is demanded of tokens, and how people are told of their end. What is absent stays as it is. */
export interface Settings {
  readonly tokenPolicy?: { readonly allowNoExpiry?: boolean; readonly maxLifetimeSeconds?: number | null };
  /** The days from the earliest notice to the last. */
  readonly expiryNotices?: { readonly days?: readonly number[]; readonly email?: boolean };
  /** Of the organization. */
  readonly personalTokensMax?: number;
}

export interface Project {
  readonly name: string;
  readonly description?: string;
  readonly environments: readonly string[];
  readonly region?: string;
  readonly clusterId?: string;
  readonly color?: string;
}

/** Either half may be left out of a file: a built-in role's definition, or members that are looked after elsewhere. */
export interface Role {
  readonly definition?: RoleDefinition;
  readonly members?: readonly string[];
}

export interface RoleDefinition {
  readonly name: string;
  readonly description?: string;
  readonly permissions: Permissions;
  /** Absent: it reaches everything. */
  readonly restrictions?: ProjectRestriction | TeamsRestriction;
}

/** A team's roles have two of the lists, an organization's all four. */
export interface Permissions {
  readonly platformScope?: readonly string[];
  readonly orgScope?: readonly string[];
  readonly teamScope: readonly string[];
  readonly projectScope: readonly string[];
}

export interface ProjectRestriction {
  readonly projects: readonly string[];
  readonly restrictionMode: "in" | "notIn";
  readonly environments?: readonly string[];
}

export interface TeamsRestriction {
  readonly teams: Readonly<Record<string, ProjectRestriction>>;
}

export interface TrustRule {
  readonly description?: string;
  readonly issuer: string;
  readonly audience: string;
  readonly claims: readonly ClaimCondition[];
  readonly roleId: string;
  readonly narrowing?: Narrowing;
  readonly lifetimeSeconds: number;
}

interface ClaimCondition {
  readonly claim: string;
  readonly equals?: readonly string[];
  readonly matches?: string;
}

interface Narrowing {
  readonly permissions?: readonly string[];
  readonly projects?: readonly string[];
  readonly environments?: readonly string[];
  readonly allowedIps?: readonly string[];
}

export interface PermissionFlags {
  readonly sensitive: boolean;
  readonly publishable: boolean;
  readonly deprecated: boolean;
}
