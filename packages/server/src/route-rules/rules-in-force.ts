import type { Authority } from "../authority/authority.ts";
import type { Database } from "../db/database.ts";
import { findRouteRules } from "./queries.ts";
import { RouteTable } from "./route-table.ts";

/** The route rules of this moment, kept in memory until a revision says that they may have changed. */
export interface RulesInForce {
  current(): RouteTable | Promise<RouteTable>;
}

export function keepRules(database: Database, authority: Authority): RulesInForce {
  let table: RouteTable | undefined;
  let loading: Promise<RouteTable> | undefined;
  let lastRevision = authority.state.revision;

  authority.onRevision(({ revision, orgId }) => {
    // The revision of a write to the rules concerns the whole installation. After a gap nobody knows what it was.
    const isNext = revision === lastRevision + 1 && revision === authority.state.revision;
    lastRevision = authority.state.revision;
    if (orgId !== null && isNext) return;
    table = undefined;
    loading = undefined;
  });

  async function load(): Promise<RouteTable> {
    const read = findRouteRules(database.kysely).then((row) => new RouteTable(row?.rules ?? []));
    loading = read;
    try {
      const loaded = await read;
      // What was read before the last revision answers whoever asked before it, and nobody after.
      if (loading === read) table = loaded;
      return loaded;
    } finally {
      if (loading === read) loading = undefined;
    }
  }

  return { current: () => table ?? loading ?? load() };
}
