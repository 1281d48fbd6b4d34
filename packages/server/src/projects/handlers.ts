import { slugFromName } from "@keywright/contract";
import { projectReach } from "@keywright/policy";
import type { Authority } from "../authority/authority.ts";
import { toPage, windowOf } from "../db/paging.ts";
import { refuseDecision } from "../decision.ts";
import { NEW_PROJECT_ID } from "../http/access.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import { createProject, deleteProject, patchProject } from "./projects.ts";
import { findProject, listProjectRows, type ProjectRow } from "./queries.ts";

export function projectHandlers({ authority }: { authority: Authority }) {
  return {
    listProjects: async (db, { org, team, caller }, { query }) => {
      const { catalogue } = authority.state;
      const reach = projectReach(catalogue, caller.authority, "project:projects:manage:read", team.id);
      const rows = await listProjectRows(db, { orgId: org.id, teamId: team.id }, reach, windowOf(query));
      return toPage(rows, query, showSummary);
    },

    createProject: async (work, { org, team }, { body }) =>
      show(await createProject(work, { orgId: org.id, team, ...body })),

    putProject: async (work, { org, team, decide }, { body }) => {
      const known = team.projects.bySlug(slugFromName(body.name));
      const ask = (action: "create" | "update", projectId: string) =>
        decide({ permission: `project:projects:manage:${action}`, teamId: team.id, projectId });
      const create = ask("create", NEW_PROJECT_ID);
      if (known) {
        const update = ask("update", known.id);
        if (update.allowed) {
          const row = await patchProject(work, { orgId: org.id, team, projectId: known.id, ...body });
          work.changeAuthority(org.id);
          return show(row);
        }
        // Only to those who know of the project already: one out of reach is answered as one that is not there.
        if (update.reason === "environment_restricted" || create.allowed) refuseDecision(update);
      }
      refuseDecision(create);
      return show(await createProject(work, { orgId: org.id, team, ...body }));
    },

    getProject: async (db, { org, project }) => {
      const row = await findProject(db, org.id, project.id);
      if (!row) throw new Refusal("not_found");
      return show(row);
    },

    patchProject: async (work, { org, team, project }, { body }) =>
      show(await patchProject(work, { orgId: org.id, team, projectId: project.id, ...body })),

    deleteProject: async (work, { org, team, project }, { query }) =>
      deleteProject(work, {
        orgId: org.id,
        team,
        projectId: project.id,
        deleteChildObjects: query.delete_child_objects === "true",
      }),
  } satisfies Partial<Handlers>;
}

function showSummary({ slug, name, description, environments }: ProjectRow) {
  return { id: slug, name, ...(description !== null && { description }), environments };
}

function show(row: ProjectRow) {
  return {
    ...showSummary(row),
    ...(row.color !== null && { color: row.color }),
    deployment: { ...(row.region !== null && { region: row.region }) },
    cluster: { ...(row.cluster_id !== null && { id: row.cluster_id }) },
    services: [],
    jobs: [],
    addons: [],
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
