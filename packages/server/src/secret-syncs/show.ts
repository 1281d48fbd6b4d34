import type { SyncRow } from "./queries.ts";
import type { RunRow } from "./run-queries.ts";

/** What a token is called for those who may not see which it is. */
const UNSEEN_TOKEN = "an API token";

interface ShowOptions {
  /** The last of each kind are among these. */
  readonly runs: readonly RunRow[];
  /** The tokens that the caller may see. */
  readonly seen: ReadonlySet<string>;
}

export function showSync(row: SyncRow, { runs: lastRuns, seen }: ShowOptions) {
  const runs = lastRuns.filter(({ sync_id }) => sync_id === row.id);
  return {
    id: row.id,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    ...(row.project_slug !== null && { projectId: row.project_slug }),
    source: showSource(row, seen),
    connection: { id: row.connection_id, name: row.connection_name, app: row.app },
    destination: row.destination,
    initialBehavior: row.initial_behavior,
    ...(row.key_schema !== null && { keySchema: row.key_schema }),
    deletes: row.deletes,
    automatic: row.automatic,
    ...(row.notice_connection_id !== null && { noticeConnectionId: row.notice_connection_id }),
    lastRuns: Object.fromEntries(runs.map((run) => [run.kind, showRun(run)])),
    lastSyncedAt: row.last_synced_at && row.last_synced_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    creator: { type: row.creator_type, id: row.creator_id, name: row.creator_name ?? row.creator_id },
  };
}

function showSource(row: SyncRow, seen: ReadonlySet<string>) {
  const { source_kind: kind, source_token_id, source_external_token_id, variable } = row;
  const isUnseen = source_token_id !== null && !seen.has(source_token_id);
  return {
    kind,
    ...(row.source_group_id !== null && {
      ...(row.project_slug !== null && { projectId: row.project_slug }),
      ...(row.group_slug !== null && { secretGroupId: row.group_slug }),
      ...(row.group_environment !== null && { environment: row.group_environment }),
    }),
    ...(source_token_id !== null && !isUnseen && { tokenId: source_token_id }),
    ...(source_external_token_id !== null && { externalTokenId: source_external_token_id }),
    ...(variable !== null && { variable }),
    name: isUnseen ? UNSEEN_TOKEN : (row.group_name ?? row.token_name ?? row.external_token_name ?? ""),
  };
}

export function showRun(run: RunRow) {
  const { id, kind, trigger, status, code, message, attempts, created, updated, deleted, overwritten } = run;
  return {
    id,
    kind,
    trigger,
    ...(run.actor_type !== "system" && {
      actor: { type: run.actor_type, id: run.actor_id, name: run.actor_name ?? run.actor_id },
    }),
    status,
    ...(code !== null && { code }),
    ...(message !== null && { message }),
    attempts,
    created,
    updated,
    deleted,
    overwritten,
    queuedAt: run.queued_at.toISOString(),
    ...(run.started_at && { startedAt: run.started_at.toISOString() }),
    ...(run.ended_at && { endedAt: run.ended_at.toISOString() }),
  };
}
