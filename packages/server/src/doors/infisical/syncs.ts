import { api } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { transact, type Work } from "../../changes/work.ts";
import { idOfUuid } from "../../ids.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import { Refusal } from "../../refusal.ts";
import { listOfApp } from "../../secret-syncs/list.ts";
import type { Maker } from "../../secret-syncs/maker.ts";
import { patchSync } from "../../secret-syncs/patch.ts";
import { type SyncAction, type SyncPlace, syncPlace } from "../../secret-syncs/place.ts";
import { startRun } from "../../secret-syncs/request.ts";
import { listLastRuns } from "../../secret-syncs/run-queries.ts";
import { createSync, deleteSync, readSync, type SyncRow } from "../../secret-syncs/syncs.ts";
import type { ConnectionsDeps } from "./connections.ts";
import { ofAnotherApp, syncOfAnotherApp } from "./errors.ts";
import { makerOf } from "./maker.ts";
import { admitBy, findPlace, type Here, type Named } from "./place.ts";
import type { ShownSync } from "./show-sync.ts";
import { isTaken, type Question } from "./sync-destination.ts";
import { optionsFrom, plainFieldsFrom } from "./sync-fields.ts";
import { groupIn, pathOf } from "./sync-folder.ts";
import type { NewSync, SyncChange } from "./sync-messages.ts";
import { removed } from "./sync-removal.ts";
import { inSyncTerms } from "./sync-terms.ts";

export interface SyncsDeps extends ConnectionsDeps {
  readonly jobs: Jobs;
}

/** As which of our own operations a request is judged. */
const AS = {
  list: { route: api.listSyncs, action: "read" },
  read: { route: api.getSync, action: "read" },
  create: { route: api.createSync, action: "create" },
  edit: { route: api.patchSync, action: "update" },
  remove: { route: api.deleteSync, action: "delete" },
  run: { route: api.startSyncRun, action: "run" },
} as const;
type As = (typeof AS)[keyof typeof AS];

/** A sync as its path names it; `id` is our own. */
export interface OneSync {
  readonly app: string;
  readonly id: string;
}

type What = Omit<Parameters<typeof startRun>[3], "id">;

interface Admitted extends Here, Maker {
  readonly caller: Here["caller"];
  readonly place: SyncPlace;
}

