import type { QueryOf } from "@keywright/contract";
import type { api } from "@keywright/contract";
import type { Org, Team } from "@keywright/verifier";
import type { TokenCaller } from "../caller.ts";
import type { Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import type { tokenOperations } from "../tokens/token-operations.ts";
import { type AuditEventRow, type EventFilter, listAuditEventRows } from "./queries.ts";

type EventQuery = QueryOf<typeof api.listTokenAuditEvents>;

interface Where {
  readonly org: Org;
  readonly team: Team | null;
  readonly caller: TokenCaller;
  readonly now: Date;
}

export function auditEventHandlers({ tokens }: { tokens: ReturnType<typeof tokenOperations> }) {
  /** A token's feed is for those who may see the token. */
  async function feedOfToken(db: Db, where: Where, tokenId: string, query: EventQuery) {
    const token = await tokens.read(db, where, tokenId);
    const concerning = { tokenId: token.id, roleId: token.role_id };
    return page(db, { ...filterOf(query), orgId: where.org.id, concerning }, query);
  }

  return {
    listAuditEvents: (db, { org, team }, { query }) =>
      page(db, { ...filterOf(query), orgId: org.id, teamId: team.id, project: query.project }, query),

    listOrgAuditEvents: async (db, { org }, { query }) => {
      const team = query.team === undefined ? undefined : org.teams.bySlug(query.team);
      if (query.team !== undefined && !team) throw new Refusal("not_found");
      return page(db, { ...filterOf(query), orgId: org.id, ...(team && { teamId: team.id }) }, query);
    },

    listTokenAuditEvents: (db, at, { params, query }) => feedOfToken(db, at, params.tokenId, query),
    listOrgTokenAuditEvents: (db, at, { params, query }) => feedOfToken(db, at, params.tokenId, query),
  } satisfies Partial<Handlers>;
}

async function page(db: Db, filter: EventFilter, query: EventQuery) {
  return toPage(await listAuditEventRows(db, filter, windowOf(query)), query, show);
}

function filterOf({ after, before, action, actor, origin, target }: EventQuery) {
  return {
    after: after === undefined ? undefined : new Date(after),
    before: before === undefined ? undefined : new Date(before),
    action,
    actor,
    origin,
    target,
  };
}

function show(row: AuditEventRow) {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actor: {
      type: row.actor_type,
      id: row.actor_id,
      name: row.token_name ?? row.member_email ?? row.actor_id,
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
