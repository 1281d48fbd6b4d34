import type { Handlers } from "../http/handlers.ts";
import type { tokenOperations } from "../tokens/token-operations.ts";
import { usageOfToken } from "./token-usage.ts";

/** How a token is used is for those who may see the token. */
export function usageHandlers({ tokens }: { tokens: ReturnType<typeof tokenOperations> }) {
  return {
    getTokenUsage: async (db, at, { params, query }) => {
      const token = await tokens.read(db, at, params.tokenId);
      return usageOfToken(db, { ...query, orgId: at.org.id, tokenId: token.id, now: at.now });
    },
    getOrgTokenUsage: async (db, at, { params, query }) => {
      const token = await tokens.read(db, at, params.tokenId);
      return usageOfToken(db, { ...query, orgId: at.org.id, tokenId: token.id, now: at.now });
    },
  } satisfies Partial<Handlers>;
}
