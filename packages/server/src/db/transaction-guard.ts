import { AsyncLocalStorage } from "node:async_hooks";

const insideTransaction = new AsyncLocalStorage<true>();

/**
 * The embedded database has one connection: a query beside an open transaction of the same request would wait for itself
 * for ever, and on Postgres it would read outside the transaction. Both are bugs; this makes them immediate errors.
 */
export function refuseInsideTransaction(): void {
  if (insideTransaction.getStore()) {
    throw new Error("a query on the database was made inside an open transaction: use the transaction");
  }
}

export function markTransaction<T>(work: () => Promise<T>): Promise<T> {
  return insideTransaction.run(true, work);
}
