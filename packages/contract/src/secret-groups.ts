import { z } from "zod";
import { FILES_MAX, TAGS_MAX, VARIABLE_VALUE_MAX_LENGTH, VARIABLES_MAX } from "./limits.ts";
import {
  Description,
  EnvironmentName,
  Instant,
  plainText,
  Slug,
  SluggableName,
  VariableName,
} from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { defineRoute } from "./route.ts";

const Value = z.string().max(VARIABLE_VALUE_MAX_LENGTH);
const Tag = plainText(100).trim().min(1);

/** Numbers and booleans are taken as what they print, the way environment variables are. */
const Variables = z
  .record(VariableName, z.union([Value, z.number(), z.boolean()]).transform(String))
  .refine((map) => Object.keys(map).length <= VARIABLES_MAX, {
    message: `must have at most ${VARIABLES_MAX} entries`,
  });
const Files = z
  .record(
    plainText(1000).min(1),
    z.strictObject({ data: Value, encoding: z.string().max(40).default("utf-8") }),
  )
  .refine((map) => Object.keys(map).length <= FILES_MAX, {
    message: `must have at most ${FILES_MAX} entries`,
  });
const DockerSecretMounts = z
  .record(plainText(255).min(1), Value)
  .refine((map) => Object.keys(map).length <= FILES_MAX, {
    message: `must have at most ${FILES_MAX} entries`,
  });

/** A part that is given replaces that part whole; a part left out stays. */
const SecretsInput = z.strictObject({
  variables: Variables.optional(),
  files: Files.optional(),
  dockerSecretMounts: DockerSecretMounts.optional(),
});

/** Which workloads of a platform a group is meant for: kept and answered, decided by the platform. */
const Targets = z.object({
  restricted: z.boolean(),
  nfObjects: z.array(z.strictObject({ id: plainText(200), type: z.enum(["service", "job"]) })).max(TAGS_MAX),
  tags: z.array(Tag).max(TAGS_MAX),
  tagMatchCondition: z.enum(["and", "or"]),
});
const TargetsInput = z.strictObject({
  restricted: z.boolean().default(false),
  nfObjects: Targets.shape.nfObjects.default([]),
  tags: Targets.shape.tags.default([]),
  tagMatchCondition: Targets.shape.tagMatchCondition.default("or"),
});

export const GroupType = z.enum(["secret", "config"]);
export type GroupType = z.infer<typeof GroupType>;

/** What `list` shows: everything but the values. */
export const SecretGroupSummary = z.object({
  id: z.string(),
  projectId: z.string(),
  name: z.string(),
  description: z.string().optional(),
  type: GroupType,
  secretType: z.enum(["environment-arguments", "environment", "arguments"]),
  priority: z.int(),
  /** The one environment the group belongs to; absent when it serves all. */
  environment: z.string().optional(),
  tags: z.array(z.string()),
  restrictions: Targets,
  updatedAt: Instant,
});

const Secrets = z.object({
  variables: z.record(z.string(), z.string()),
  files: z.record(z.string(), z.object({ data: z.string(), encoding: z.string() })),
  dockerSecretMounts: z.record(z.string(), z.string()).optional(),
});
export const SecretGroup = SecretGroupSummary.extend({
  secrets: Secrets,
  createdAt: Instant,
});
const SecretGroupDetails = SecretGroup.extend({ addonSecrets: z.array(z.never()) });
/** Writing does not need the right to read, so writes answer the values only to those who may read them. */
const WrittenGroup = SecretGroup.partial({ secrets: true });

const fields = {
  description: Description.nullish(),
  secretType: SecretGroupSummary.shape.secretType,
  priority: z.int().min(0).max(100),
  environment: EnvironmentName.nullish(),
  tags: z.array(Tag).max(TAGS_MAX).optional(),
  restrictions: TargetsInput.optional(),
  secrets: SecretsInput.optional(),
};
const GroupBody = z.strictObject({ ...fields, name: SluggableName, type: GroupType.default("secret") });
const GroupPatch = z.strictObject({
  ...fields,
  name: SluggableName.optional(),
  secretType: fields.secretType.optional(),
  priority: fields.priority.optional(),
});

const ProjectParams = z.object({ projectId: Slug });
const GroupParams = z.object({ projectId: Slug, secretId: Slug });
const GroupQuery = z.strictObject({ show: z.enum(["this", "inherited", "all"]).default("this") });
const tag = "Secret groups";

