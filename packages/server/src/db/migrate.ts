import { readdir, readFile } from "node:fs/promises";
import { sql } from "kysely";
import type { Database } from "./database.ts";

const FOLDER = new URL("./migrations/", import.meta.url);
/** Any constant will do: it keeps two servers that start together from migrating together. */
const LOCK = 4600_0001;

/**
 * Applies the numbered scripts that this database has not seen, in order. A script of several statements is one
 * transaction, to Postgres and to PGlite alike.
 */
export async function migrate(database: Database): Promise<string[]> {
  await database.execScript(`select pg_advisory_xact_lock(${LOCK});
    create table if not exists migration (name text primary key, applied_at timestamptz not null default now());`);
  const scripts = (await readdir(FOLDER)).filter((name) => name.endsWith(".sql")).sort();
  const applied: string[] = [];
  for (const name of scripts) {
    if (await isApplied(database, name)) continue;
    const script = await readFile(new URL(name, FOLDER), "utf8");
    try {
      await database.execScript(`select pg_advisory_xact_lock(${LOCK});
        insert into migration (name) values ('${name}'); ${script}`);
      applied.push(name);
    } catch (error) {
      // A second server waited at the lock and then found the name taken: the first one has done the work.
      if (!(await isApplied(database, name))) throw error;
    }
  }
  return applied;
}

async function isApplied(database: Database, name: string): Promise<boolean> {
  const { rows } = await sql`select 1 from migration where name = ${name}`.execute(database.kysely);
  return rows.length > 0;
}
