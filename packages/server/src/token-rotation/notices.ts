import { asked } from "../app-connections/platform-answer.ts";
import type { OpenHttp } from "../app-connections/platform-http.ts";
import { openConnection } from "../app-connections/use.ts";
import type { Authority } from "../authority/authority.ts";
import type { Work } from "../changes/work.ts";
import type { Database } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import type { JobHandler, Jobs, Queue } from "../jobs/jobs.ts";
import { findToken } from "../tokens/find.ts";
import type { StopCode } from "./next-step.ts";
import { listNoticeConnections, type RotationRow } from "./queries.ts";

const AT_ONCE = 2;

interface NoticeJob {
  readonly orgId: string;
  readonly teamId: string;
  readonly tokenId: string;
  readonly connectionId: string;
  readonly code: StopCode;
  /** Tells one stop from another. */
  readonly stoppedAtMs: number;
}

export const ROTATION_NOTICES: Queue<NoticeJob> = {
  name: "rotation-notices",
  attempts: 6,
  retryAfterSeconds: 10,
  retryAfterMaxSeconds: 600,
  timeoutSeconds: 60,
  onePerKey: false,
};

/** To everyone who wants to be told of the failures of a sync of the token. */
export async function enqueueStopNotices(
  jobs: Jobs,
  work: Work,
  { org_id: orgId, team_id: teamId, token_id: tokenId }: RotationRow,
  code: StopCode,
): Promise<void> {
  const stoppedAtMs = work.now.getTime();
  for (const connectionId of await listNoticeConnections(work.tx, { orgId, tokenId })) {
    const notice = { orgId, teamId, tokenId, connectionId, code, stoppedAtMs };
    await jobs.enqueue(work, ROTATION_NOTICES, notice);
  }
}

interface NoticeDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly encryption: Encryption;
  readonly jobs: Jobs;
  readonly openHttp: OpenHttp;
}

/** Tells that a rotation stopped: ids, names and a code, and nothing that a platform said. */
function sendNotice({
  database: { kysely: db },
  authority,
  encryption,
  openHttp,
}: NoticeDeps): JobHandler<NoticeJob> {
  return async ({ data: { orgId, teamId, tokenId, connectionId, code, stoppedAtMs }, signal }) => {
    const token = await findToken(db, { orgId, teamId }, tokenId);
    const opened = await openConnection(db, encryption, { orgId, id: connectionId });
    if (!token || !opened?.connector.notify) return;
    const notice = {
      id: `${tokenId}_rotation.stopped_${stoppedAtMs}`,
      at: new Date(),
      type: "rotation.stopped",
      data: {
        team: authority.state.orgs.byId(orgId)?.teams.byId(teamId)?.slug,
        token: { id: tokenId, name: token.name },
        code,
      },
    };
    await asked(opened.connector.notify(openHttp(signal), opened.credentials, notice));
  };
}

export async function startRotationNotices(deps: NoticeDeps): Promise<void> {
  await deps.jobs.work(ROTATION_NOTICES, { concurrency: AT_ONCE }, sendNotice(deps));
}
