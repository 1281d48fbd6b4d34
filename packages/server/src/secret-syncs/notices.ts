import { asked } from "../app-connections/platform-answer.ts";
import { openConnection } from "../app-connections/use.ts";
import type { Asking, JobHandler, Jobs, Queue } from "../jobs/jobs.ts";
import { findSyncOfOrg, type Sync } from "./queries.ts";
import { runById } from "./run-queries.ts";
import { type RunDeps, teamOf } from "./run-deps.ts";

export interface NoticeJob {
  readonly orgId: string;
  readonly syncId: string;
  readonly runId: string;
  readonly type: "sync.failed" | "sync.recovered";
}

export const SYNC_NOTICES: Queue<NoticeJob> = {
  name: "sync-notices",
  attempts: 6,
  retryAfterSeconds: 10,
  retryAfterMaxSeconds: 600,
  timeoutSeconds: 60,
  onePerKey: false,
};

/** Nothing, when nobody wants to be told. */
export async function enqueueNotice(
  jobs: Jobs,
  asking: Asking,
  { sync, runId, type }: Pick<NoticeJob, "runId" | "type"> & { readonly sync: Sync },
): Promise<void> {
  if (sync.notice_connection_id === null) return;
  await jobs.enqueue(asking, SYNC_NOTICES, { orgId: sync.org_id, syncId: sync.id, runId, type });
}

type NoticeDeps = Pick<RunDeps, "database" | "encryption" | "authority" | "openHttp">;

/** Tells what became of a run: ids, names and a code, and nothing that a platform said. */
export function sendNotices({
  database: { kysely: db },
  encryption,
  authority,
  openHttp,
}: NoticeDeps): JobHandler<NoticeJob> {
  return async ({ data: { orgId, syncId, runId, type }, signal }) => {
    const sync = await findSyncOfOrg(db, orgId, syncId);
    const run = sync && (await runById(db, orgId, runId));
    if (!run || sync.notice_connection_id === null) return;
    const opened = await openConnection(db, encryption, { orgId, id: sync.notice_connection_id });
    if (!opened?.connector.notify) return;
    const notice = {
      id: `${runId}_${type}`,
      at: new Date(),
      type,
      data: {
        team: teamOf(authority, sync)?.slug,
        sync: { id: syncId, name: sync.name },
        run: { id: runId, kind: run.kind, ...(run.code !== null && { code: run.code }) },
      },
    };
    await asked(opened.connector.notify(openHttp(signal), opened.credentials, notice));
  };
}
