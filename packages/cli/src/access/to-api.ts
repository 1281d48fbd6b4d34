import type { Api, BodyInput } from "@keywright/contract";
import type {
  Permissions,
  Project,
  ProjectRestriction,
  RoleDefinition,
  Settings,
  TrustRule,
} from "./access.ts";

// What is wanted, as bodies of the API. What is absent is cleared, where the API can clear it.

type TeamRoleBody = Omit<BodyInput<Api["createRole"]>, "name">;
type OrgRoleBody = Omit<BodyInput<Api["createOrgRole"]>, "name">;

export function teamRoleBody({ description, permissions, restrictions }: RoleDefinition): TeamRoleBody {
  const { teamScope, projectScope } = permissions;
  return {
    description: description ?? null,
    permissions: { teamScope: [...teamScope], projectScope: [...projectScope] },
    restrictions: restrictions && "projects" in restrictions ? reachBody(restrictions) : { enabled: false },
  };
}

export function orgRoleBody({ description, permissions, restrictions }: RoleDefinition): OrgRoleBody {
  const teams = restrictions && "teams" in restrictions ? Object.entries(restrictions.teams) : undefined;
  return {
    description: description ?? null,
    permissions: mutable(permissions),
    restrictions: teams
      ? { enabled: true, teams: teams.map(([teamId, reach]) => ({ teamId, restrictions: reachBody(reach) })) }
      : { enabled: false },
  };
}

function reachBody({ projects, restrictionMode, environments }: ProjectRestriction) {
  return {
    enabled: true,
    projects: [...projects],
    restrictionMode,
    environments: environments ? [...environments] : null,
  };
}

function mutable(lists: Permissions): { [K in keyof Permissions]: string[] } {
  return structuredClone(lists) as { [K in keyof Permissions]: string[] };
}

export function projectBody({ description, environments, region, clusterId, color }: Project) {
  return {
    description: description ?? null,
    environments: [...environments],
    ...(region !== undefined && { region }),
    ...(clusterId !== undefined && { clusterId }),
    ...(color !== undefined && { color }),
  };
}

export function settingsBody({ tokenPolicy, expiryNotices, personalTokensMax }: Settings) {
  const { days, email } = expiryNotices ?? {};
  return {
    tokenPolicy,
    expiryNotices: expiryNotices && { days: days && [...days], email },
    personalTokensMax,
  };
}

type TrustRuleBody = Omit<BodyInput<Api["createTrustRule"]>, "name">;

export function trustRuleBody({ description, ...rule }: TrustRule): TrustRuleBody {
  return structuredClone({ ...rule, description: description ?? null }) as TrustRuleBody;
}
