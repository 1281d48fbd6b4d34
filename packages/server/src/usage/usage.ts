import type { Principal } from "@keywright/verifier";
import type { Database } from "../db/database.ts";
import { raiseLastUsed, type KeyUse } from "./queries.ts";

/** Well within the ten seconds in which a use must show. */
const FLUSH_EVERY_MS = 2000;
/** Beyond it the newest times of the keys already known are still kept; further keys wait for the next flush. */
const MAX_PENDING_KEYS = 100_000;
/** Their tokens are locked together: whoever revokes one of them waits for all. */
const KEYS_PER_TRANSACTION = 500;

/** When keys were last used: gathered in memory, written now and then. Recording never waits and never fails. */
export interface Usage {
  record(key: Pick<Principal, "orgId" | "tokenId" | "keyId">, atMs: number): void;
  /** Writes down all that has been recorded by now. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function startUsage(database: Database, onError: (error: Error) => void): Usage {
  let pending = new Map<string, KeyUse>();
  let writing: Promise<void> | undefined;

  function note({ orgId, tokenId, keyId }: Omit<KeyUse, "atMs">, atMs: number): void {
    const known = pending.get(keyId);
    if (known) known.atMs = Math.max(known.atMs, atMs);
    else if (pending.size < MAX_PENDING_KEYS) pending.set(keyId, { orgId, tokenId, keyId, atMs });
  }

  async function writeDown(): Promise<void> {
    const uses = [...pending.values()];
    pending = new Map();
    for (let written = 0; written < uses.length; written += KEYS_PER_TRANSACTION) {
      try {
        await raiseLastUsed(database, uses.slice(written, written + KEYS_PER_TRANSACTION));
      } catch (error) {
        // Kept for the next round, beside what came in meanwhile.
        for (const use of uses.slice(written)) note(use, use.atMs);
        throw error;
      }
    }
  }

  /** One at a time: while the database hangs, more would only take its connections. */
  function write(): Promise<void> {
    writing ??= writeDown().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  async function flush(): Promise<void> {
    await writing?.catch(() => {});
    await write();
  }

  const timer = setInterval(() => void write().catch(onError), FLUSH_EVERY_MS);
  return {
    record: note,
    flush,
    async stop() {
      clearInterval(timer);
      await flush().catch(onError);
    },
  };
}
