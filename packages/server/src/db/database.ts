import type { Kysely, Transaction } from "kysely";
import type { Schema } from "./schema.ts";

/** Reads. A write through it does not compile: writes need a transaction. */
export type Db = Pick<Kysely<Schema>, "selectFrom" | "fn">;

/** An open transaction: reads and writes. */
export type Tx = Transaction<Schema>;

/** An open database, embedded or Postgres: the same SQL, the same migrations. */
export interface Database {
  readonly kysely: Kysely<Schema>;
  /** The same, where it can be on a connection of its own: leases, and what they rest on, do not queue behind requests. */
  readonly pulse: Kysely<Schema>;
  readonly kind: "embedded" | "postgres";
  /** Runs a script of several statements: migrations only. */
  execScript(sql: string): Promise<void>;
  /** Calls back with what is announced, and with nothing when announcements may have been missed. Answers how to stop. */
  onNotify(channel: string, callback: (payload?: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
