import { api } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import {
  type ConnectionDeps,
  type ConnectionRow,
  createConnection,
  deleteConnection,
  listConnectionsByName,
  patchConnection,
  proveChange,
  proveNew,
  readConnection,
  readConnectionNamed,
} from "../../app-connections/app-connections.ts";
import { listPlatformProjects, listPlatformSecretGroups } from "../../app-connections/places.ts";
import { transact, type Work } from "../../changes/work.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import { seesSyncs } from "../../secret-syncs/place.ts";
import { makerOf } from "./maker.ts";
import { inTheirWords, ofAnotherApp } from "./errors.ts";
import type { ConnectionChange, NewConnection } from "./messages.ts";
import { admitAs, type Admitted, type As, type DoorDeps, findPlace, type Named } from "./place.ts";

export interface ConnectionsDeps extends ConnectionDeps, DoorDeps {
  readonly jobs: Jobs;
  readonly noteActivity: (orgId: string) => void;
}

const LIST: As = { route: api.listAppConnections, action: "read" };
const CHOOSE: As = { route: api.listAvailableAppConnections, action: "connect" };
const READ: As = { route: api.getAppConnection, action: "read" };
const CREATE: As = { route: api.createAppConnection, action: "create" };
const EDIT: As = { route: api.patchAppConnection, action: "update" };
const REMOVE: As = { route: api.deleteAppConnection, action: "delete" };
const LOOK: As = { route: api.listPlatformProjects, action: "connect" };

/** A connection as its path names it; `id` is our own. */
export interface One {
  readonly app: string;
  readonly id: string;
}

/** The operations of this API on the functions of our own. */
export function connectionsBy(deps: ConnectionsDeps, request: FastifyRequest) {
  const db = deps.database.kysely;

  async function admit(as: As, named: Named): Promise<Admitted> {
    return admitAs(deps, request, as, await findPlace(deps, request, named));
  }

  async function findOne(as: As, { app, id }: One): Promise<Admitted & { row: ConnectionRow }> {
    const admitted = await admit(as, { connectionId: id });
    const row = await readConnection(db, admitted.place, id);
    if (row.app !== app) throw ofAnotherApp(id, app);
    return { ...admitted, row };
  }

  /** Who asks is asked again when it is written: somebody may have taken it from them meanwhile. */
  async function write<T>(as: As, named: Named, run: (work: Work, at: Admitted) => Promise<T>): Promise<T> {
    const found = await findPlace(deps, request, named);
    let admitted = await admitAs(deps, request, as, found);
    const caller = async () => (admitted = await admitAs(deps, request, as, found)).caller;
    const result = await transact(deps.database, { now: new Date(), caller }, async (work) => {
      const written = await run(work, admitted);
      await work.finish();
      return written;
    });
    deps.noteActivity(admitted.place.orgId);
    return result;
  }

  const list = async (as: As, filter: { readonly app?: string; readonly projectId?: string | undefined }) =>
    listConnectionsByName(db, (await admit(as, { projectId: filter.projectId })).place, filter);

  return {
    all: (filter: { readonly app?: string; readonly projectId?: string | undefined }) => list(LIST, filter),
    available: (filter: { readonly app: string; readonly projectId?: string | undefined }) =>
      list(CHOOSE, filter),
    one: async (one: One) => (await findOne(READ, one)).row,

    async named({ app, name }: { readonly app: string; readonly name: string }, { projectId }: Named) {
      const row = await readConnectionNamed(db, (await admit(LIST, { projectId })).place, name);
      if (row.app !== app) throw ofAnotherApp(row.id, app);
      return row;
    },

    async create(app: string, { projectId: _uuid, ...body }: NewConnection, projectId: string | undefined) {
      const fields = { ...body, app, projectId: projectId ?? null };
      const { place } = await admit(CREATE, { projectId });
      const proof = await inTheirWords(app, proveNew(deps, db, place, fields));
      const made = write(CREATE, { projectId }, (work, at) =>
        createConnection(work, deps, at.place, { ...fields, proof }),
      );
      return inTheirWords(app, made);
    },

    async patch(one: One, { credentials, ...fields }: ConnectionChange) {
      const { id, app } = one;
      const { place } = await findOne(EDIT, one);
      const proof = await inTheirWords(app, proveChange(deps, db, place, { id, credentials }));
      const changed = write(EDIT, { connectionId: id }, (work, at) =>
        patchConnection(work, deps, at.place, { ...fields, id, proof }, makerOf(deps, at)),
      );
      return inTheirWords(app, changed);
    },

    async remove(one: One) {
      const { row } = await findOne(REMOVE, one);
      await write(REMOVE, { connectionId: one.id }, (work, at) =>
        deleteConnection(work, at.place, one.id, seesSyncs(at)),
      );
      return row;
    },

    async projects(one: One) {
      return listPlatformProjects(deps, (await findOne(LOOK, one)).place, one.id);
    },

    async secretGroups(one: One, platformProjectId: string) {
      const { place } = await findOne(LOOK, one);
      return listPlatformSecretGroups(deps, place, { id: one.id, platformProjectId });
    },
  };
}
