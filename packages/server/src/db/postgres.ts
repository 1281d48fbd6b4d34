import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Database } from "./database.ts";
import { guardedDialect } from "./guarded-dialect.ts";
import { listen } from "./listen.ts";
import type { Schema } from "./schema.ts";
import { tellingPool } from "./telling-pool.ts";
import { watchedSocket } from "./watched-socket.ts";

const POOL_MAX_CONNECTIONS = 16;
/** One for what leases rest on. */
const PULSE_MAX_CONNECTIONS = 1;
const CONNECT_TIMEOUT_MS = 10_000;
/** A statement that runs longer holds locks that other requests wait for. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** A server that is cut off in the middle of a transaction must not hold up all the others. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
/** Longer than any statement may run: a connection on which nothing at all comes in for so long is dead. */
const SILENCE_MAX_MS = STATEMENT_TIMEOUT_MS + 5000;
const INT8_OID = 20;

/** Revisions and counts stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8_OID ? Number : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
};

export interface PostgresDatabase extends Database {
  /** As Postgres counts: 150018 is 15.18. */
  serverVersion(): Promise<number>;
}

interface PostgresOptions {
  readonly silenceMaxMs?: number;
}

export function openPostgres(
  url: string,
  onError: (error: Error) => void,
  { silenceMaxMs = SILENCE_MAX_MS }: PostgresOptions = {},
): PostgresDatabase {
  const openPool = (max: number) => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      stream: () => watchedSocket(silenceMaxMs),
      types,
    });
    // A connection that breaks while idle is replaced by the pool, one that breaks in use fails its query; without a
    // listener either would end the process.
    pool.on("error", onError);
    pool.on("connect", (client) => void client.on("error", () => {}));
    return pool;
  };
  const pool = openPool(POOL_MAX_CONNECTIONS);
  const kysely = kyselyOn(pool);
  const pulse = kyselyOn(openPool(PULSE_MAX_CONNECTIONS));
  return {
    kysely,
    pulse,
    kind: "postgres",
    execScript: async (sql) => {
      await pool.query(sql);
    },
    serverVersion: async () => {
      const { rows } = await pool.query<{ server_version_num: string }>("show server_version_num");
      return Number(rows[0]?.server_version_num);
    },
    onNotify: (channel, callback) =>
      listen({ url, connectTimeoutMs: CONNECT_TIMEOUT_MS, channel, callback, onError }),
    close: async () => {
      await Promise.all([kysely.destroy(), pulse.destroy()]);
    },
  };
}

function kyselyOn(pool: pg.Pool): Kysely<Schema> {
  const dialect = new PostgresDialect({ pool: tellingPool(pool) });
  return new Kysely<Schema>({ dialect: guardedDialect(dialect, { exclusive: false }) });
}
