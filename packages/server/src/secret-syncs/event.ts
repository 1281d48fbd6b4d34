import type { Team } from "@keywright/verifier";
import type { AuditRecord } from "../audit-events/audit-events.ts";
import type { Run } from "./run-queries.ts";
import type { SyncRow } from "./queries.ts";

export function eventOn(
  { org_id, id, name, project_slug }: Pick<SyncRow, "org_id" | "id" | "name" | "project_slug">,
  team: Pick<Team, "id" | "slug"> | null,
) {
  return {
    orgId: org_id,
    team,
    ...(project_slug !== null && { projectSlug: project_slug }),
    target: { type: "sync", id, key: id, name },
  };
}

export function auditFields(row: SyncRow) {
  return {
    name: row.name,
    description: row.description,
    source: row.source_kind,
    ...(row.group_slug !== null && { secretGroup: row.group_slug }),
    ...(row.source_token_id !== null && { token: row.source_token_id }),
    ...(row.source_external_token_id !== null && { externalToken: row.source_external_token_id }),
    ...(row.variable !== null && { variable: row.variable }),
    connection: row.connection_id,
    destination: row.destination,
    initialBehavior: row.initial_behavior,
    keySchema: row.key_schema,
    deletes: row.deletes,
    automatic: row.automatic,
    noticeConnection: row.notice_connection_id,
  };
}

const ACTIONS = { sync: "sync.deliver", import: "sync.import", remove: "sync.remove" } as const;

/** What became of a run, by the names of variables. */
export function endEvent(sync: SyncRow, run: Run, team: Pick<Team, "id" | "slug"> | null): AuditRecord {
  const { id, kind, trigger, status, code, created, updated, deleted, overwritten } = run;
  const names = { created, updated, deleted, overwritten };
  return {
    ...eventOn(sync, team),
    action: ACTIONS[kind],
    after: { run: id, trigger, status, ...(code !== null && { code }), ...names },
  };
}
