import type { Authority } from "../authority/authority.ts";
import type { Handlers } from "../http/handlers.ts";
import { findRouteRules, type RouteRulesRow } from "./queries.ts";
import { deleteRules, putRules } from "./route-rules.ts";

export function routeRuleHandlers({ authority }: { authority: Authority }) {
  return {
    getRouteRules: async (db) => show(await findRouteRules(db)),

    putRouteRules: async (work, { org }, { body }) =>
      show(await putRules(work, { orgId: org.id, catalogue: authority.state.catalogue, ...body })),

    deleteRouteRules: async (work, { org }) => deleteRules(work, { orgId: org.id }),
  } satisfies Partial<Handlers>;
}

function show(row: RouteRulesRow | undefined) {
  if (!row) return { updatedAt: null, rules: [] };
  const { title, version, rules, updated_at } = row;
  return {
    ...(title !== null && { title }),
    ...(version !== null && { version }),
    updatedAt: updated_at.toISOString(),
    rules: rules.map((rule) => ({ ...rule, permissions: [...rule.permissions] })),
  };
}