/** The operations of this API on the functions of our own. */
export function syncsBy(deps: SyncsDeps, request: FastifyRequest) {
  const db = deps.database.kysely;

  async function admit(
    { route, action }: As,
    found: Awaited<ReturnType<typeof findPlace>>,
  ): Promise<Admitted> {
    const here = await admitBy(deps, request, route, found);
    const place = syncPlace(here, action satisfies SyncAction);
    return { ...makerOf(deps, here), ...here, place };
  }

  async function admitAt(as: As, named: Named): Promise<Admitted> {
    return admit(as, await findPlace(deps, request, named));
  }

  async function findOne(as: As, { app, id }: OneSync): Promise<SyncRow> {
    const { place } = await admitAt(as, { syncId: id });
    const row = await readSync(db, place, id);
    if (row.app !== app) throw syncOfAnotherApp(id, app);
    return row;
  }

  /** Who asks is asked again when it is written: somebody may have taken it from them meanwhile. */
  async function write<T>(as: As, named: Named, run: (work: Work, at: Admitted) => Promise<T>): Promise<T> {
    const found = await findPlace(deps, request, named);
    let admitted = await admit(as, found);
    const caller = async () => (admitted = await admit(as, found)).caller;
    const written = transact(deps.database, { now: new Date(), caller }, async (work) => {
      const result = await run(work, admitted);
      await work.finish();
      return result;
    });
    const result = await inSyncTerms(written);
    deps.noteActivity(admitted.org.id);
    return result;
  }

  async function withRuns(rows: readonly SyncRow[], orgId: string): Promise<ShownSync[]> {
    const ids = rows.map(({ id }) => id);
    const runs = await listLastRuns(db, orgId, ids);
    return rows.map((row) => ({ row, runs }));
  }

  async function shown(row: SyncRow): Promise<ShownSync> {
    return { row, runs: await listLastRuns(db, row.org_id, [row.id]) };
  }

  /** For what answers with the sync whatever is done to it: that takes the permission to read it, too. */
  async function findToo(as: As, one: OneSync): Promise<SyncRow> {
    await findOne(as, one);
    return findOne(AS.read, one);
  }

  async function start(one: OneSync, what: What): Promise<string> {
    await findToo(AS.run, one);
    const command = { ...what, id: one.id };
    return write(
      AS.run,
      { syncId: one.id },
      async (work, at) => (await startRun(work, at, at.place, command)).id,
    );
  }

  return {
    async list(app: string, projectId: string) {
      const { place } = await admitAt(AS.list, { projectId });
      const rows = await listOfApp(db, place, { app, projectId });
      return withRuns(rows.toSorted(byName), place.orgId);
    },

    one: async (one: OneSync) => shown(await findOne(AS.read, one)),

    async named(app: string, name: string, projectId: string) {
      const { place } = await admitAt(AS.list, { projectId });
      const [row] = await listOfApp(db, place, { app, projectId, name });
      if (!row) throw new Refusal("not_found");
      return shown(row);
    },

    async create(app: string, { environment, secretPath, ...given }: NewSync) {
      const projectId = ourId("prj", given.projectId);
      const row = await write(AS.create, { projectId }, async (work, at) => {
        const body = {
          name: given.name,
          description: given.description,
          source: await groupIn(work.tx, at, { projectId, environment, secretPath }),
          connectionId: ourId("con", given.connectionId),
          destination: given.destinationConfig,
          automatic: given.isAutoSyncEnabled,
          ...optionsFrom(given.syncOptions),
        };
        return requireApp(app, await createSync(work, at, at.place, body));
      });
      return shown(row);
    },

    async patch(one: OneSync, change: SyncChange) {
      const before = await findOne(AS.edit, one);
      const { environment, secretPath, connectionId } = change;
      const isMoved = environment !== undefined || secretPath !== undefined;
      const folder = {
        projectId: before.project_id ?? "",
        environment: environment ?? before.group_environment,
        secretPath: secretPath ?? pathOf(before.group_slug ?? ""),
      };
      const row = await write(AS.edit, { syncId: one.id }, async (work, at) => {
        const patch = {
          ...plainFieldsFrom(change),
          id: one.id,
          ...(connectionId !== undefined && { connectionId: ourId("con", connectionId) }),
          ...(isMoved && { source: await groupIn(work.tx, at, folder) }),
        };
        return requireApp(one.app, await patchSync(work, at, at.place, patch));
      });
      return shown(row);
    },

    /** What it delivered stays, or is taken away before: without its sync nobody knows any more what that is. */
    async remove(one: OneSync, { removeSecrets }: { readonly removeSecrets: boolean }) {
      const { org_id: orgId } = await findToo(AS.remove, one);
      if (removeSecrets) await removed(db, orgId, await start(one, { kind: "remove" }));
      const last = await shown(await findOne(AS.read, one));
      await write(AS.remove, { syncId: one.id }, (work, at) => deleteSync(work, at.place, one.id));
      return last;
    },

    async start(one: OneSync, what: What) {
      await start(one, what);
      return shown(await findOne(AS.read, one));
    },

    async isTaken(projectId: string, question: Question) {
      return inSyncTerms(isTaken(deps, await admitAt(AS.create, { projectId }), question));
    },
  };
}

function byName(one: SyncRow, other: SyncRow): number {
  return one.name < other.name ? -1 : 1;
}

function requireApp(app: string, row: SyncRow): SyncRow {
  if (row.app !== app) throw ofAnotherApp(row.connection_id, app);
  return row;
}

function ourId(prefix: "con" | "prj", uuid: string): string {
  return idOfUuid(prefix, uuid) ?? "";
}
