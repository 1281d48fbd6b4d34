import { stringify } from "yaml";
import type {
  Access,
  LevelAccess,
  Project,
  ProjectRestriction,
  Role,
  RoleDefinition,
  TeamAccess,
} from "./access.ts";
import { given } from "./canonical.ts";
import { ACCESS_SCHEMA_URL } from "./json-schema.ts";

/** The same access is always the same text, so that files can be compared. */
export function accessText(access: Access): string {
  return `# yaml-language-server: $schema=${ACCESS_SCHEMA_URL}\n${stringify(fileFromAccess(access), { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** What goes without saying is left out. */
export function fileFromAccess({ team, org, platform }: Access): object {
  return given({
    team: team && teamFile(team),
    org: org && levelFile(org),
    platform: platform && given({ permissions: platform.permissions && catalogueFile(platform.permissions) }),
  });
}

function teamFile(team: TeamAccess): object {
  const { roles, ...settings } = levelFile(team);
  return {
    ...settings,
    ...given({ projects: team.projects && recordOf(team.projects, projectFile), roles }),
    ...given({ trustRules: team.trustRules && recordOf(team.trustRules, (_name, rule) => rule) }),
  };
}

function levelFile({ settings, roles }: LevelAccess): { roles?: object } {
  return { ...settings, ...given({ roles: roles && recordOf(roles, roleFile) }) };
}

function projectFile(id: string, { name, environments, ...fields }: Project): object {
  return { ...nameUnless(id, name), ...fields, ...unlessEmpty({ environments }) };
}

function roleFile(id: string, { definition, members }: Role): object {
  return { ...(definition && definitionFile(id, definition)), ...given({ members }) };
}

function definitionFile(
  id: string,
  { name, description, permissions, restrictions }: RoleDefinition,
): object {
  return {
    ...nameUnless(id, name),
    ...given({ description }),
    permissions: unlessEmpty(permissions),
    ...given({ restrictions: restrictions && restrictionFile(restrictions) }),
  };
}

function restrictionFile(restrictions: NonNullable<RoleDefinition["restrictions"]>): object {
  if (!("teams" in restrictions)) return reachFile(restrictions);
  const teams = Object.entries(restrictions.teams).map(([team, reach]) => [team, reachFile(reach)]);
  return { teams: Object.fromEntries(teams) };
}

function reachFile({ restrictionMode, ...reach }: ProjectRestriction): object {
  return restrictionMode === "in" ? reach : { restrictionMode, ...reach };
}

function catalogueFile(permissions: NonNullable<NonNullable<Access["platform"]>["permissions"]>): object[] {
  return [...permissions].map(([permission, flags]) => {
    const set = Object.entries(flags).filter(([, isSet]) => isSet);
    return { permission, ...Object.fromEntries(set) };
  });
}

function nameUnless(id: string, name: string): { name?: string } {
  return name === id ? {} : { name };
}

function unlessEmpty<T extends object>(lists: T): Partial<T> {
  const full = Object.entries(lists).filter(([, list]: [string, readonly unknown[]]) => list.length > 0);
  return Object.fromEntries(full) as Partial<T>;
}

function recordOf<T>(things: ReadonlyMap<string, T>, convert: (id: string, thing: T) => object): object {
  return Object.fromEntries([...things].map(([id, thing]) => [id, convert(id, thing)]));
}