export const listSecretGroups = defineRoute({
  id: "listSecretGroups",
  method: "GET",
  path: "/projects/{projectId}/secrets",
  team: true,
  tag,
  summary: "List secret groups, without values",
  permission: ["project:secrets:secret-groups:list", "project:secrets:config-groups:list"],
  anyEnvironment: true,
  params: ProjectParams,
  query: PageQuery,
  list: "secrets",
  response: SecretGroupSummary,
  errors: ["not_found"],
});
export const createSecretGroup = defineRoute({
  id: "createSecretGroup",
  method: "POST",
  path: "/projects/{projectId}/secrets",
  team: true,
  tag,
  summary: "Create a secret group",
  permission: ["project:secrets:secret-groups:create", "project:secrets:config-groups:create"],
  anyEnvironment: true,
  params: ProjectParams,
  body: GroupBody,
  response: WrittenGroup,
  errors: ["not_found", "slug_taken", "environment_restricted", "unknown_reference"],
});
export const putSecretGroup = defineRoute({
  id: "putSecretGroup",
  method: "PUT",
  path: "/projects/{projectId}/secrets",
  team: true,
  tag,
  summary: "Create the secret group, or replace the one with this name",
  permission: [
    "project:secrets:secret-groups:create",
    "project:secrets:config-groups:create",
    "project:secrets:secret-groups:update",
    "project:secrets:config-groups:update",
  ],
  anyEnvironment: true,
  params: ProjectParams,
  body: GroupBody,
  response: WrittenGroup,
  errors: ["sync_conflict", "not_found", "environment_restricted", "unknown_reference"],
});
export const getSecretGroup = defineRoute({
  id: "getSecretGroup",
  method: "GET",
  path: "/projects/{projectId}/secrets/{secretId}",
  team: true,
  tag,
  summary: "Get a secret group with its values",
  permission: ["project:secrets:secret-groups:read-values", "project:secrets:config-groups:read-values"],
  anyEnvironment: true,
  params: GroupParams,
  query: GroupQuery,
  response: SecretGroup,
  errors: ["not_found", "environment_restricted"],
});
export const getSecretGroupDetails = defineRoute({
  id: "getSecretGroupDetails",
  method: "GET",
  path: "/projects/{projectId}/secrets/{secretId}/details",
  team: true,
  tag,
  summary: "Get a secret group with its values and where they come from",
  permission: ["project:secrets:secret-groups:read-values", "project:secrets:config-groups:read-values"],
  anyEnvironment: true,
  params: GroupParams,
  response: SecretGroupDetails,
  errors: ["not_found", "environment_restricted"],
});
export const patchSecretGroup = defineRoute({
  id: "patchSecretGroup",
  method: "PATCH",
  path: "/projects/{projectId}/secrets/{secretId}",
  team: true,
  tag,
  summary: "Edit a secret group; a variable map that is given replaces the old one",
  permission: ["project:secrets:secret-groups:update", "project:secrets:config-groups:update"],
  anyEnvironment: true,
  params: GroupParams,
  body: GroupPatch,
  response: WrittenGroup,
  errors: ["sync_conflict", "not_found", "environment_restricted", "unknown_reference"],
});
export const updateSecretGroup = defineRoute({
  id: "updateSecretGroup",
  method: "POST",
  path: "/projects/{projectId}/secrets/{secretId}",
  team: true,
  tag,
  summary: "Edit a secret group; answers nothing",
  permission: ["project:secrets:secret-groups:update", "project:secrets:config-groups:update"],
  anyEnvironment: true,
  params: GroupParams,
  body: GroupPatch,
  response: z.object({}),
  errors: ["sync_conflict", "not_found", "environment_restricted", "unknown_reference"],
});
export const deleteSecretGroup = defineRoute({
  id: "deleteSecretGroup",
  method: "DELETE",
  path: "/projects/{projectId}/secrets/{secretId}",
  team: true,
  tag,
  summary: "Delete a secret group and its values",
  permission: ["project:secrets:secret-groups:delete", "project:secrets:config-groups:delete"],
  anyEnvironment: true,
  params: GroupParams,
  response: z.object({}),
  errors: ["not_found", "environment_restricted", "secret_group_in_use"],
});
