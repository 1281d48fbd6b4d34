import type { Database } from "../db/database.ts";
import { endWaiting } from "./queries.ts";

/** The command line has gone: nothing comes of what it asked for, whatever is answered. */
export async function abandonLogin({ kysely }: Database, id: string, now: Date): Promise<void> {
  await kysely.transaction().execute((tx) => endWaiting(tx, id, now));
}
