import type { DatabaseConnection, Dialect, DialectAdapter, Driver } from "kysely";
import { refuseInsideTransaction } from "./transaction-guard.ts";

/** Wraps a dialect's driver: no stray query beside a transaction, and on a single connection, one user at a time. */
export function guardedDialect(dialect: Dialect, { exclusive }: { exclusive: boolean }): Dialect {
  return {
    createAdapter: () => (exclusive ? withoutQueue(dialect.createAdapter()) : dialect.createAdapter()),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => guardDriver(dialect.createDriver(), exclusive ? createTurnstile() : undefined),
  };
}

/**
 * To a single connection Kysely would queue by itself, before our driver is asked: a stray query beside a transaction
 * would wait for ever and not be refused. So we say that there are many, and queue them here.
 */
function withoutQueue(adapter: DialectAdapter): DialectAdapter {
  return Object.create(adapter, { supportsMultipleConnections: { value: true } }) as DialectAdapter;
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
      try {
        return await driver.acquireConnection();
      } catch (error) {
        turnstile?.leave();
        throw error;
      }
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

/** The driver hands the same connection to everyone, also while a transaction is open on it. */
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
