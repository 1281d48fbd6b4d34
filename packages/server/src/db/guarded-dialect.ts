import type { DatabaseConnection, Dialect, Driver } from "kysely";
import { refuseInsideTransaction } from "./transaction-guard.ts";

/** Wraps a dialect's driver: no stray query beside a transaction, and on a single connection, one user at a time. */
export function guardedDialect(dialect: Dialect, { exclusive }: { exclusive: boolean }): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => guardDriver(dialect.createDriver(), exclusive ? createTurnstile() : undefined),
  };
}

function guardDriver(driver: Driver, turnstile: Turnstile | undefined): Driver {
  return {
    init: () => driver.init(),
    destroy: () => driver.destroy(),
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    async acquireConnection(): Promise<DatabaseConnection> {
      refuseInsideTransaction();
      await turnstile?.enter();
      return driver.acquireConnection();
    },
    async releaseConnection(connection) {
      await driver.releaseConnection(connection);
      turnstile?.leave();
    },
  };
}

interface Turnstile {
  enter(): Promise<void>;
  leave(): void;
}

/** Kysely's PGlite driver hands the same connection to everyone, also while a transaction is open on it. */
function createTurnstile(): Turnstile {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    async enter() {
      if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
      taken = true;
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    },
  };
}
