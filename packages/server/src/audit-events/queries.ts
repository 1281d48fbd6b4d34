import type { Insertable, Selectable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";

export type AuditEventRow = Selectable<Schema["audit_event"]> & {
  token_name: string | null;
  rule_name: string | null;
  member_email: string | null;
};

export async function insertAuditEvent(tx: Tx, row: Insertable<Schema["audit_event"]>): Promise<void> {
  await tx.insertInto("audit_event").values(row).execute();
}

export interface EventFilter {
  readonly orgId: string;
  readonly teamId?: string;
  /** What one token did, or what was done to it or to its role. */
  readonly concerning?: { readonly tokenId: string; readonly roleId: string };
  readonly after?: Date | undefined;
  readonly before?: Date | undefined;
  /** `role.update`, or `role.*` for all of a noun. */
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  readonly origin?: "api" | "system" | undefined;
  readonly target?: string | undefined;
  readonly project?: string | undefined;
  readonly event?: string | undefined;
}

export async function listAuditEventRows(
  db: Db,
  filter: EventFilter,
  { beforeId, limit, offset }: Window,
): Promise<AuditEventRow[]> {
  const { orgId, teamId, concerning, after, before, action, actor, origin, target, project, event } = filter;
  let query = db
    .selectFrom("audit_event")
    .leftJoin("token", (join) =>
      join.onRef("token.org_id", "=", "audit_event.org_id").onRef("token.id", "=", "audit_event.actor_id"),
    )
    .leftJoin("member", (join) =>
      join.onRef("member.org_id", "=", "audit_event.org_id").onRef("member.id", "=", "audit_event.actor_id"),
    )
    .leftJoin("trust_rule", (join) =>
      join
        .onRef("trust_rule.org_id", "=", "audit_event.org_id")
        .onRef("trust_rule.id", "=", "audit_event.actor_id"),
    )
    .selectAll("audit_event")
    .select(["token.name as token_name", "trust_rule.name as rule_name", "member.email as member_email"])
    .where("audit_event.org_id", "=", orgId)
    .where("audit_event.id", "<", beforeId);
  if (teamId !== undefined) query = query.where("audit_event.team_id", "=", teamId);
  if (concerning) {
    query = query.where(({ or, eb }) =>
      or([
        eb("audit_event.actor_id", "=", concerning.tokenId),
        eb("audit_event.target_key", "in", [concerning.tokenId, concerning.roleId]),
      ]),
    );
  }
  if (after) query = query.where("audit_event.at", ">=", after);
  if (before) query = query.where("audit_event.at", "<", before);
  if (action?.endsWith(".*")) query = query.where("audit_event.action", "like", `${action.slice(0, -1)}%`);
  else if (action) query = query.where("audit_event.action", "=", action);
  if (actor) query = query.where("audit_event.actor_id", "=", actor);
  if (origin) query = query.where("audit_event.origin", "=", origin);
  if (target) query = query.where("audit_event.target_id", "=", target);
  if (project) query = query.where("audit_event.project_slug", "=", project);
  if (event) query = query.where("audit_event.id", "=", event);
  return query.orderBy("audit_event.id", "desc").limit(limit).offset(offset).execute();
}
