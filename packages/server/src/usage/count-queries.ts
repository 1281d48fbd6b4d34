import { sql } from "kysely";
import type { Database } from "../db/database.ts";

export interface UseCount {
  readonly orgId: string;
  readonly tokenId: string;
  readonly keyId: string;
  readonly permission: string;
  /** Slug; empty for none. */
  readonly project: string;
  readonly verdict: string;
  readonly hourMs: number;
  count: number;
  lastAtMs: number;
}

/** Adds to the hours. What names no token of that organization is left out: verifiers report what they are told. */
export async function addCounts({ kysely }: Database, counts: readonly UseCount[]): Promise<void> {
  const rows = JSON.stringify(
    [...counts].sort((a, b) => (a.tokenId + a.keyId < b.tokenId + b.keyId ? -1 : 1)),
  );
  await sql`
    insert into usage_hour (org_id, token_id, hour, key_id, permission, project, verdict, count, last_at)
    select used."orgId", used."tokenId", to_timestamp(used."hourMs" / 1000), used."keyId", used.permission,
      used.project, used.verdict, used.count, to_timestamp(used."lastAtMs" / 1000)
    from jsonb_to_recordset(${rows}::jsonb) as used (
      "orgId" text, "tokenId" text, "keyId" text, permission text, project text, verdict text,
      "hourMs" float8, "lastAtMs" float8, count bigint
    )
    join token_key on token_key.org_id = used."orgId" and token_key.token_id = used."tokenId" and token_key.id = used."keyId"
    order by used."tokenId", used."keyId"
    on conflict (org_id, token_id, hour, key_id, permission, project, verdict) do update
      set count = usage_hour.count + excluded.count, last_at = greatest(usage_hour.last_at, excluded.last_at)
  `.execute(kysely);
}
