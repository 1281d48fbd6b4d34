import { holds } from "@keywright/policy";
import type { Authority } from "../authority/authority.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import { listVerifierRows, type VerifierRow } from "./queries.ts";

export function verifierHandlers({ authority }: { authority: Authority }) {
  return {
    listVerifiers: async (db, { org, caller }, { query }) => {
      const { state } = authority;
      const seesAll = holds(state.catalogue, caller.authority, "platform:admin:verification:read");
      const rows = await listVerifierRows(db, seesAll ? undefined : org.id, windowOf(query));
      return toPage(rows, query, (row) => show(row, state.revision));
    },
  } satisfies Partial<Handlers>;
}

function show(row: VerifierRow, revision: number) {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    scope: row.org_id === null ? ("platform" as const) : ("org" as const),
    connected: row.connected,
    revision: row.acknowledged,
    lag: Math.max(0, revision - row.acknowledged),
    connectedAt: row.connected_at.toISOString(),
    leaseEndsAt: row.lease_ends_at.toISOString(),
  };
}
