import type { Database } from "../db/database.ts";
import { deleteExpired } from "./tidying.queries.ts";

const EVERY_MS = 3_600_000;

/** Removes what has expired and so lets nobody in any more. Answers how to stop. */
export function startTidying({ kysely }: Database, onError: (error: Error) => void): () => Promise<void> {
  let tidying = Promise.resolve();
  const timer = setInterval(() => {
    tidying = kysely
      .transaction()
      .execute((tx) => deleteExpired(tx, new Date()))
      .catch(onError);
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await tidying;
  };
}
