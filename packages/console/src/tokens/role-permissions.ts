import { matchesPattern, permissionLabel } from "@keywright/policy";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";

interface RolePermission {
  readonly value: string;
  /** The name that people read. */
  readonly label: string;
  readonly publishable: boolean;
}

/** The permissions of a role, wildcards expanded. Empty for those who may not read roles. */
export function useRolePermissions(roleId: string | undefined): RolePermission[] {
  const patterns = useRolePatterns(roleId);
  const { org } = usePlace();
  const { data: catalogue } = useQuery(read(org, "getCatalogue", {}));
  const all = catalogue?.scopes.flatMap(({ categories }) =>
    categories.flatMap(({ resources }) => resources.flatMap(({ permissions }) => permissions)),
  );
  return (all ?? [])
    .filter(({ permission }) =>
      patterns.some(
        ({ scope, pattern }) => permission.startsWith(`${scope}:`) && matchesPattern(pattern, permission),
      ),
    )
    .map(({ permission, publishable }) => ({
      value: permission,
      label: permissionLabel(permission),
      publishable,
    }));
}

interface ScopedPattern {
  readonly scope: string;
  readonly pattern: string;
}

export function useRolePatterns(roleId = ""): ScopedPattern[] {
  const role = useTokenRole(roleId);
  return Object.entries(role?.permissions ?? {}).flatMap(([list, patterns]) =>
    patterns.map((pattern) => ({ scope: list.replace(/Scope$/, ""), pattern })),
  );
}

/** The role of a token of this team, or of the organization on its own pages. */
export function useTokenRole(roleId: string) {
  const { org, team, can } = usePlace();
  const teamRole = useQuery({
    ...read(org, "getRole", { params: { teamId: team, roleId: roleId || "-" } }),
    enabled: roleId !== "" && team !== undefined && can("team:admin:roles:read"),
  });
  const orgRole = useQuery({
    ...read(org, "getOrgRole", { params: { roleId: roleId || "-" } }),
    enabled: roleId !== "" && team === undefined && can("org:admin:roles:read"),
  });
  return team === undefined ? orgRole.data : teamRole.data;
}
