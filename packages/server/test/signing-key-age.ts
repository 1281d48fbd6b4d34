import { sql } from "kysely";
import type { Database } from "../src/db/database.ts";

/** As if the signing keys had been published for so long that everybody knows them: the next one may sign. */
export async function ageSigningKeys({ kysely }: Database): Promise<void> {
  await sql`update signing_key set created_at = created_at - interval '1 hour'`.execute(kysely);
}
