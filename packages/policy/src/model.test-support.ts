import type { CatalogueEntry } from "./catalogue.ts";
import type { ProjectRestriction, RoleDefinition } from "./role.ts";

/**
 * The rules of authority, told a second time as plainly as possible: strings and lists, one request at a time, nothing
 * compiled. It shares no code with what it checks.
 */
export interface ModelPrincipal {
  readonly roles: readonly RoleDefinition[];
  readonly narrowing: ModelNarrowing | null;
  readonly publishableOnly: boolean;
}

export interface ModelNarrowing {
  readonly permissions: readonly string[] | null;
  readonly projects: readonly string[] | null;
  readonly environments: readonly string[] | null;
  readonly allowedIps: readonly string[] | null;
  readonly allowedOrigins: readonly string[] | null;
}

export interface ModelRequest {
  readonly permission: string;
  readonly teamId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly environment?: string | undefined;
  readonly ip?: string | undefined;
  readonly origin?: string | undefined;
}

const ORDER = [
  "permission_missing",
  "team_restricted",
  "project_restricted",
  "environment_restricted",
  "ip_not_allowed",
  "origin_not_allowed",
  "allowed",
] as const;

export type ModelAnswer = (typeof ORDER)[number];

/** The members of every range the tests use: the model does no arithmetic on addresses. */
export const IPS_IN_RANGE: Readonly<Record<string, readonly string[]>> = {
  "10.0.0.0/30": ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"],
  "10.0.0.0/31": ["10.0.0.0", "10.0.0.1"],
  "10.0.0.2/31": ["10.0.0.2", "10.0.0.3"],
  "10.0.0.1": ["10.0.0.1"],
  "10.0.0.2/32": ["10.0.0.2"],
  "2001:db8::/127": ["2001:db8::", "2001:db8::1"],
};

export function modelDecide(
  entries: readonly CatalogueEntry[],
  principal: ModelPrincipal,
  request: ModelRequest,
): ModelAnswer {
  let best = 0;
  for (const role of principal.roles) {
    best = Math.max(best, ORDER.indexOf(answerOfRole(entries, principal, role, request)));
  }
  return ORDER[best]!;
}

function answerOfRole(
  entries: readonly CatalogueEntry[],
  { narrowing, publishableOnly }: ModelPrincipal,
  role: RoleDefinition,
  { permission, teamId, projectId, environment, ip, origin }: ModelRequest,
): ModelAnswer {
  const entry = entries.find((candidate) => candidate.permission === permission);
  if (entry === undefined || !roleLists(role, permission)) return "permission_missing";
  if (publishableOnly && !entry.publishable) return "permission_missing";
  if (narrowing?.permissions && !narrowing.permissions.includes(permission)) return "permission_missing";
  const scope = permission.split(":")[0];

  if (scope === "team" || scope === "project") {
    const restriction = restrictionInTeam(role, teamId);
    if (restriction === "not reached") return "team_restricted";
    if (scope === "project") {
      if (!projectFits(restriction, projectId)) return "project_restricted";
      if (narrowing?.projects && (projectId === undefined || !narrowing.projects.includes(projectId))) {
        return "project_restricted";
      }
      const lists = [restriction.enabled ? restriction.environments : null, narrowing?.environments ?? null];
      for (const list of lists) {
        if (list !== null && (environment === undefined || !list.includes(environment))) {
          return "environment_restricted";
        }
      }
    }
  }
  if (narrowing?.allowedIps) {
    const members = narrowing.allowedIps.flatMap((range) => IPS_IN_RANGE[range]!);
    if (ip === undefined || !members.includes(ip)) return "ip_not_allowed";
  }
  if (narrowing?.allowedOrigins) {
    const isWebsite = origin !== undefined && origin !== "null";
    if (!isWebsite || !narrowing.allowedOrigins.includes(origin)) return "origin_not_allowed";
  }
  return "allowed";
}

function roleLists(role: RoleDefinition, permission: string): boolean {
  const scope = permission.split(":")[0]!;
  const { platformScope, orgScope, teamScope, projectScope } = role.permissions;
  const lists: Record<string, readonly string[]> = { team: teamScope, project: projectScope };
  if (role.level === "org") Object.assign(lists, { platform: platformScope, org: orgScope });
  return (lists[scope] ?? []).some((pattern) => {
    if (pattern === "*" || pattern === permission) return true;
    const parts = permission.split(":");
    return [1, 2, 3].some((length) => pattern === `${parts.slice(0, length).join(":")}:*`);
  });
}

const EVERYTHING: ProjectRestriction = {
  enabled: false,
  projects: [],
  restrictionMode: "in",
  environments: null,
};

function restrictionInTeam(
  role: RoleDefinition,
  teamId: string | undefined,
): ProjectRestriction | "not reached" {
  if (role.level === "team") {
    return teamId === undefined || teamId === role.teamId ? role.restrictions : "not reached";
  }
  if (!role.restrictions.enabled) return EVERYTHING;
  return role.restrictions.teams.find((team) => team.teamId === teamId)?.restrictions ?? "not reached";
}

function projectFits(restriction: ProjectRestriction, projectId: string | undefined): boolean {
  const { enabled, projects, restrictionMode } = restriction;
  if (!enabled) return true;
  if (projects.length === 0) return false;
  const listsAll = projects.includes("*");
  if (restrictionMode === "in" && listsAll) return true;
  if (projectId === undefined || listsAll) return false;
  return projects.includes(projectId) === (restrictionMode === "in");
}
