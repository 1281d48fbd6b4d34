import type { GroupType } from "@keywright/contract";
import { environmentReach } from "@keywright/policy";
import type { Org, Project } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import type { Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import type { Handlers } from "../http/handlers.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { type Seer, seesSyncs } from "../secret-syncs/place.ts";
import { accessOf, type AskedInProject, permissionFor } from "./access.ts";
import { listSecretGroupRows, type SecretGroupMetadata, type SecretGroupRow } from "./queries.ts";
import {
  createSecretGroup,
  deleteSecretGroup,
  type GroupPlace,
  patchSecretGroup,
  putSecretGroup,
  readSecretGroup,
} from "./secret-groups.ts";
import { type GroupValues, NO_VALUES, openValues } from "./values.ts";

type InProject = AskedInProject & Omit<Seer, "catalogue"> & { readonly org: Org };

interface SecretGroupDeps {
  readonly authority: Authority;
  readonly encryption: Encryption;
  readonly jobs: Jobs;
}

const TYPES: readonly GroupType[] = ["secret", "config"];

export function secretGroupHandlers({ authority, encryption, jobs }: SecretGroupDeps) {
  const placeOf = (context: InProject): GroupPlace => {
    const { org, team, project } = context;
    const { catalogue } = authority.state;
    const seesSync = seesSyncs({ ...context, catalogue });
    return { orgId: org.id, team, project, access: accessOf(context), encryption, jobs, seesSync };
  };

  async function showWritten(db: Db, { project, access }: GroupPlace, row: SecretGroupRow) {
    const shown = showWithoutValues(row, project);
    if (!access.allows("read-values", row)) return shown;
    return { ...shown, secrets: await openValues(db, encryption, row) };
  }

  return {
    listSecretGroups: async (db, { org, team, project, caller }, { query }) => {
      const { catalogue } = authority.state;
      const held = caller.authority;
      const reach = TYPES.map((type) => ({
        type,
        environments: environmentReach(catalogue, held, permissionFor("list", type), team.id, project.id),
      }));
      const rows = await listSecretGroupRows(
        db,
        { orgId: org.id, projectId: project.id },
        reach,
        windowOf(query),
      );
      return toPage(rows, query, (row) => showMetadata(row, project));
    },

    createSecretGroup: async (work, context, { body }) => {
      const place = placeOf(context);
      return showWritten(work.tx, place, await createSecretGroup(work, place, body));
    },

    putSecretGroup: async (work, context, { body }) => {
      const place = placeOf(context);
      return showWritten(work.tx, place, await putSecretGroup(work, place, body));
    },

    getSecretGroup: async (db, context, { params, query }) => {
      const row = await readSecretGroup(db, placeOf(context), params.secretId);
      // Groups inherit from nothing here, so what is inherited is nothing.
      const values = query.show === "inherited" ? NO_VALUES : await openValues(db, encryption, row);
      return show(row, context.project, values);
    },

    getSecretGroupDetails: async (db, context, { params }) => {
      const row = await readSecretGroup(db, placeOf(context), params.secretId);
      return { ...show(row, context.project, await openValues(db, encryption, row)), addonSecrets: [] };
    },

    patchSecretGroup: async (work, context, { params, body }) => {
      const place = placeOf(context);
      return showWritten(work.tx, place, await patchSecretGroup(work, place, params.secretId, body));
    },

    updateSecretGroup: async (work, context, { params, body }) => {
      await patchSecretGroup(work, placeOf(context), params.secretId, body);
      return {};
    },

    deleteSecretGroup: async (work, context, { params }) => {
      await deleteSecretGroup(work, placeOf(context), params.secretId);
      return {};
    },
  } satisfies Partial<Handlers>;
}

function showMetadata(row: SecretGroupMetadata, project: Project) {
  return {
    id: row.slug,
    projectId: project.slug,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    type: row.type,
    secretType: row.secret_type,
    priority: row.priority,
    ...(row.environment !== null && { environment: row.environment }),
    tags: row.tags,
    restrictions: row.targets,
    updatedAt: row.updated_at.toISOString(),
  };
}

function showWithoutValues(row: SecretGroupRow, project: Project) {
  return { ...showMetadata(row, project), createdAt: row.created_at.toISOString() };
}

function show(row: SecretGroupRow, project: Project, secrets: GroupValues) {
  return { ...showWithoutValues(row, project), secrets };
}
