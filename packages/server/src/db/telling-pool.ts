import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import { DatabaseUnreachable } from "./database-unreachable.ts";

/** SQLSTATE classes by which Postgres itself says that it, or the connection, is going away. */
const GOING_AWAY = /^(?:08|57P)/;

/** A pool that tells a broken line from a statement that was refused: one is nobody's fault, the other is ours. */
export function tellingPool(pool: pg.Pool): PostgresPool {
  const telling = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect().catch(unreachable);
      const known = telling.get(client);
      if (known) return known;
      const made = tellingClient(client);
      telling.set(client, made);
      return made;
    },
    end: () => pool.end(),
  } as PostgresPool;
}

function tellingClient(client: pg.PoolClient): PostgresPoolClient {
  return {
    query: (sql: string, parameters: unknown[]) => client.query(sql, parameters).catch(tell),
    release: (isBroken?: boolean) => client.release(isBroken),
  } as unknown as PostgresPoolClient;
}

function tell(error: unknown): never {
  const isAnswer = error instanceof pg.DatabaseError && !GOING_AWAY.test(error.code ?? "");
  // A value that cannot be sent is a mistake of ours.
  if (isAnswer || error instanceof TypeError) throw error;
  return unreachable(error);
}

function unreachable(error: unknown): never {
  throw new DatabaseUnreachable(error);
}
