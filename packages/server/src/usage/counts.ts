import type { Principal, UsageEntry } from "@keywright/verifier";
import type { Database } from "../db/database.ts";
import { addCounts, type UseCount } from "./count-queries.ts";

const FLUSH_EVERY_MS = 2000;
/** Beyond it, further kinds of use wait for the next flush uncounted. */
const MAX_PENDING_KINDS = 100_000;
const HOUR_MS = 3_600_000;

/** What was asked for, and what became of it. */
export interface Asked {
  readonly permission: string;
  readonly project: string | null;
  readonly verdict: string;
}

/** How often keys are used, by permission, project and verdict. Counting never waits and never fails. */
export interface Counts {
  count(principal: Pick<Principal, "orgId" | "tokenId" | "keyId">, asked: Asked, atMs: number): void;
  /** What a verifier has counted by itself. */
  add(entry: UsageEntry, atMs: number): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function startCounts(database: Database, onError: (error: Error) => void): Counts {
  let pending = new Map<string, UseCount>();
  /** What each asked last: most ask for the same again, and a name to look that up by costs more than the check. */
  let latest = new WeakMap<object, UseCount>();

  function note(added: UseCount): UseCount | undefined {
    const name = [added.keyId, added.hourMs, added.permission, added.project, added.verdict].join(" ");
    const known = pending.get(name);
    if (known) return again(known, added);
    if (pending.size >= MAX_PENDING_KINDS) return undefined;
    const first = { ...added };
    pending.set(name, first);
    return first;
  }

  async function flush(): Promise<void> {
    if (pending.size === 0) return;
    const counts = [...pending.values()];
    pending = new Map();
    latest = new WeakMap();
    try {
      await addCounts(database, counts);
    } catch (error) {
      for (const one of counts) note(one);
      throw error;
    }
  }

  const timer = setInterval(() => void flush().catch(onError), FLUSH_EVERY_MS);
  return {
    count(principal, asked, atMs) {
      const last = latest.get(principal);
      const once = { count: 1, lastAtMs: atMs };
      if (last && isOf(last, asked, atMs)) return void again(last, once);
      const { orgId, tokenId, keyId } = principal;
      const { permission, project, verdict } = asked;
      const what = { orgId, tokenId, keyId, permission, project: project ?? "", verdict };
      const noted = note({ ...what, ...once, hourMs: hourOf(atMs) });
      if (noted) latest.set(principal, noted);
    },
    add({ orgId, tokenId, keyId, permission, project, verdict, count }, atMs) {
      const what = { orgId, tokenId, keyId, permission, project: project ?? "", verdict };
      note({ ...what, count, hourMs: hourOf(atMs), lastAtMs: atMs });
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flush().catch(onError);
    },
  };
}

function isOf(known: UseCount, { permission, project, verdict }: Asked, atMs: number): boolean {
  return (
    known.permission === permission &&
    known.project === (project ?? "") &&
    known.verdict === verdict &&
    known.hourMs === hourOf(atMs)
  );
}

function again(known: UseCount, { count, lastAtMs }: Pick<UseCount, "count" | "lastAtMs">): UseCount {
  known.count += count;
  known.lastAtMs = Math.max(known.lastAtMs, lastAtMs);
  return known;
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS;
}
