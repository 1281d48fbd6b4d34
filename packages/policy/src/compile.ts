import { UNRESTRICTED, type Grant, type Narrowing, type Reach } from "./authority.ts";
import { or } from "./bits.ts";
import { decodeBits } from "./bits-text.ts";
import { expandPatterns, type Catalogue } from "./catalogue.ts";
import { ALL_IDS, NO_IDS, type IdSet } from "./id-set.ts";
import { parseIpRange, type IpRange } from "./ip.ts";
import type { NarrowingDefinition, ProjectRestriction, RoleDefinition, TeamsRestriction } from "./role.ts";

/**
 * Compiles a role against the catalogue of the moment; compile again when either changes. Patterns that name nothing
 * contribute nothing, and a team role's platform and organization patterns are ignored.
 */
export function compileRole(catalogue: Catalogue, role: RoleDefinition): Grant {
  const { platformScope, orgScope, teamScope, projectScope } = role.permissions;
  const teamBits = expandPatterns(catalogue, "team", teamScope);
  const withinTeams = or(teamBits, expandPatterns(catalogue, "project", projectScope));
  if (role.level === "team") {
    const teams = new Map([[role.teamId, compileReach(role.restrictions)]]);
    return { level: "team", teamId: role.teamId, bits: withinTeams, teams };
  }
  const orgBits = expandPatterns(catalogue, "org", orgScope);
  const aboveTeams = or(orgBits, expandPatterns(catalogue, "platform", platformScope));
  const teams = compileTeams(role.restrictions);
  return { level: "org", teamId: null, bits: or(aboveTeams, withinTeams), teams };
}

/**
 * Compiles what a token gave up. Undefined when any of it cannot be read or has a name not known here, for each part
 * takes something away: the caller then refuses the token.
 */
export function compileNarrowing(definition: NarrowingDefinition): Narrowing | undefined {
  const { permissionBits, projects, environments, allowedIps, allowedOrigins, ...notKnownHere } = definition;
  if (Object.keys(notKnownHere).length > 0) return undefined;
  const bits = permissionBits === undefined ? null : decodeBits(permissionBits);
  const ranges = allowedIps === undefined ? null : parseIpRanges(allowedIps);
  if (bits === undefined || ranges === undefined) return undefined;
  return {
    bits,
    projects: projects === undefined ? null : new Set(projects),
    environments: environments === undefined ? null : new Set(environments),
    allowedIps: ranges,
    allowedOrigins: allowedOrigins === undefined ? null : websites(allowedOrigins),
  };
}

// Only an explicit `enabled: false` lifts a restriction, only an explicit null lifts that of environments.

function compileTeams(restriction: TeamsRestriction): ReadonlyMap<string, Reach> | null {
  if (restriction.enabled === false) return null;
  return new Map(restriction.teams.map((team) => [team.teamId, compileReach(team.restrictions)]));
}

function compileReach(restriction: ProjectRestriction): Reach {
  if (restriction.enabled === false) return UNRESTRICTED;
  const environments = restriction.environments === null ? null : new Set(restriction.environments);
  return { projects: compileProjects(restriction), environments };
}

/**
 * `*` stands for all projects wherever it is listed. Were `["*", "a"]` read as `a` alone, deleting project `a` would
 * leave `["*"]` and widen the role.
 */
function compileProjects({ projects, restrictionMode }: ProjectRestriction): IdSet {
  const ids = new Set(projects);
  if (ids.size === 0) return NO_IDS;
  if (restrictionMode === "in") return ids.has("*") ? ALL_IDS : { mode: "in", ids };
  return restrictionMode === "notIn" && !ids.has("*") ? { mode: "notIn", ids } : NO_IDS;
}

/** Browsers send `null` for pages that are of no website: whoever lists it lists nothing. */
function websites(origins: readonly string[]): ReadonlySet<string> {
  return new Set(origins.filter((origin) => origin !== "null"));
}

function parseIpRanges(texts: readonly string[]): readonly IpRange[] | undefined {
  const ranges = texts.map(parseIpRange);
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}
