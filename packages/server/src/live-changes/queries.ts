import { sql } from "kysely";
import type { Database } from "../db/database.ts";

export const ACTIVITY_CHANNEL = "keywright_activity";

/** Tells every server, this one too. */
export async function announceActivity({ kysely }: Database, payload: string): Promise<void> {
  await sql`select pg_notify(${ACTIVITY_CHANNEL}, ${payload})`.execute(kysely);
}
