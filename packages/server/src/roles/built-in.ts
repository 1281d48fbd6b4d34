import type { OwnPermission } from "@keywright/contract";
import { type Catalogue, parsePermission, type PermissionPatterns, type Scope } from "@keywright/policy";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { newId } from "../ids.ts";
import { NO_PERMISSIONS } from "./permission-lists.ts";
import { insertRole, type RoleRow } from "./queries.ts";
import { UNRESTRICTED_PROJECTS, UNRESTRICTED_TEAMS } from "./restrictions.ts";
import { roleChange } from "./role-change.ts";

const EVERYTHING_IN_TEAM: PermissionPatterns = { ...NO_PERMISSIONS, teamScope: ["*"], projectScope: ["*"] };
const EVERYTHING_IN_ORG: PermissionPatterns = { ...EVERYTHING_IN_TEAM, orgScope: ["*"] };
const EVERYTHING: PermissionPatterns = { ...EVERYTHING_IN_ORG, platformScope: ["*"] };
/** What an invited member may do: look, make and change; not delete, not administer, not read secret values. */
const DEFAULT_ACTION = /^(read|list|view|create|update)(-|$)/;
/** They would show administrators' tokens: all of them, and in the audit log what was done with them. */
const NOT_BY_DEFAULT: ReadonlySet<string> = new Set([
  "team:admin:api-tokens:read-all",
  "team:admin:audit-events:read",
] satisfies OwnPermission[]);

interface NewRole {
  readonly orgId: string;
  readonly teamId: string | null;
  readonly kind: RoleRow["kind"];
  readonly description: string;
  readonly permissions: PermissionPatterns;
}

export async function createTeamRoles(
  work: Work,
  { orgId, team, catalogue }: { orgId: string; team: { id: string }; catalogue: Catalogue },
): Promise<{ owner: RoleRow; admin: RoleRow; default: RoleRow }> {
  const create = (kind: RoleRow["kind"], description: string, permissions: PermissionPatterns) =>
    createBuiltIn(work, { orgId, teamId: team.id, kind, description, permissions });
  return {
    owner: await create("owner", "Everything in the team. Cannot be edited.", EVERYTHING_IN_TEAM),
    admin: await create("admin", "Everything in the team.", EVERYTHING_IN_TEAM),
    default: await create(
      "default",
      "Given on invitation: no deleting, no secret values.",
      defaultPermissions(catalogue),
    ),
  };
}

/** The home organization is the operator's: its role `operator` alone holds the platform's permissions. */
export async function createOrgRoles(
  work: Work,
  { orgId, home }: { orgId: string; home: boolean; catalogue: Catalogue },
): Promise<{ owner: RoleRow; operator: RoleRow | undefined }> {
  const create = (kind: RoleRow["kind"], description: string, permissions: PermissionPatterns) =>
    createBuiltIn(work, { orgId, teamId: null, kind, description, permissions });
  const owner = await create("owner", "Everything in the organization. Cannot be edited.", EVERYTHING_IN_ORG);
  await create("admin", "Everything in the organization.", EVERYTHING_IN_ORG);
  const operator = home
    ? await create(
        "operator",
        "Runs the installation, and owns this organization. Cannot be edited.",
        EVERYTHING,
      )
    : undefined;
  return { owner, operator };
}

async function createBuiltIn(
  work: Work,
  { orgId, teamId, kind, description, permissions }: NewRole,
): Promise<RoleRow> {
  const row = await insertRole(work.tx, {
    org_id: orgId,
    id: newId("role"),
    team_id: teamId,
    slug: kind,
    name: kind,
    description,
    kind,
    permissions: json(permissions),
    restrictions: json(teamId === null ? UNRESTRICTED_TEAMS : UNRESTRICTED_PROJECTS),
    created_at: work.now,
    updated_at: work.now,
    deleted_at: null,
  });
  if (!row) throw new Error(`a new team or organization has a role ${kind} already`);
  work.changeAuthority(orgId, roleChange(row));
  return row;
}

function defaultPermissions(catalogue: Catalogue): PermissionPatterns {
  const ofScope = (scope: Scope) =>
    catalogue.entries
      .filter(({ permission, sensitive, deprecated }) => {
        const path = parsePermission(permission);
        if (sensitive || deprecated || NOT_BY_DEFAULT.has(permission)) return false;
        return path?.scope === scope && DEFAULT_ACTION.test(path.action);
      })
      .map(({ permission }) => permission);
  return { ...NO_PERMISSIONS, teamScope: ofScope("team"), projectScope: ofScope("project") };
}
