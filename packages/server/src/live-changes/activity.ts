import type { Database } from "../db/database.ts";
import { ACTIVITY_CHANNEL, announceActivity } from "./queries.ts";

/**
 * Servers are told this seldom, and not within the transactions themselves: announcing makes commits queue, and whoever
 * looks at a page does not mind.
 */
const ANNOUNCE_EVERY_MS = 1000;
/** Postgres takes less than 8000 bytes; an id has 30. */
const ORGS_PER_ANNOUNCEMENT = 200;

type Listener = (orgId: string | null) => void;

/** What was written without a revision, and so comes to no server by itself. A hint: one may be lost with its server. */
export interface Activity {
  /** To be called when the write is committed. */
  note(orgId: string): void;
  /** `null`: anything may have happened anywhere. */
  onActivity(listener: Listener): void;
  stop(): Promise<void>;
}

export async function watchActivity(database: Database, onError: (error: Error) => void): Promise<Activity> {
  const listeners: Listener[] = [];
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (orgId: string | null) => {
    for (const listener of listeners) listener(orgId);
  };

  const stopListening = await database.onNotify(ACTIVITY_CHANNEL, (payload) => {
    // Without one the line is new: who knows what was missed.
    if (payload === undefined) tell(null);
    else for (const orgId of payload.split(",")) tell(orgId);
  });

  async function announce(): Promise<void> {
    timer = undefined;
    const orgIds = [...pending];
    pending.clear();
    for (let at = 0; at < orgIds.length; at += ORGS_PER_ANNOUNCEMENT) {
      await announceActivity(database, orgIds.slice(at, at + ORGS_PER_ANNOUNCEMENT).join(","));
    }
  }

  return {
    note(orgId) {
      // The embedded database has this process alone, which need not be told through it.
      if (database.kind === "embedded") return tell(orgId);
      pending.add(orgId);
      timer ??= setTimeout(() => void announce().catch(onError), ANNOUNCE_EVERY_MS).unref();
    },
    onActivity: (listener) => void listeners.push(listener),
    async stop() {
      clearTimeout(timer);
      await stopListening();
    },
  };
}
