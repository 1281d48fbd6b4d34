import type { Change } from "@keywright/verifier";
import { appendAuditEvent, type AuditRecord } from "../audit-events/audit-events.ts";
import type { Caller } from "../caller.ts";
import type { Database, Tx } from "../db/database.ts";
import { DEADLOCK, PARENT_MISSING, sqlState } from "../db/sql-state.ts";
import { markTransaction, refuseInsideTransaction } from "../db/transaction-guard.ts";
import { Refusal } from "../refusal.ts";
import { appendChange } from "./queries.ts";

type AfterCommit = (database: Database) => Promise<void>;

const ATTEMPTS_MAX = 3;

/**
 * One transaction that changes something: its time, who asks, the authority changes it makes and the one audit event it
 * leaves. Changes and event are written last, because taking a revision makes every other change wait until this commits.
 */
export class Work {
  readonly tx: Tx;
  readonly now: Date;
  readonly caller: Caller;
  readonly #changes: Change[] = [];
  #changesOrg: string | null | undefined;
  #record: AuditRecord | undefined;
  #finished = false;
  readonly #afterCommit: AfterCommit[] = [];

  constructor(tx: Tx, now: Date, caller: Caller) {
    this.tx = tx;
    this.now = now;
    this.caller = caller;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Adds to this transaction's revision; called without changes it still takes one. `orgId` null: the installation. */
  changeAuthority(orgId: string | null, ...changes: Change[]): void {
    if (this.#changesOrg !== undefined && this.#changesOrg !== orgId) {
      throw new Error("one revision concerns one organization");
    }
    this.#changesOrg = orgId;
    this.#changes.push(...changes);
  }

  recordEvent(record: AuditRecord): void {
    if (this.#record) throw new Error(`a second audit event (${record.action}) in one transaction`);
    this.#record = record;
  }

  /** For what must not happen if this rolls back. A crash can still swallow it: nothing may rely on it having run. */
  afterCommit(step: AfterCommit): void {
    this.#afterCommit.push(step);
  }

  get stepsAfterCommit(): readonly AfterCommit[] {
    return this.#afterCommit;
  }

  /** Writes the changes and the event; answers the revision, or null when no authority changed. Once, and last. */
  async finish(): Promise<number | null> {
    if (this.#finished) throw new Error("a unit of work is finished once");
    this.#finished = true;
    if (!this.#record) throw new Error("a change without an audit event");
    const revision =
      this.#changesOrg === undefined
        ? null
        : await appendChange(this.tx, { orgId: this.#changesOrg, at: this.now, changes: this.#changes });
    await appendAuditEvent(this, this.#record, revision);
    return revision;
  }
}

interface WorkOptions {
  readonly now: Date;
  /** A function is asked when the transaction has begun: who waits their turn may lose their authority meanwhile. */
  readonly caller: Caller | ((tx: Tx) => Promise<Caller>);
}

/**
 * Runs one unit of work and commits it: everything, or nothing. It must end with `finish`. Locks are taken in an order
 * that keeps transactions from waiting for each other, but foreign keys lock too: one that had to give way runs again.
 */
export async function transact<T>(
  database: Database,
  options: WorkOptions,
  run: (work: Work) => Promise<T>,
): Promise<T> {
  refuseInsideTransaction();
  for (let attempt = 1; ; attempt++) {
    let ran: Ran<T>;
    try {
      ran = await runOnce(database, options, run);
    } catch (error) {
      const state = sqlState(error);
      if (state === DEADLOCK && attempt < ATTEMPTS_MAX) continue;
      if (state !== PARENT_MISSING) throw error;
      throw new Refusal("not_found", { detail: "What this was to belong to has just been deleted." });
    }
    for (const step of ran.steps) await step(database);
    return ran.result;
  }
}

interface Ran<T> {
  readonly result: T;
  readonly steps: readonly AfterCommit[];
}

async function runOnce<T>(
  database: Database,
  { now, caller }: WorkOptions,
  run: (work: Work) => Promise<T>,
): Promise<Ran<T>> {
  return database.kysely.transaction().execute((tx) =>
    markTransaction(async () => {
      const work = new Work(tx, now, typeof caller === "function" ? await caller(tx) : caller);
      const result = await run(work);
      if (!work.finished) throw new Error("a unit of work was not finished");
      return { result, steps: work.stepsAfterCommit };
    }),
  );
}
