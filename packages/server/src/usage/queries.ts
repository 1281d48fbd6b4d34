import { sql } from "kysely";
import type { Database } from "../db/database.ts";

export interface KeyUse {
  readonly orgId: string;
  readonly tokenId: string;
  readonly keyId: string;
  atMs: number;
}

/** Times only ever rise: several servers report the same key in any order. Sorted, so that they never deadlock. */
export async function raiseLastUsed({ kysely }: Database, uses: readonly KeyUse[]): Promise<void> {
  const rows = JSON.stringify([...uses].sort((a, b) => (a.keyId < b.keyId ? -1 : 1)));
  const used = sql`jsonb_to_recordset(${rows}::jsonb) as used ("orgId" text, "tokenId" text, "keyId" text, "atMs" float8)`;
  await kysely.transaction().execute(async (tx) => {
    await sql`
      update token_key set last_used_at = greatest(last_used_at, to_timestamp(used."atMs" / 1000))
      from ${used}
      where token_key.org_id = used."orgId" and token_key.token_id = used."tokenId" and token_key.id = used."keyId"
    `.execute(tx);
    await sql`
      update token set last_used_at = greatest(last_used_at, used.at)
      from (select "orgId", "tokenId", to_timestamp(max("atMs") / 1000) as at from ${used} group by 1, 2) as used
      where token.org_id = used."orgId" and token.id = used."tokenId"
    `.execute(tx);
  });
}
