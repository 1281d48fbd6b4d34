import type { Org, Team } from "@keywright/verifier";
import type { OpenHttp } from "../app-connections/platform-http.ts";
import type { Authority } from "../authority/authority.ts";
import type { PrincipalCaller } from "../caller.ts";
import type { Database, Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Context, Handlers } from "../http/handlers.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { Refusal } from "../refusal.ts";
import { seenAmong } from "../tokens/seen.ts";
import { readDrift } from "./drift.ts";
import { listReached, type SyncQuery } from "./list.ts";
import type { Maker } from "./maker.ts";
import { patchSync } from "./patch.ts";
import { type SyncAction, syncPlace } from "./place.ts";
import type { SyncRow } from "./queries.ts";
import { startRun } from "./request.ts";
import { findRun, listLastRuns, listRunRows } from "./run-queries.ts";
import { showRun, showSync } from "./show.ts";
import type { SourceDeps } from "./source.ts";
import { createSync, deleteSync, readSync } from "./syncs.ts";

interface SyncDeps extends SourceDeps {
  readonly authority: Authority;
  readonly database: Database;
  readonly jobs: Jobs;
  readonly openHttp: OpenHttp;
}

interface InTeam extends Pick<Context, "decide"> {
  readonly org: Org;
  readonly team: Team;
  readonly caller: PrincipalCaller;
}

export function syncHandlers({ authority, jobs, ...deps }: SyncDeps) {
  const to = (action: SyncAction, at: InTeam) =>
    syncPlace({ ...at, catalogue: authority.state.catalogue }, action);
  const makerOf = (at: InTeam): Maker => ({
    ...at,
    catalogue: authority.state.catalogue,
    encryption: deps.encryption,
    jobs,
  });

  /** Of the tokens that are delivered, those that the caller may see. */
  const seenBy = (db: Db, { org, team, caller }: InTeam, tokenIds: readonly (string | null)[]) =>
    seenAmong(
      db,
      { catalogue: authority.state.catalogue, caller },
      { orgId: org.id, teamId: team.id },
      tokenIds.filter((id) => id !== null),
    );

  async function show(db: Db, at: InTeam, row: SyncRow) {
    const runs = await listLastRuns(db, row.org_id, [row.id]);
    return showSync(row, { runs, seen: await seenBy(db, at, [row.source_token_id]) });
  }

  return {
    listSyncs: async (db, at, { query }) => {
      const { tokenId } = query;
      const isUnseen = tokenId !== undefined && !(await seenBy(db, at, [tokenId])).has(tokenId);
      const rows = isUnseen ? [] : await listReached(db, to("read", at), query satisfies SyncQuery);
      const runs = await listLastRuns(
        db,
        at.org.id,
        rows.map(({ id }) => id),
      );
      const seen = await seenBy(
        db,
        at,
        rows.map(({ source_token_id: id }) => id),
      );
      return toPage(rows, query, (row) => showSync(row, { runs, seen }));
    },

    createSync: async (work, at, { body }) =>
      show(work.tx, at, await createSync(work, makerOf(at), to("create", at), body)),

    getSync: async (db, at, { params }) => show(db, at, await readSync(db, to("read", at), params.syncId)),

    patchSync: async (work, at, { params, body }) => {
      const patch = { ...body, id: params.syncId };
      return show(work.tx, at, await patchSync(work, makerOf(at), to("update", at), patch));
    },

    deleteSync: async (work, at, { params }) => deleteSync(work, to("delete", at), params.syncId),

    listSyncRuns: async (db, at, { params, query }) => {
      const { org_id: orgId, id: syncId } = await readSync(db, to("read", at), params.syncId);
      return toPage(await listRunRows(db, { orgId, syncId }, windowOf(query)), query, showRun);
    },

    startSyncRun: async (work, at, { params, body }) =>
      showRun(await startRun(work, makerOf(at), to("run", at), { ...body, id: params.syncId })),

    getSyncRun: async (db, at, { params }) => {
      const { org_id: orgId, id: syncId } = await readSync(db, to("read", at), params.syncId);
      const run = await findRun(db, { orgId, syncId }, params.runId);
      if (!run) throw new Refusal("not_found");
      return showRun(run);
    },

    getSyncDrift: async (db, at, { params }) =>
      readDrift(deps, await readSync(db, to("run", at), params.syncId)),
  } satisfies Partial<Handlers>;
}
