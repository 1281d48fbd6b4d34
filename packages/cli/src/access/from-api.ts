import type { Api, DataOf } from "@keywright/contract";
import type {
  PermissionFlags,
  Project,
  ProjectRestriction,
  RoleDefinition,
  Settings,
  TrustRule,
} from "./access.ts";
import {
  canonicalDefinition,
  canonicalProject,
  canonicalRestriction,
  canonicalSettings,
  canonicalTeamsRestriction,
  canonicalTrustRule,
} from "./canonical.ts";

// Answers of the API, in the form in which they are compared.

export type TeamRole = DataOf<Api["getRole"]>;
export type OrgRole = DataOf<Api["getOrgRole"]>;
type ApiRestriction = TeamRole["restrictions"];

/** The connection of a team's notices is left out: no other team has it. */
export function settingsFromApi(place: DataOf<Api["getTeam"]> | DataOf<Api["getOwnOrg"]>): Settings {
  return canonicalSettings(place);
}

export function projectFromApi(project: DataOf<Api["getProject"]>): Project {
  const { deployment, cluster, ...fields } = project;
  return canonicalProject(project.id, { ...fields, region: deployment.region, clusterId: cluster.id });
}

export function definitionFromApi(role: TeamRole | OrgRole): RoleDefinition {
  const { id, name, description, permissions, restrictions } = role;
  return canonicalDefinition(id, {
    name,
    description,
    permissions,
    restrictions:
      "teams" in restrictions ? teamsRestrictionFromApi(restrictions) : restrictionFromApi(restrictions),
  });
}

function restrictionFromApi(restriction: ApiRestriction): ProjectRestriction | undefined {
  return restriction.enabled ? canonicalRestriction(restriction) : undefined;
}

function teamsRestrictionFromApi({ enabled, teams }: OrgRole["restrictions"]) {
  if (!enabled) return undefined;
  const reached = teams.map(({ teamId, restrictions }) => [teamId, reachFromApi(restrictions)] as const);
  return canonicalTeamsRestriction({ teams: Object.fromEntries(reached) });
}

function reachFromApi(restriction: ApiRestriction): ProjectRestriction {
  return restrictionFromApi(restriction) ?? { projects: ["*"], restrictionMode: "in" };
}

export function trustRuleFromApi(rule: DataOf<Api["getTrustRule"]>): TrustRule {
  return canonicalTrustRule(rule);
}

export interface CatalogueFromApi {
  /** All names. */
  readonly permissions: readonly string[];
  readonly own: ReadonlySet<string>;
  /** The operator's part, by name. */
  readonly operators: ReadonlyMap<string, PermissionFlags>;
}

export function catalogueFromApi({ scopes }: DataOf<Api["getCatalogue"]>): CatalogueFromApi {
  const entries = scopes
    .flatMap(({ categories }) => categories)
    .flatMap(({ resources }) => resources)
    .flatMap(({ permissions }) => permissions)
    .sort((a, b) => (a.permission < b.permission ? -1 : 1));
  const operators = entries.filter(({ origin }) => origin === "operator");
  return {
    permissions: entries.map(({ permission }) => permission),
    own: new Set(entries.filter(({ origin }) => origin === "keywright").map(({ permission }) => permission)),
    operators: new Map(
      operators.map(({ permission, sensitive, publishable, deprecated }) => [
        permission,
        { sensitive, publishable, deprecated },
      ]),
    ),
  };
}
