import { setImmediate } from "node:timers/promises";
import { fromKysely, type Job as BossJob, type PgBoss } from "pg-boss";
import type { Database, Tx } from "../db/database.ts";
import { createAttempts } from "./attempts.ts";
import { bossDatabase } from "./boss-database.ts";
import { openBoss } from "./boss.ts";
import { type Claim, giveBack, livingIds, takeBackAll } from "./queries.ts";
import type { JobHandler, Queue } from "./queue.ts";
import { watchDueJobs } from "./wake.ts";
import { within } from "./within.ts";

export { type Job, type JobHandler, type Queue, TryAgain } from "./queue.ts";

/** What is under way when the server stops may still end by itself. */
const ENDING_MAX_MS = 2000;
/** How long a handler may take to heed its signal, and the database to answer. */
const ABORTING_MAX_MS = 1000;
/** Workers are woken when there is something to do; this is for when they were not. */
const UNWOKEN_MAX_SECONDS = 60;

/** A transaction that asks for something to be done. A `Work` is one; of another the job begins within a second. */
export interface Asking {
  readonly tx: Tx;
  afterCommit?(step: () => Promise<void>): void;
}

export interface EnqueueOptions {
  /** What a queue of `onePerKey` goes by: it needs one, others have none. */
  readonly key?: string;
  readonly startAfter?: Date;
}

export interface WorkOptions {
  /** So many at a time on this server. */
  readonly concurrency: number;
}

export interface Jobs {
  /** The job is there when the transaction commits, and not if it does not. It begins at once. */
  enqueue<Data extends object>(
    asking: Asking,
    queue: Queue<Data>,
    data: Data,
    options?: EnqueueOptions,
  ): Promise<void>;
  /** What the queue's jobs are about that are still to be done, or are being done: their data's `field`. */
  livingIds<Data extends object>(
    queue: Queue<Data>,
    field: Extract<keyof Data, string>,
  ): Promise<ReadonlySet<string>>;
  /** Does the queue's jobs from now on. */
  work<Data extends object>(
    queue: Queue<Data>,
    options: WorkOptions,
    handler: JobHandler<Data>,
  ): Promise<void>;
  /** Jobs under way may end, for a moment; what has not ended is given back, and begins anew elsewhere or later. */
  stop(): Promise<void>;
}

interface JobsOptions {
  readonly database: Database;
  /** All there are. */
  readonly queues: readonly Queue<object>[];
  readonly onError: (error: Error) => void;
}

export async function startJobs({ database, queues, onError }: JobsOptions): Promise<Jobs> {
  const own = bossDatabase(database);
  const boss = await openBoss({ database, bossDatabase: own, queues, onError });
  // One process owns the folder: what was under way then was under way in one that is gone.
  if (database.kind === "embedded") await takeBackAll(database.kysely);

  const attempts = createAttempts(onError);
  const workers: { readonly queueName: string; readonly id: string }[] = [];
  const wake = (queueName: string) => {
    for (const worker of workers) if (worker.queueName === queueName) boss.notifyWorker(worker.id);
  };
  const stopWatching = watchDueJobs(database, wake, onError);
  const declared = new Set(queues.map(({ name }) => name));
  const refuseUndeclared = ({ name }: Queue<object>) => {
    if (!declared.has(name)) throw new Error(`nobody has declared the queue ${name}`);
  };

  return {
    async enqueue(asking, queue, data, options = {}) {
      refuseUndeclared(queue);
      await send(boss, asking.tx, queue, data, options);
      asking.afterCommit?.(async () => wake(queue.name));
    },

    async livingIds({ name }, field) {
      return new Set(await livingIds(database.kysely, name, field));
    },

    async work<Data extends object>(
      queue: Queue<Data>,
      { concurrency }: WorkOptions,
      handler: JobHandler<Data>,
    ) {
      refuseUndeclared(queue);
      const { name: queueName } = queue;
      const run = attempts.runner(queue, handler);
      const options = { pollingIntervalSeconds: UNWOKEN_MAX_SECONDS, perJobResults: true } as const;
      for (let count = 0; count < concurrency; count++) {
        const id = await boss.work(queueName, options, (jobs: BossJob<Data>[]) =>
          // There may be more of it, and of the same key.
          run(jobs).finally(() => wake(queueName)),
        );
        workers.push({ queueName, id });
      }
    },

    async stop() {
      stopWatching();
      const names = new Set(workers.map(({ queueName }) => queueName));
      await within(ENDING_MAX_MS, Promise.all([...names].map((name) => boss.offWork(name))));
      const claims = await attempts.abort(ABORTING_MAX_MS);
      // Of what has ended by now the end is being written down. After this nothing is, which is no news.
      await setImmediate();
      boss.removeAllListeners().on("error", () => {});
      await within(ABORTING_MAX_MS, own.close());
      await within(ABORTING_MAX_MS, giveBackAll(database, claims, onError));
      await boss.stop({ graceful: false, close: false });
    },
  };
}

async function send<Data extends object>(
  boss: PgBoss,
  tx: Tx,
  queue: Queue<Data>,
  data: Data,
  { key, startAfter }: EnqueueOptions,
): Promise<void> {
  if (queue.onePerKey !== (key !== undefined)) throw new Error(`a key for the queue ${queue.name}?`);
  const id = await boss.send(queue.name, data, {
    db: fromKysely(tx),
    ...(key !== undefined && { singletonKey: key }),
    ...(startAfter && { startAfter }),
  });
  if (id === null) throw new Error(`the queue ${queue.name} did not take a job`);
}

async function giveBackAll(
  { kysely }: Database,
  claims: readonly Claim[],
  onError: (error: Error) => void,
): Promise<void> {
  for (const claim of claims) await giveBack(kysely, claim).catch(onError);
}
