import type { Kysely, Transaction } from "kysely";
import type { Schema } from "./schema.ts";

/** Reads. A write through it does not compile: writes need a transaction. */
export type Db = Pick<Kysely<Schema>, "selectFrom" | "fn">;

/** An open transaction: reads and writes. */
export type Tx = Transaction<Schema>;

/** An open database, embedded or Postgres: the same SQL, the same migrations. */
export interface Database {
  readonly kysely: Kysely<Schema>;
  readonly kind: "embedded" | "postgres";
  /** Runs a script of several statements: migrations only. */
  execScript(sql: string): Promise<void>;
  /** Calls back when another process announces a change. Answers how to stop listening. */
  onNotify(channel: string, callback: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
