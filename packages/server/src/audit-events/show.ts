import type { AuditEventRow } from "./queries.ts";

export function showEvent(row: AuditEventRow) {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actor: {
      type: row.actor_type,
      id: row.actor_id,
      name: row.token_name ?? row.rule_name ?? row.member_email ?? row.actor_id,
      ...(row.actor_key_id !== null && { keyId: row.actor_key_id }),
    },
    target: { type: row.target_type, id: row.target_id, name: row.target_name },
    ...(row.team_slug !== null && { teamId: row.team_slug }),
    ...(row.project_slug !== null && { projectId: row.project_slug }),
    origin: row.origin,
    ...(row.before && { before: row.before }),
    ...(row.after && { after: row.after }),
    ...(row.ip !== null && { ip: row.ip }),
    ...(row.user_agent !== null && { userAgent: row.user_agent }),
    ...(row.request_id !== null && { requestId: row.request_id }),
    ...(row.revision !== null && { revision: row.revision }),
  };
}
