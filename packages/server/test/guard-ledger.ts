import { sql } from "kysely";
import type { Database } from "../src/db/database.ts";

/** What every change moves: cheap enough to be read beside each request. */
export async function tallyOf({ kysely }: Database): Promise<string> {
  const { rows } = await sql<{ revision: string; events: string }>`
    select (select value from revision)::text as revision, (select count(*) from audit_event)::text as events
  `.execute(kysely);
  return `revision ${rows[0]?.revision}, ${rows[0]?.events} audit events`;
}

export async function tableNames({ kysely }: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1
  `.execute(kysely);
  return rows.map(({ name }) => name);
}

/** What servers and verifiers note down about themselves, whether anybody changes anything or not. */
export const HEARTBEATS = new Set(["verifier", "usage_hour"]);

/** What moves by itself or by reading: when keys were last used, and what is noted of notices before an expiry. */
const MOVING = ["last_used_at", "notice_look_at", "noticed_days"];

/** A fingerprint of all that is stored, by table, without what moves in any case. */
export async function contentsOf(database: Database): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const table of await tableNames(database)) {
    if (HEARTBEATS.has(table)) continue;
    const { rows } = await sql<{ count: string; hash: string | null }>`
      select count(*)::text as count, md5(string_agg(row, '' order by row)) as hash
      from (select md5((to_jsonb(stored) - ${MOVING}::text[])::text) as row from ${sql.table(table)} as stored) as hashed
    `.execute(database.kysely);
    contents[table] = `${rows[0]?.count} rows, ${rows[0]?.hash}`;
  }
  return contents;
}
