import type { Restriction } from "../output/restriction.ts";

interface Asked {
  readonly permission: string;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

interface TeamRole {
  readonly permissions: { readonly teamScope: readonly string[]; readonly projectScope: readonly string[] };
  readonly restrictions: Restriction;
}

/** Whether a role of the team would allow what was refused. Only advice: what is in force is decided by the server. */
export function wouldAllow({ permissions, restrictions }: TeamRole, asked: Asked): boolean {
  const ofProject = asked.permission.startsWith("project:");
  const patterns = ofProject ? permissions.projectScope : permissions.teamScope;
  if (!patterns.some((pattern) => matches(pattern, asked.permission))) return false;
  return !ofProject || reaches(restrictions, asked);
}

function matches(pattern: string, permission: string): boolean {
  return pattern.endsWith("*") ? permission.startsWith(pattern.slice(0, -1)) : pattern === permission;
}

/** What is not named is not reached by a role that is restricted. */
function reaches(restriction: Restriction, { project, environment }: Asked): boolean {
  const { enabled, projects, restrictionMode, environments } = restriction;
  if (!enabled) return true;
  const listed = projects.includes("*") || (project !== undefined && projects.includes(project));
  const inProject = restrictionMode === "in" ? listed : project !== undefined && !listed;
  return (
    inProject && (environments === null || (environment !== undefined && environments.includes(environment)))
  );
}
