import { z } from "zod";
import { RESTRICTION_ENTRIES_MAX, ROLE_PERMISSIONS_MAX } from "./limits.ts";
import { Description, EnvironmentNames, Instant, MemberId, plainText, Slug, SluggableName } from "./names.ts";
import { PageQuery } from "./pagination.ts";

/** `project:secrets:secret-groups:list`, or a tail wildcard: `project:secrets:*`, `project:*`, `*`. */
const PermissionPattern = z
  .string()
  .max(200)
  .regex(
    /^(\*|[a-z][a-z0-9-]*(:[a-z0-9-]+){0,2}:\*|[a-z][a-z0-9-]*(:[a-z0-9-]+){3})$/,
    "must be scope:category:resource:action or end in *",
  );

const Patterns = z.array(PermissionPattern).max(ROLE_PERMISSIONS_MAX).default([]);

const TeamRolePermissions = z.strictObject({ teamScope: Patterns, projectScope: Patterns });
/** `platformScope` is for the operator's own organization; nobody else holds a platform permission to give. */
const OrgRolePermissions = z.strictObject({
  platformScope: Patterns,
  orgScope: Patterns,
  teamScope: Patterns,
  projectScope: Patterns,
});

const ProjectList = z.array(z.union([Slug, z.literal("*")])).max(RESTRICTION_ENTRIES_MAX);

/** Which projects a role reaches. `["*"]` says all projects, so that environments alone can be restricted. */
const ProjectRestrictionInput = z.strictObject({
  enabled: z.boolean(),
  projects: ProjectList.optional(),
  restrictionMode: z.enum(["in", "notIn"]).default("in"),
  environments: EnvironmentNames.nullish(),
});

const OrgRestrictionInput = z.strictObject({
  enabled: z.boolean(),
  teams: z
    .array(z.strictObject({ teamId: Slug, restrictions: ProjectRestrictionInput }))
    .max(RESTRICTION_ENTRIES_MAX)
    .optional(),
});

export const ProjectRestriction = z.object({
  enabled: z.boolean(),
  projects: z.array(z.string()),
  restrictionMode: z.enum(["in", "notIn"]),
  environments: z.array(z.string()).nullable(),
});

const RoleFields = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  /** `owner`, `admin`, `default`, `operator` come with the team or organization; `custom` roles are yours. */
  kind: z.enum(["owner", "admin", "default", "operator", "custom"]),
  createdAt: Instant,
  updatedAt: Instant,
});

export const TeamRole = RoleFields.extend({
  permissions: z.object({ teamScope: z.array(z.string()), projectScope: z.array(z.string()) }),
  restrictions: ProjectRestriction,
});
export const OrgRole = RoleFields.extend({
  permissions: z.object({
    platformScope: z.array(z.string()),
    orgScope: z.array(z.string()),
    teamScope: z.array(z.string()),
    projectScope: z.array(z.string()),
  }),
  restrictions: z.object({
    enabled: z.boolean(),
    teams: z.array(z.object({ teamId: z.string(), restrictions: ProjectRestriction })),
  }),
});

export const TeamRoleBody = z.strictObject({
  name: SluggableName,
  description: Description.nullish(),
  permissions: TeamRolePermissions.prefault({}),
  restrictions: ProjectRestrictionInput.optional(),
});
export const OrgRoleBody = z.strictObject({
  name: SluggableName,
  description: Description.nullish(),
  permissions: OrgRolePermissions.prefault({}),
  restrictions: OrgRestrictionInput.optional(),
});
/** Plain numbers: of the tokens, and of their use, nothing else is shown to those who may not see them. */
const holdCounts = {
  tokens: z.int().describe("Active tokens of the role, also those that the caller may not see."),
  members: z.int().describe("Members who hold the role."),
};
export const ListedTeamRole = TeamRole.extend(holdCounts);
export const ListedOrgRole = OrgRole.extend(holdCounts);

const patchFields = {
  description: Description.nullable().optional(),
};
export const TeamRolePatch = z.strictObject({
  ...patchFields,
  name: SluggableName.optional(),
  permissions: TeamRolePermissions.optional(),
  restrictions: ProjectRestrictionInput.nullable().optional(),
});
export const OrgRolePatch = z.strictObject({
  ...patchFields,
  name: SluggableName.optional(),
  permissions: OrgRolePermissions.optional(),
  restrictions: OrgRestrictionInput.nullable().optional(),
});

/** The permissions and restrictions of an edit; what is left out stays as it is. */
export const TeamRolePreviewBody = TeamRolePatch.pick({ permissions: true, restrictions: true });
export const OrgRolePreviewBody = OrgRolePatch.pick({ permissions: true, restrictions: true });
export const RolePreview = z.object({
  added: z.array(z.string()).describe("Permissions that the role would gain, wildcards expanded."),
  removed: z.array(z.string()).describe("Permissions that it would lose."),
  ...holdCounts,
  /** Most calls first. */
  refusedCalls30d: z
    .array(z.object({ permission: z.string(), calls: z.int(), tokens: z.int() }))
    .describe(
      "Calls of the last 30 days that were allowed and would be refused, for want of the permission or because the role " +
        "would no longer reach the project; by all of the role's tokens, also those that the caller may not see. " +
        "Restrictions to environments are not considered: calls are not counted by environment.",
    ),
});

/** Deleting a role revokes its tokens for good. */
export const RoleDeletion = z.object({ revokedTokens: z.int(), releasedMembers: z.int() });
export const HoldRemoval = z.object({ revokedTokens: z.int() });
/** `userId` is the member's id, under the name that clients of such platforms send. */
export const HoldBody = z.strictObject({ userId: MemberId });
export const HoldQuery = PageQuery.extend({
  userIds: plainText(4000)
    .transform((text) => text.split(",").map((id) => id.trim()))
    .optional(),
});

export const RoleParams = z.object({ roleId: Slug });
export const HoldParams = z.object({ roleId: Slug, memberId: MemberId });
