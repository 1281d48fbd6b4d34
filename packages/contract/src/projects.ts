import { z } from "zod";
import { Description, EnvironmentNames, Instant, plainText, Slug, SluggableName } from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { defineRoute } from "./route.ts";

const Label = plainText(100).trim().min(1);

export const ProjectSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  environments: z.array(z.string()),
});

export const Project = ProjectSummary.extend({
  color: z.string().optional(),
  /** Kept for clients of platforms that also run workloads; Keywright does not, so the three lists are empty. */
  deployment: z.object({ region: z.string().optional() }),
  cluster: z.object({ id: z.string().optional() }),
  services: z.array(z.never()),
  jobs: z.array(z.never()),
  addons: z.array(z.never()),
  createdAt: Instant,
  updatedAt: Instant,
});

const fields = {
  description: Description.nullish(),
  environments: EnvironmentNames.optional(),
  region: Label.optional(),
  clusterId: Label.optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, "must be a colour like #4f46e5")
    .optional(),
};
const ProjectBody = z.strictObject({ name: SluggableName, ...fields });
const ProjectPatch = z.strictObject({ ...fields, name: SluggableName.optional() });
const ProjectParams = z.object({ projectId: Slug });
/** What else happened: roles whose restriction listed the project no longer do. */
const ProjectDeletion = z.object({
  editedRoles: z.int(),
  deletedSecretGroups: z.int(),
  deletedAppConnections: z.int(),
  deletedSyncs: z.int(),
});
const tag = "Projects";

export const listProjects = defineRoute({
  id: "listProjects",
  method: "GET",
  path: "/projects",
  team: true,
  tag,
  summary: "List the projects this token reaches",
  permission: "project:projects:manage:read",
  reach: "list",
  anyEnvironment: true,
  query: PageQuery,
  list: "projects",
  response: ProjectSummary,
});
export const createProject = defineRoute({
  id: "createProject",
  method: "POST",
  path: "/projects",
  team: true,
  tag,
  summary: "Create a project",
  permission: "project:projects:manage:create",
  reach: "create",
  body: ProjectBody,
  response: Project,
  revision: true,
  errors: ["slug_taken", "project_restricted"],
});
export const putProject = defineRoute({
  id: "putProject",
  method: "PUT",
  path: "/projects",
  team: true,
  tag,
  summary: "Create the project, or update the one with this name",
  permission: ["project:projects:manage:create", "project:projects:manage:update"],
  reach: "list",
  body: ProjectBody,
  response: Project,
  revision: true,
  errors: ["project_restricted"],
});
export const getProject = defineRoute({
  id: "getProject",
  method: "GET",
  path: "/projects/{projectId}",
  team: true,
  tag,
  summary: "Get a project",
  permission: "project:projects:manage:read",
  anyEnvironment: true,
  params: ProjectParams,
  response: Project,
  errors: ["not_found"],
});
export const patchProject = defineRoute({
  id: "patchProject",
  method: "PATCH",
  path: "/projects/{projectId}",
  team: true,
  tag,
  summary: "Edit a project; its id stays",
  permission: "project:projects:manage:update",
  params: ProjectParams,
  body: ProjectPatch,
  response: Project,
  errors: ["not_found"],
});
export const deleteProject = defineRoute({
  id: "deleteProject",
  method: "DELETE",
  path: "/projects/{projectId}",
  team: true,
  tag,
  summary: "Delete a project",
  permission: "project:projects:manage:delete",
  params: ProjectParams,
  query: z.strictObject({ delete_child_objects: z.enum(["true", "false"]).default("false") }),
  response: ProjectDeletion,
  revision: true,
  errors: ["not_found", "project_not_empty"],
});
