import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Database } from "./database.ts";
import { guardedDialect } from "./guarded-dialect.ts";
import type { Schema } from "./schema.ts";

const POOL_MAX_CONNECTIONS = 16;
const CONNECT_TIMEOUT_MS = 10_000;
/** A statement that runs longer holds locks that other requests wait for. */
const STATEMENT_TIMEOUT_MS = 30_000;
const INT8_OID = 20;

/** Revisions and counts stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8_OID ? Number : (pg.types.getTypeParser(oid, format as "text") as (value: string) => unknown),
};

export interface PostgresDatabase extends Database {
  /** As Postgres counts: 150018 is 15.18. */
  serverVersion(): Promise<number>;
}

export function openPostgres(url: string, onError: (error: Error) => void): PostgresDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    types,
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", onError);
  const kysely = new Kysely<Schema>({
    dialect: guardedDialect(new PostgresDialect({ pool }), { exclusive: false }),
  });
  return {
    kysely,
    kind: "postgres",
    execScript: async (sql) => {
      await pool.query(sql);
    },
    serverVersion: async () => {
      const { rows } = await pool.query<{ server_version_num: string }>("show server_version_num");
      return Number(rows[0]?.server_version_num);
    },
    onNotify: (channel, callback) => listen(url, channel, callback, onError),
    close: () => kysely.destroy(),
  };
}

/** One connection of its own, taken again when it breaks. Missed announcements are caught by the poll. */
async function listen(
  url: string,
  channel: string,
  callback: () => void,
  onError: (error: Error) => void,
): Promise<() => Promise<void>> {
  const RETRY_MS = 1000;
  let stopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    if (stopped) return;
    const fresh = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    client = fresh;
    fresh.on("notification", callback);
    fresh.on("error", onError);
    fresh.on("end", () => {
      if (!stopped) retry = setTimeout(() => void connect(), RETRY_MS);
    });
    try {
      await fresh.connect();
      await fresh.query(`listen ${channel}`);
      callback();
    } catch (error) {
      onError(error as Error);
      await fresh.end().catch(() => {});
    }
  }

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => {});
  };
}
