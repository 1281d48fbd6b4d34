import { type Db as BossDb, fromKysely } from "pg-boss";
import type { Database } from "../db/database.ts";

/** Of pg-boss's statements only scripts have transactions of their own, and these are all that is several statements. */
const SCRIPT = /^\s*begin;/i;

export interface BossDatabase extends BossDb {
  /** Ends what is under way and refuses all that comes after. */
  close(): Promise<void>;
}

/** pg-boss on our connections, each statement or script alone on one: never inside somebody else's transaction. */
export function bossDatabase(database: Database): BossDatabase {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  return {
    async executeSql(text, values) {
      if (closed) throw new Error("the job queue has stopped");
      const run = SCRIPT.test(text)
        ? runScript(database, text)
        : fromKysely(database.kysely).executeSql(text, values);
      underWay.add(run);
      try {
        return await run;
      } finally {
        underWay.delete(run);
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
    },
  };
}

/** A script that fails in the middle leaves its transaction open, and the connection to whoever comes next. */
function runScript({ kysely, kind, execScript }: Database, script: string): Promise<{ rows: unknown[] }> {
  return kysely.connection().execute(async (connection) => {
    const { executeSql } = fromKysely(connection);
    try {
      // Postgres takes a script for what it is; PGlite has a door of its own for it, and no other connection.
      if (kind === "postgres") return await executeSql(script);
      await execScript(script);
      return { rows: [] };
    } catch (error) {
      await executeSql("rollback").catch(() => {});
      throw error;
    }
  });
}
