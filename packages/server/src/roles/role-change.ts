import type { ProjectRestriction, RoleDefinition, TeamsRestriction } from "@keywright/policy";
import type { Change } from "@keywright/verifier";
import type { RoleRow } from "./queries.ts";

type DefinitionColumns = Pick<RoleRow, "team_id" | "permissions" | "restrictions">;

/** The authority a stored role stands for. */
export function roleDefinition({ team_id, permissions, restrictions }: DefinitionColumns): RoleDefinition {
  return team_id === null
    ? { level: "org", permissions, restrictions: restrictions as TeamsRestriction }
    : { level: "team", teamId: team_id, permissions, restrictions: restrictions as ProjectRestriction };
}

export function roleChange(row: RoleRow): Change {
  return {
    kind: "role_set",
    orgId: row.org_id,
    roleId: row.id,
    slug: row.slug,
    definition: roleDefinition(row),
  };
}
