import type { Database } from "../db/database.ts";
import { queuesWithDueJobs } from "./queries.ts";

const EVERY_MS = 1000;

/**
 * Asks once a second which queues have jobs that are due: of other servers, or to be tried again. One question for all
 * queues and all their workers. Answers how to stop.
 */
export function watchDueJobs(
  database: Database,
  wake: (queueName: string) => void,
  onError: (error: Error) => void,
): () => void {
  let asking = false;
  let isBroken = false;
  const ask = async () => {
    asking = true;
    try {
      for (const name of await queuesWithDueJobs(database.kysely)) wake(name);
      isBroken = false;
    } catch (error) {
      // Once, and not once a second.
      if (!isBroken) onError(error as Error);
      isBroken = true;
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => {
    if (!asking) void ask();
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
