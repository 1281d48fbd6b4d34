import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { listSyncsOfSource } from "./queries.ts";
import { findRuns, listLastRuns, type RunRow } from "./run-queries.ts";
import { requestRun } from "./runs.ts";

/** What every delivery is: the runs that bring a source's new values to where its syncs take them, in the same transaction. */
type RunIds = Promise<string[]>;

interface ChangedGroup {
  readonly orgId: string;
  readonly groupId: string;
  /** A sync that is about to deliver by itself. */
  readonly except?: string;
}

interface ChangedToken {
  readonly orgId: string;
  readonly tokenId: string;
  /** A rotation is for all of the token's syncs: one that does not deliver by itself would be left with a key that ends. */
  readonly trigger: "change" | "rotation";
}

/** For a group whose variables are others now. */
export async function deliverGroup(jobs: Jobs, work: Work, { orgId, groupId, except }: ChangedGroup): RunIds {
  const syncs = await listSyncsOfSource(work.tx, orgId, { source_group_id: groupId });
  const due = syncs.filter(({ id, automatic }) => automatic && id !== except);
  return request(jobs, work, due, "change");
}

/** For a token whose newest key is another now, or that has ended. */
export async function deliverToken(
  jobs: Jobs,
  work: Work,
  { orgId, tokenId, trigger }: ChangedToken,
): RunIds {
  return deliver(jobs, work, trigger, await listSyncsOfSource(work.tx, orgId, { source_token_id: tokenId }));
}

/** For a token of another platform. */
export async function deliverExternalToken(
  jobs: Jobs,
  work: Work,
  { orgId, externalTokenId, trigger }: Omit<ChangedToken, "tokenId"> & { readonly externalTokenId: string },
): RunIds {
  const source = { source_external_token_id: externalTokenId };
  return deliver(jobs, work, trigger, await listSyncsOfSource(work.tx, orgId, source));
}

type Syncs = Awaited<ReturnType<typeof listSyncsOfSource>>;

function deliver(jobs: Jobs, work: Work, trigger: ChangedToken["trigger"], syncs: Syncs): RunIds {
  const due = trigger === "rotation" ? syncs : syncs.filter(({ automatic }) => automatic);
  return request(jobs, work, due, trigger);
}

async function request(jobs: Jobs, work: Work, syncs: Syncs, trigger: ChangedToken["trigger"]): RunIds {
  const ids: string[] = [];
  for (const sync of syncs) ids.push((await requestRun(jobs, work, sync, { kind: "sync", trigger })).id);
  return ids;
}

export type RunState = Pick<RunRow, "id" | "sync_id" | "status" | "code" | "message">;

/** How runs stand, for whoever waits for them. One that another goes on with stands as that does; one that is gone went
 * with its sync. */
export async function runsOf(db: Db, orgId: string, runIds: readonly string[]): Promise<RunState[]> {
  const found: RunState[] = [];
  let ids = runIds;
  while (ids.length > 0) {
    const runs = await findRuns(db, orgId, ids);
    found.push(...runs.filter((run) => run.continued_by === null));
    ids = runs.flatMap((run) => run.continued_by ?? []);
  }
  return found;
}

/** The last sync of each, whoever asked for it: what failed in one run may have arrived with a later one. */
export async function lastSyncsOf(db: Db, orgId: string, syncIds: readonly string[]): Promise<RunState[]> {
  const runs = await listLastRuns(db, orgId, syncIds);
  return runs.filter(({ kind }) => kind === "sync");
}
