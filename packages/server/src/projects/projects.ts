import { slugFromName } from "@keywright/contract";
import type { Team } from "@keywright/verifier";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { newId } from "../ids.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { removeProjectFromRestrictions } from "../roles/restrictions.ts";
import { countAppConnections } from "../app-connections/of-project.ts";
import { refuseProjectWithTokens } from "../external-tokens/of-connection.ts";
import { countSecretGroups } from "../secret-groups/secret-groups.ts";
import { countSyncs } from "../secret-syncs/in-use.ts";
import { keepTeam } from "../teams/keep-team.ts";
import {
  deleteProjectRow,
  findProjectForUpdate,
  insertProject,
  type ProjectRow,
  updateProject,
} from "./queries.ts";

interface InTeam {
  readonly orgId: string;
  readonly team: Pick<Team, "id" | "slug">;
}

export interface ProjectFields {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly environments?: string[] | undefined;
  readonly region?: string | undefined;
  readonly clusterId?: string | undefined;
  readonly color?: string | undefined;
}

export interface ProjectDeletion {
  readonly editedRoles: number;
  readonly deletedSecretGroups: number;
  readonly deletedAppConnections: number;
  readonly deletedSyncs: number;
}

type ProjectPatch = Omit<ProjectFields, "name"> & { readonly name?: string | undefined };

/** Adds its change and no event: it is a part of what its caller does. */
export async function addProject(
  work: Work,
  { orgId, team, ...fields }: InTeam & ProjectFields,
): Promise<ProjectRow> {
  const slug = slugFromName(fields.name);
  const row = await insertProject(work.tx, {
    org_id: orgId,
    team_id: team.id,
    id: newId("prj"),
    slug,
    name: fields.name,
    description: fields.description ?? null,
    environments: json(fields.environments ?? []),
    region: fields.region ?? null,
    cluster_id: fields.clusterId ?? null,
    color: fields.color ?? null,
    created_at: work.now,
    updated_at: work.now,
  });
  if (!row) throw refuseField("slug_taken", "name", `The team has a project ${slug} already.`);
  work.changeAuthority(orgId, { kind: "project_set", orgId, teamId: team.id, projectId: row.id, slug });
  return row;
}

export async function createProject(work: Work, command: InTeam & ProjectFields): Promise<ProjectRow> {
  const { orgId, team } = command;
  await keepTeam(work.tx, orgId, team.id);
  const row = await addProject(work, command);
  work.recordEvent({ ...eventOn(row, team), action: "project.create", after: auditFields(row) });
  return row;
}

export async function patchProject(
  work: Work,
  { orgId, team, projectId, ...fields }: InTeam & ProjectPatch & { projectId: string },
): Promise<ProjectRow> {
  const before = await findProjectForUpdate(work.tx, orgId, projectId);
  if (!before) throw new Refusal("not_found");
  const row = await updateProject(work.tx, orgId, projectId, {
    ...(fields.name !== undefined && { name: fields.name }),
    ...(fields.description !== undefined && { description: fields.description }),
    ...(fields.environments !== undefined && { environments: json(fields.environments) }),
    ...(fields.region !== undefined && { region: fields.region }),
    ...(fields.clusterId !== undefined && { cluster_id: fields.clusterId }),
    ...(fields.color !== undefined && { color: fields.color }),
    updated_at: work.now,
  });
  work.recordEvent({
    ...eventOn(row, team),
    action: "project.update",
    before: auditFields(before),
    after: auditFields(row),
  });
  return row;
}

/** Takes its secret groups, app connections and syncs along, and leaves every restriction that listed it. */
export async function deleteProject(
  work: Work,
  { orgId, team, projectId, deleteChildObjects }: InTeam & { projectId: string; deleteChildObjects: boolean },
): Promise<ProjectDeletion> {
  await keepTeam(work.tx, orgId, team.id);
  const row = await findProjectForUpdate(work.tx, orgId, projectId);
  if (!row) throw new Refusal("not_found");
  await refuseProjectWithTokens(work.tx, orgId, projectId);
  const groups = await countSecretGroups(work.tx, orgId, projectId);
  const connections = await countAppConnections(work.tx, orgId, projectId);
  const syncs = await countSyncs(work.tx, orgId, projectId);
  if (groups + connections + syncs > 0 && !deleteChildObjects) {
    throw new Refusal("project_not_empty", {
      detail:
        `The project still has ${groups} secret group(s), ${connections} app connection(s) and ${syncs} sync(s). ` +
        "Delete them first, or add ?delete_child_objects=true.",
    });
  }
  const editedRoles = await removeProjectFromRestrictions(work, orgId, projectId);
  await deleteProjectRow(work.tx, orgId, projectId);
  work.changeAuthority(orgId, { kind: "project_deleted", orgId, teamId: team.id, projectId });
  const deleted = { deletedSecretGroups: groups, deletedAppConnections: connections, deletedSyncs: syncs };
  work.recordEvent({
    ...eventOn(row, team),
    action: "project.delete",
    before: auditFields(row),
    after: { editedRoles, ...deleted },
  });
  return { editedRoles: editedRoles.length, ...deleted };
}

function eventOn(row: ProjectRow, team: InTeam["team"]) {
  return {
    orgId: row.org_id,
    team,
    projectSlug: row.slug,
    target: { type: "project", id: row.slug, key: row.id, name: row.name },
  };
}

function auditFields({ name, description, environments, region, cluster_id, color }: ProjectRow) {
  return { name, description, environments, region, clusterId: cluster_id, color };
}
