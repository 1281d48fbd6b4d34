import { hasId } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import type { PrincipalCaller } from "../caller.ts";
import type { Database, Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Context, Handlers } from "../http/handlers.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { refuseField } from "../refusal.ts";
import type { Maker } from "../secret-syncs/maker.ts";
import { seesSyncs } from "../secret-syncs/place.ts";
import {
  type ConnectionDeps,
  createConnection,
  deleteConnection,
  patchConnection,
  proveChange,
  proveNew,
  readConnection,
} from "./app-connections.ts";
import { askHealth, noteHealth } from "./check.ts";
import { type ConnectionAction, type ConnectionPlace, connectionPlace } from "./place.ts";
import { listPlatformProjects, listPlatformSecretGroups } from "./places.ts";
import { listConnectionRows } from "./queries.ts";
import { showConnectableApps, showConnection } from "./show.ts";

interface AppConnectionDeps extends ConnectionDeps {
  readonly authority: Authority;
  readonly database: Database;
  readonly jobs: Jobs;
}

interface InTeam extends Pick<Context, "decide"> {
  readonly org: Org;
  readonly team: Team;
  readonly caller: PrincipalCaller;
}

type ListQuery = Parameters<typeof windowOf>[0] & {
  readonly app?: string | undefined;
  readonly projectId?: string | undefined;
};

export function appConnectionHandlers({ authority, ...deps }: AppConnectionDeps) {
  const to = (action: ConnectionAction, { org, team, caller }: InTeam): ConnectionPlace =>
    connectionPlace({ catalogue: authority.state.catalogue, caller, org, team }, action);
  const makerOf = (at: InTeam): Maker => ({ ...at, ...deps, catalogue: authority.state.catalogue });
  const seesOf = (at: InTeam) => seesSyncs({ ...at, catalogue: authority.state.catalogue });

  /** A project that is not there, or out of reach, has no connections. */
  async function listRows(db: Db, place: ConnectionPlace, { app, projectId: slug, ...page }: ListQuery) {
    const projectId = slug === undefined ? undefined : projectIdOf(place, slug);
    if (slug !== undefined && projectId === undefined) return [];
    return listConnectionRows(db, place, { reach: place.reach, app, projectId }, windowOf(page));
  }

  return {
    listAppConnections: async (db, at, { query }) =>
      toPage(await listRows(db, to("read", at), query), query, showConnection),

    listConnectableApps: async () => ({ apps: showConnectableApps() }),

    listAvailableAppConnections: async (db, at, { query }) =>
      toPage(await listRows(db, to("connect", at), query), query, ({ id, name, app }) => ({ id, name, app })),

    createAppConnection: async (db, at, { body }) => {
      const { projectId: slug, credentials, ...fields } = body;
      const projectId = slug == null ? null : requireProjectId(to("create", at), slug);
      const proof = await proveNew(deps, db, to("create", at), { ...fields, projectId, credentials });
      return async (work, now) =>
        showConnection(
          await createConnection(work, deps, to("create", now), { ...fields, projectId, proof }),
        );
    },

    getAppConnection: async (db, at, { params }) =>
      showConnection(await readConnection(db, to("read", at), params.connectionId)),

    patchAppConnection: async (db, at, { params, body }) => {
      const { credentials, ...fields } = body;
      const id = params.connectionId;
      const proof = await proveChange(deps, db, to("update", at), { id, credentials });
      return async (work, now) =>
        showConnection(
          await patchConnection(work, deps, to("update", now), { ...fields, id, proof }, makerOf(now)),
        );
    },

    deleteAppConnection: async (work, at, { params }) =>
      deleteConnection(work, to("delete", at), params.connectionId, seesOf(at)),

    checkAppConnection: async (db, at, { params }) => {
      const row = await readConnection(db, to("connect", at), params.connectionId);
      const checked = await askHealth(deps, db, row);
      return async (work, now) => showConnection(await noteHealth(work, to("connect", now), checked));
    },

    listPlatformProjects: async (_db, at, { params }) => ({
      projects: await listPlatformProjects(deps, to("connect", at), params.connectionId),
    }),

    listPlatformSecretGroups: async (_db, at, { params }) => {
      const { connectionId: id, platformProjectId } = params;
      const place = to("connect", at);
      return { secretGroups: await listPlatformSecretGroups(deps, place, { id, platformProjectId }) };
    },
  } satisfies Partial<Handlers>;
}

function projectIdOf({ team, reach }: ConnectionPlace, slug: string): string | undefined {
  const project = team.projects.bySlug(slug);
  return project && hasId(reach, project.id) ? project.id : undefined;
}

function requireProjectId(place: ConnectionPlace, slug: string): string {
  const id = projectIdOf(place, slug);
  if (id === undefined) throw refuseField("unknown_reference", "projectId", `There is no project '${slug}'.`);
  return id;
}
