import type { Authority } from "../authority/authority.ts";
import type { Handlers } from "../http/handlers.ts";
import type { tokenOperations } from "../tokens/token-operations.ts";
import { overviewOf } from "./overview.ts";
import { usageOf } from "./token-usage.ts";

interface UsageDeps {
  readonly authority: Authority;
  readonly tokens: ReturnType<typeof tokenOperations>;
}

/** How tokens are used is for those who may see them. */
export function usageHandlers({ authority, tokens }: UsageDeps) {
  return {
    getTokenUsage: async (db, at, { params, query }) => {
      const { id: tokenId } = await tokens.read(db, at, params.tokenId);
      return usageOf(db, { ...query, orgId: at.org.id, of: { tokenId }, now: at.now });
    },
    getOrgTokenUsage: async (db, at, { params, query }) => {
      const { id: tokenId } = await tokens.read(db, at, params.tokenId);
      return usageOf(db, { ...query, orgId: at.org.id, of: { tokenId }, now: at.now });
    },
    getTeamUsage: async (db, at, { query }) => {
      const of = { level: { orgId: at.org.id, teamId: at.team.id }, visible: await tokens.visibleAt(db, at) };
      return usageOf(db, { ...query, orgId: at.org.id, of, now: at.now });
    },
    getTeamOverview: async (db, at) => {
      const may = (permission: string) => at.decide({ permission, teamId: at.team.id }).allowed;
      const seesTokens = may("team:admin:api-tokens:read");
      return overviewOf(db, {
        level: { orgId: at.org.id, teamId: at.team.id },
        now: at.now,
        tokens: seesTokens ? { visible: await tokens.visibleAt(db, at) } : undefined,
        revision: may("team:admin:verification:read") ? authority.state.revision : undefined,
      });
    },
  } satisfies Partial<Handlers>;
}
