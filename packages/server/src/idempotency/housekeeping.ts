import { IDEMPOTENCY_KEPT_SECONDS } from "@keywright/contract";
import type { Database } from "../db/database.ts";
import { deleteSlotsBefore } from "./queries.ts";

const EVERY_MS = 15 * 60_000;

/** Forgets answers that nobody will ask for again. Answers how to stop. */
export function startHousekeeping(database: Database, onError: (error: Error) => void): () => void {
  const sweep = async () => {
    const before = new Date(Date.now() - IDEMPOTENCY_KEPT_SECONDS * 1000);
    await database.kysely.transaction().execute((tx) => deleteSlotsBefore(tx, before));
  };
  const timer = setInterval(() => void sweep().catch(onError), EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
