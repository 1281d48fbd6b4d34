import type { PageQuery, QueryOf } from "@keywright/contract";
import type { api } from "@keywright/contract";
import type { Org, Team } from "@keywright/verifier";
import type { PrincipalCaller } from "../caller.ts";
import type { Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import type { tokenOperations } from "../tokens/token-operations.ts";
import { exportOf } from "./export.ts";
import { type EventFilter, listAuditEventRows } from "./queries.ts";
import { showEvent } from "./show.ts";

type EventQuery = QueryOf<typeof api.listTokenAuditEvents>;
type Filters = Omit<EventQuery, keyof PageQuery>;

interface Where {
  readonly org: Org;
  readonly team: Team | null;
  readonly caller: PrincipalCaller;
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

    listOrgAuditEvents: (db, { org }, { query }) =>
      page(db, { ...filterOf(query), ...placeIn(org, query.team) }, query),

    exportAuditEvents: async (db, { org, team }, { query }, readmit) => {
      const filter = { ...filterOf(query), orgId: org.id, teamId: team.id, project: query.project };
      return exportOf(db, filter, query.format, readmit);
    },
    exportOrgAuditEvents: async (db, { org }, { query }, readmit) =>
      exportOf(db, { ...filterOf(query), ...placeIn(org, query.team) }, query.format, readmit),

    listTokenAuditEvents: (db, at, { params, query }) => feedOfToken(db, at, params.tokenId, query),
    listOrgTokenAuditEvents: (db, at, { params, query }) => feedOfToken(db, at, params.tokenId, query),
  } satisfies Partial<Handlers>;
}

async function page(db: Db, filter: EventFilter, query: EventQuery) {
  return toPage(await listAuditEventRows(db, filter, windowOf(query)), query, showEvent);
}

/** The organization with all its teams, or one of them. */
function placeIn(org: Org, teamSlug: string | undefined) {
  const team = teamSlug === undefined ? undefined : org.teams.bySlug(teamSlug);
  if (teamSlug !== undefined && !team) throw new Refusal("not_found");
  return { orgId: org.id, ...(team && { teamId: team.id }) };
}

function filterOf({ after, before, action, actor, origin, target, event }: Filters) {
  return {
    after: after === undefined ? undefined : new Date(after),
    before: before === undefined ? undefined : new Date(before),
    action,
    actor,
    origin,
    target,
    event,
  };
}
