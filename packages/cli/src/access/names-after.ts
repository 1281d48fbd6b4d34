import type { Access, Level } from "./access.ts";
import { reachIn } from "./reach-in.ts";
import { NO_FACTS, type Present } from "./present.ts";
import type { Kind, Plan } from "./steps.ts";

/** The names of all there will be once a plan has been carried out. `undefined`: nobody has looked. */
export interface NamesAfter {
  readonly projects: ReadonlySet<string> | undefined;
  /** By project, as far as they are known. */
  readonly environments: ReadonlyMap<string, readonly string[]>;
  readonly roles: Readonly<Record<Level, ReadonlySet<string>>>;
  readonly permissions: ReadonlySet<string>;
}

export function namesAfter(
  { teamId, access, levels, permissions, ownPermissions }: Present,
  plan: Plan,
): NamesAfter {
  const after = (kind: Kind, level: Level, names: Iterable<string>) => {
    const all = new Set(names);
    for (const step of plan.steps) {
      if (step.kind !== kind || step.level !== level) continue;
      if (step.action === "create") all.add(step.id);
      if (step.action === "delete") all.delete(step.id);
    }
    return all;
  };
  const catalogue = plan.steps.findLast((step) => step.kind === "permissions");
  const rolesOf = (level: Level) => after("role", level, (levels[level] ?? NO_FACTS).roles.keys());
  return {
    projects:
      access.team?.projects &&
      after("project", "team", [...access.team.projects.keys(), ...restrictedTo(access, teamId)]),
    environments: environmentsAfter(access, plan),
    roles: { team: rolesOf("team"), org: rolesOf("org") },
    permissions:
      catalogue?.action === "edit"
        ? new Set([...ownPermissions, ...Object.keys(catalogue.after)])
        : new Set(permissions),
  };
}

function environmentsAfter({ team }: Access, { steps }: Plan): Map<string, readonly string[]> {
  const all = new Map([...(team?.projects ?? [])].map(([id, { environments }]) => [id, environments]));
  for (const step of steps) {
    if (step.kind === "project" && step.action !== "delete") all.set(step.id, step.after.environments);
  }
  return all;
}

/** What roles are restricted to exists, also where the token that asks does not reach it. */
function restrictedTo({ team, org }: Access, teamId = ""): string[] {
  return [...(team?.roles?.values() ?? []), ...(org?.roles?.values() ?? [])].flatMap(({ definition }) => [
    ...(reachIn(definition?.restrictions, teamId)?.projects ?? []),
  ]);
}
