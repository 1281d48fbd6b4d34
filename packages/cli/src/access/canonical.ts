import type {
  Permissions,
  Project,
  ProjectRestriction,
  RoleDefinition,
  Settings,
  TeamsRestriction,
  TrustRule,
} from "./access.ts";

/** As files and answers of the API leave things out: absent, `undefined` and `null` all say nothing. */
type Loose<T, Required extends keyof T = never> = { readonly [K in Required]: T[K] } & {
  readonly [K in Exclude<keyof T, Required>]?: T[K] | null | undefined;
};

export function canonicalProject(id: string, project: Loose<Project>): Project {
  const { name, description, environments, region, clusterId, color } = project;
  return {
    name: name ?? id,
    environments: environments ?? [],
    ...given({ description, region, clusterId, color }),
  };
}

/** Groups that say nothing are left out; no maximum is something to say. */
export function canonicalSettings(settings: SettingsInput): Settings {
  const { tokenPolicy = {}, expiryNotices = {}, personalTokensMax } = settings;
  const { allowNoExpiry, maxLifetimeSeconds } = tokenPolicy;
  const { days, email } = expiryNotices;
  const policy = {
    ...given({ allowNoExpiry }),
    ...(maxLifetimeSeconds !== undefined && { maxLifetimeSeconds }),
  };
  const notices = given({ days: days?.toSorted((a, b) => b - a), email });
  return {
    ...(Object.keys(policy).length > 0 && { tokenPolicy: policy }),
    ...(Object.keys(notices).length > 0 && { expiryNotices: notices }),
    ...given({ personalTokensMax }),
  };
}

export interface SettingsInput {
  readonly tokenPolicy?: LooseFields<NonNullable<Settings["tokenPolicy"]>> | undefined;
  readonly expiryNotices?: LooseFields<NonNullable<Settings["expiryNotices"]>> | undefined;
  readonly personalTokensMax?: number | undefined;
}
type LooseFields<T> = { readonly [K in keyof T]?: T[K] | undefined };

type RestrictionInput = Loose<ProjectRestriction, "projects" | "restrictionMode">;

/** `undefined` when all is reached: `["*"]` in every environment restricts nothing. */
export function canonicalRestriction(
  reach: RestrictionInput | null | undefined,
): ProjectRestriction | undefined {
  if (!reach) return undefined;
  const { projects, restrictionMode, environments } = reach;
  const everything = projects.includes("*") && restrictionMode === "in" && environments == null;
  return everything ? undefined : restriction(reach);
}

export function canonicalTeamsRestriction(
  reach: { readonly teams: Readonly<Record<string, RestrictionInput>> } | null | undefined,
): TeamsRestriction | undefined {
  if (!reach) return undefined;
  const teams = Object.entries(reach.teams).map(([team, ofTeam]) => [team, restriction(ofTeam)] as const);
  return { teams: Object.fromEntries(teams.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function restriction({ projects, restrictionMode, environments }: RestrictionInput): ProjectRestriction {
  return {
    projects: sorted(projects),
    restrictionMode,
    ...given({ environments: environments && sorted(environments) }),
  };
}

export function canonicalDefinition(
  id: string,
  { name, description, permissions, restrictions }: Loose<RoleDefinition, "permissions">,
): RoleDefinition {
  return {
    name: name ?? id,
    ...given({ description }),
    permissions: canonicalPermissions(permissions),
    ...given({ restrictions }),
  };
}

function canonicalPermissions(lists: Permissions): Permissions {
  return {
    ...given({ platformScope: lists.platformScope && sorted(lists.platformScope) }),
    ...given({ orgScope: lists.orgScope && sorted(lists.orgScope) }),
    teamScope: sorted(lists.teamScope),
    projectScope: sorted(lists.projectScope),
  };
}

type TrustRuleInput = Loose<
  Omit<TrustRule, "claims" | "narrowing">,
  "issuer" | "audience" | "roleId" | "lifetimeSeconds"
> & {
  readonly claims: readonly Loose<TrustRule["claims"][number], "claim">[];
  readonly narrowing?: Loose<NonNullable<TrustRule["narrowing"]>> | null | undefined;
};

export function canonicalTrustRule(rule: TrustRuleInput): TrustRule {
  const { description, issuer, audience, roleId, narrowing, lifetimeSeconds } = rule;
  const claims = rule.claims.map(({ claim, equals, matches }) => ({
    claim,
    ...given({ equals: equals && sorted(equals), matches }),
  }));
  return {
    ...given({ description }),
    issuer,
    audience,
    claims: claims.sort((a, b) => (a.claim < b.claim ? -1 : 1)),
    roleId,
    ...given({ narrowing: narrowing && canonicalNarrowing(narrowing) }),
    lifetimeSeconds,
  };
}

function canonicalNarrowing(narrowing: Loose<NonNullable<TrustRule["narrowing"]>>) {
  const lists = Object.entries(narrowing).map(([list, values]) => [list, values && sorted(values)]);
  const said = given(Object.fromEntries(lists) as NonNullable<TrustRule["narrowing"]>);
  return Object.keys(said).length > 0 ? said : undefined;
}

/** A set, written so that two of the same look the same. */
export function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** Without the fields that say nothing. */
export function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
