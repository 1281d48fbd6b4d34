import type { Access, Level, Permissions, ProjectRestriction, RoleDefinition } from "./access.ts";
import { didYouMean } from "./closest.ts";
import { differences } from "./differences.ts";
import { type NamesAfter, namesAfter } from "./names-after.ts";
import { NO_FACTS, type Present } from "./present.ts";
import { reachIn } from "./reach-in.ts";
import type { Plan } from "./steps.ts";

/** What keeps a file from being carried out, and where it says so: `["team", "roles", "ci", "permissions"]`. */
export interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

/** What the server would refuse half-way, found before anything is done. */
export function findProblems(wanted: Access, present: Present, plan: Plan): Problem[] {
  const after = namesAfter(present, plan);
  return [
    ...problemsOfCatalogue(wanted, present),
    ...problemsOfRoles("org", wanted, present, after),
    ...problemsOfRoles("team", wanted, present, after),
    ...emptyRestrictions(plan),
    ...problemsOfTrustRules(wanted, after),
    ...unknownEnvironments(plan, after),
  ];
}

/** Keywright's own part of the catalogue wins: what is written over it would never come. */
function problemsOfCatalogue({ platform }: Access, { ownPermissions }: Present): Problem[] {
  const own = [...(platform?.permissions?.keys() ?? [])].filter((permission) =>
    ownPermissions.has(permission),
  );
  return own.map((permission) => ({
    path: ["platform", "permissions", permission],
    message: `${permission} is one of Keywright's own permissions.`,
  }));
}

function problemsOfRoles(level: Level, wanted: Access, present: Present, after: NamesAfter): Problem[] {
  const facts = (present.levels[level] ?? NO_FACTS).roles;
  return [...(wanted[level]?.roles ?? [])].flatMap(([id, { definition }]) => {
    const path = [level, "roles", id];
    if (!definition && !after.roles[level].has(id)) {
      const meant = didYouMean(id, after.roles[level]);
      return [{ path, message: `There is no role ${id} yet: give its permissions to create it.${meant}` }];
    }
    if (definition && facts.get(id)?.fixed) {
      return [{ path, message: `The role ${id} always has everything: only its members can be listed.` }];
    }
    const before = present.access[level]?.roles?.get(id)?.definition;
    return definition
      ? problemsOfDefinition(path, { before, definition, teamId: present.teamId, after })
      : [];
  });
}

interface Definition {
  readonly before: RoleDefinition | undefined;
  readonly definition: RoleDefinition;
  readonly teamId: string | undefined;
  readonly after: NamesAfter;
}

function problemsOfDefinition(path: readonly string[], given: Definition): Problem[] {
  const { definition, teamId = "", after } = given;
  const { restrictions } = definition;
  // Projects of other teams are not known here. The server knows them.
  const below = restrictions && "teams" in restrictions ? ["teams", teamId, "projects"] : ["projects"];
  const { projects } = reachIn(restrictions, teamId) ?? {};
  return [
    ...unknownPermissions([...path, "permissions"], given),
    ...unknownProjects([...path, "restrictions", ...below], projects, after),
  ];
}

/** A wildcard may have outlived all that it stood for: a role that has it keeps it. */
function unknownPermissions(path: readonly string[], { before, definition, after }: Definition): Problem[] {
  return Object.entries(definition.permissions).flatMap(([list, patterns]: [string, readonly string[]]) => {
    const scope = `${list.replace(/Scope$/, "")}:`;
    const inScope = [...after.permissions].filter((permission) => permission.startsWith(scope));
    const kept = before?.permissions[list as keyof Permissions] ?? [];
    return patterns
      .filter((pattern) => !inScope.some((permission) => matches(pattern, permission)))
      .filter((pattern) => !(pattern.endsWith("*") && kept.includes(pattern)))
      .map((pattern) => ({
        path: [...path, list, pattern],
        message: `The catalogue has no permission ${pattern} in this scope.${didYouMean(pattern, inScope)}`,
      }));
  });
}

function matches(pattern: string, permission: string): boolean {
  return pattern.endsWith("*") ? permission.startsWith(pattern.slice(0, -1)) : pattern === permission;
}

function unknownProjects(
  path: readonly string[],
  projects: readonly string[] = [],
  { projects: known }: NamesAfter,
): Problem[] {
  if (!known) return [];
  return projects
    .filter((project) => project !== "*" && !known.has(project))
    .map((project) => ({
      path: [...path, project],
      message: `There is no project ${project}.${didYouMean(project, known)}`,
    }));
}

/** A restriction can be left empty, by deleting what it lists; nobody can write one. */
function emptyRestrictions({ steps }: Plan): Problem[] {
  return steps.flatMap((step) => {
    if (step.kind !== "role" || step.action === "delete") return [];
    const { restrictions } = step.after;
    const reaches =
      restrictions && "teams" in restrictions ? Object.values(restrictions.teams) : [restrictions];
    if (reaches.length > 0 && !reaches.some(isEmpty)) return [];
    const message = `The role ${step.id} would reach nothing: a restriction must name what it reaches.`;
    return [{ path: [step.level, "roles", step.id, "restrictions"], message }];
  });
}

function isEmpty(reach: ProjectRestriction | undefined): boolean {
  return reach?.projects.length === 0 || reach?.environments?.length === 0;
}

function problemsOfTrustRules({ team }: Access, after: NamesAfter): Problem[] {
  return [...(team?.trustRules ?? [])].flatMap(([name, { roleId, narrowing }]) => {
    const path = ["team", "trustRules", name];
    const projects = unknownProjects([...path, "narrowing", "projects"], narrowing?.projects, after);
    if (after.roles.team.has(roleId)) return projects;
    const meant = didYouMean(roleId, after.roles.team);
    return [{ path: [...path, "roleId"], message: `There is no role ${roleId}.${meant}` }, ...projects];
  });
}

/** A narrowing that is there already is left alone: what it names may be gone. */
function unknownEnvironments({ steps }: Plan, after: NamesAfter): Problem[] {
  return steps.flatMap((step) => {
    if (step.kind !== "trust rule" || step.action === "delete") return [];
    const before = step.action === "edit" ? step.before.narrowing : undefined;
    const { narrowing } = step.after;
    if (differences(before, narrowing).length === 0) return [];
    const lists = (narrowing?.projects ?? []).map((project) => after.environments.get(project));
    // Without projects all are meant, also those that the token that asks does not reach.
    if (lists.length === 0 || lists.includes(undefined)) return [];
    const known = new Set(lists.flatMap((list) => list ?? []));
    const unknown = (narrowing?.environments ?? []).filter((name) => !known.has(name));
    return unknown.map((name) => ({
      path: ["team", "trustRules", step.id, "narrowing", "environments", name],
      message: `None of these projects has an environment ${name}.${didYouMean(name, known)}`,
    }));
  });
}
