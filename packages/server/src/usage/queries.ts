import { sql } from "kysely";
import type { Database } from "../db/database.ts";

export interface KeyUse {
  readonly orgId: string;
  readonly tokenId: string;
  readonly keyId: string;
  atMs: number;
}

/**
 * Times only ever rise: several servers report the same key in any order. Tokens before keys and each in the order of
 * their ids, as whoever rotates or revokes them locks them, so that nobody waits for each other.
 */
export async function raiseLastUsed({ kysely }: Database, uses: readonly KeyUse[]): Promise<void> {
  const used = sql`jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as used
    ("orgId" text, "tokenId" text, "keyId" text, "atMs" float8)`;
  await kysely.transaction().execute(async (tx) => {
    await sql`
      update token set last_used_at = greatest(token.last_used_at, latest.at)
      from (
        select token.org_id, token.id, used.at
        from (select "orgId", "tokenId", to_timestamp(max("atMs") / 1000) as at from ${used} group by 1, 2) as used
        join token on token.org_id = used."orgId" and token.id = used."tokenId"
        order by token.org_id, token.id for no key update of token
      ) as latest
      where token.org_id = latest.org_id and token.id = latest.id
    `.execute(tx);
    await sql`
      update token_key set last_used_at = greatest(token_key.last_used_at, latest.at)
      from (
        select token_key.org_id, token_key.token_id, token_key.id, to_timestamp(used."atMs" / 1000) as at
        from ${used}
        join token_key on token_key.org_id = used."orgId" and token_key.token_id = used."tokenId"
          and token_key.id = used."keyId"
        order by token_key.org_id, token_key.token_id, token_key.id for no key update of token_key
      ) as latest
      where token_key.org_id = latest.org_id and token_key.token_id = latest.token_id and token_key.id = latest.id
    `.execute(tx);
  });
}
