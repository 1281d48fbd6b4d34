import type { Access, LevelAccess, PermissionFlags, Role, RoleDefinition, TeamAccess } from "./access.ts";
import type { AccessFile } from "./access-file.ts";
import {
  canonicalDefinition,
  canonicalProject,
  canonicalRestriction,
  canonicalSettings,
  canonicalTeamsRestriction,
  canonicalTrustRule,
  given,
  type SettingsInput,
  sorted,
} from "./canonical.ts";

/** What a file asks for, in the form in which it is compared. */
export function accessFromFile({ team, org, platform }: AccessFile): Access {
  return given({
    team: team && teamFromFile(team),
    org:
      org &&
      levelFromFile(org, (id, role) => roleFromFile(id, role, canonicalTeamsRestriction(role.restrictions))),
    platform: platform && given({ permissions: platform.permissions && catalogue(platform.permissions) }),
  });
}

function catalogue(permissions: readonly ({ permission: string } & PermissionFlags)[]) {
  const named = permissions.map(({ permission, ...flags }) => [permission, flags] as const);
  return mapOf(Object.fromEntries(named), (_permission, flags) => flags);
}

function teamFromFile(team: NonNullable<AccessFile["team"]>): TeamAccess {
  const { projects, trustRules } = team;
  return {
    ...levelFromFile(team, (id, role) => roleFromFile(id, role, canonicalRestriction(role.restrictions))),
    ...given({
      projects: projects && mapOf(projects, canonicalProject),
      trustRules: trustRules && mapOf(trustRules, (_name, rule) => canonicalTrustRule(rule)),
    }),
  };
}

interface LevelFile<R> extends SettingsInput {
  readonly roles?: Record<string, R> | undefined;
}

function levelFromFile<R>(level: LevelFile<R>, toRole: (id: string, role: R) => Role): LevelAccess {
  const settings = canonicalSettings(level);
  return given({
    settings: Object.keys(settings).length > 0 ? settings : undefined,
    roles: level.roles && mapOf(level.roles, toRole),
  });
}

type FileRole = NonNullable<NonNullable<AccessFile["team" | "org"]>["roles"]>[string];

function roleFromFile(id: string, role: FileRole, restrictions: RoleDefinition["restrictions"]): Role {
  const { permissions, members } = role;
  return given({
    definition: permissions && canonicalDefinition(id, { ...role, permissions, restrictions }),
    members: members && sorted(members),
  });
}

/** In the order of their ids, whatever order the file has. */
function mapOf<T, U>(record: Record<string, T>, convert: (id: string, value: T) => U): Map<string, U> {
  const entries = Object.entries(record).map(([id, value]) => [id, convert(id, value)] as const);
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
