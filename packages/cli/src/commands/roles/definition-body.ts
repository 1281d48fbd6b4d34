import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import type { Definition, Restriction } from "./definition.ts";

/** As the API of a team's roles takes it. */
export function teamBody({ permissions, restriction }: Definition) {
  return {
    permissions: permissions && {
      teamScope: ofScope(permissions, "team"),
      projectScope: ofScope(permissions, "project"),
      ...refuseOthers(permissions, ["team", "project"], "a team's role"),
    },
    restrictions: restriction && { enabled: true, ...projectsOf(restriction.to ?? ["*"], restriction) },
  };
}

/** As the API of the organization's roles takes it. */
export function orgBody({ permissions, restriction }: Definition) {
  return {
    permissions: permissions && {
      // `*` is all of an organization; what concerns the installation is named.
      platformScope: permissions.filter((pattern) => pattern.startsWith("platform:")),
      orgScope: ofScope(permissions, "org"),
      teamScope: ofScope(permissions, "team"),
      projectScope: ofScope(permissions, "project"),
      ...refuseOthers(permissions, ["platform", "org", "team", "project"], "an organization's role"),
    },
    restrictions: restriction && { enabled: true, teams: teamsOf(restriction) },
  };
}

function ofScope(permissions: readonly string[], scope: string): string[] {
  return permissions.filter((pattern) => pattern === "*" || pattern.startsWith(`${scope}:`));
}

/** What belongs to no scope would be left out without a word. */
function refuseOthers(permissions: readonly string[], scopes: readonly string[], what: string): object {
  const known = (pattern: string) =>
    pattern === "*" || scopes.some((scope) => pattern.startsWith(`${scope}:`));
  const other = permissions.find((pattern) => !known(pattern));
  if (other === undefined) return {};
  throw new Failure(EXIT.usage, `${other} is no permission of ${what}.`, [
    `They begin with ${scopes.map((scope) => `${scope}:`).join(", ")}. See: keywright permissions list`,
  ]);
}

function projectsOf(projects: readonly string[], { except, environments }: Restriction) {
  return {
    projects: [...projects],
    restrictionMode: except ? ("notIn" as const) : ("in" as const),
    environments: environments && [...environments],
  };
}

/** A team that is named alone is reached whole, but for the environments. */
function teamsOf(restriction: Restriction) {
  if (!restriction.to) throw new Failure(EXIT.usage, "Say in which teams, with --restrict <team>.");
  const projects = new Map<string, string[]>();
  for (const place of restriction.to) {
    const [team = "", project] = place.split("/");
    projects.set(team, [...(projects.get(team) ?? []), project ?? "*"]);
  }
  return [...projects].map(([teamId, listed]) => {
    const whole = listed.includes("*");
    const enabled = !whole || restriction.environments != null;
    return { teamId, restrictions: { enabled, ...projectsOf(whole ? ["*"] : listed, restriction) } };
  });
}
