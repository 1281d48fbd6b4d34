import type { Principal } from "@keywright/verifier";
import type { Database } from "../db/database.ts";
import { raiseLastUsed, type KeyUse } from "./queries.ts";

/** Well within the ten seconds in which a use must show. */
const FLUSH_EVERY_MS = 2000;
/** Beyond it the newest times of the keys already known are still kept; further keys wait for the next flush. */
const MAX_PENDING_KEYS = 100_000;

/** When keys were last used: gathered in memory, written now and then. Recording never waits and never fails. */
export interface Usage {
  record(principal: Principal, atMs: number): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function startUsage(database: Database, onError: (error: Error) => void): Usage {
  let pending = new Map<string, KeyUse>();

  async function flush(): Promise<void> {
    if (pending.size === 0) return;
    const uses = pending;
    pending = new Map();
    try {
      await raiseLastUsed(database, [...uses.values()]);
    } catch (error) {
      // Kept for the next round; what came in meanwhile is newer.
      for (const [keyId, use] of uses) if (!pending.has(keyId)) pending.set(keyId, use);
      throw error;
    }
  }

  const timer = setInterval(() => void flush().catch(onError), FLUSH_EVERY_MS);
  return {
    record({ orgId, tokenId, keyId }, atMs) {
      const known = pending.get(keyId);
      if (known) known.atMs = Math.max(known.atMs, atMs);
      else if (pending.size < MAX_PENDING_KEYS) pending.set(keyId, { orgId, tokenId, keyId, atMs });
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flush().catch(onError);
    },
  };
}
