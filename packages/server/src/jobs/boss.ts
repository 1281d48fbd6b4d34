import { type ConstructorOptions, PgBoss, type QueueOptions, type QueueResult } from "pg-boss";
import { ConfigError } from "../config.ts";
import type { Database } from "../db/database.ts";
import { DatabaseUnreachable } from "../db/database-unreachable.ts";
import { NOT_ALLOWED, sqlState } from "../db/sql-state.ts";
import type { BossDatabase } from "./boss-database.ts";
import { oneServerAtATime } from "./queries.ts";
import type { Queue } from "./queue.ts";

/** A server that has said nothing of a job for so long is gone. */
const HEARTBEAT_SECONDS = 15;
const LOOK_FOR_LOST_SECONDS = 15;
const LOOK_FOR_OVERDUE_SECONDS = 60;
/** So often may a job's server die on top of its attempts: one that has brought down so many is left alone. */
const LOST_MAX = 20;
/** What goes on so long after its signal is taken for lost. */
const OVERDUE_SECONDS = 30;
const TIDY_SECONDS = 600;
const DONE_KEPT_SECONDS = 600;
const DAY_SECONDS = 24 * 3600;
/** What was asked for is done, however long no server ran. */
const WAITING_KEPT_SECONDS = 365 * DAY_SECONDS;
/** No job has this id. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

interface BossOptions {
  readonly database: Database;
  readonly bossDatabase: BossDatabase;
  readonly queues: readonly Queue<object>[];
  readonly onError: (error: Error) => void;
}

/** pg-boss, started, with our queues: its schema is made and brought up to date on the way. */
export async function openBoss({ database, bossDatabase, queues, onError }: BossOptions): Promise<PgBoss> {
  const boss = new PgBoss({ db: bossDatabase, ...settings(database) });
  boss.on("error", (error) => tell(error, onError));
  boss.on("warning", (warning) => tell(warning, onError));
  const start = async () => {
    await boss.start();
    const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
    for (const queue of queues) await declareQueue(boss, queue, database, known.get(queue.name));
  };
  try {
    // pg-boss has a lock too, but looks first: its connection then goes by there being no schema.
    await (database.kind === "postgres" ? oneServerAtATime(database.kysely, start) : start());
  } catch (error) {
    await boss.stop({ graceful: false, close: false });
    throw explained(error);
  }
  return boss;
}

function explained(error: unknown): unknown {
  if (sqlState(error) !== NOT_ALLOWED) return error;
  return new ConfigError(
    "The user of DATABASE_URL may not create a schema: make it the owner of its database.",
  );
}

/** Only in words: what comes with them may hold statements and what they were about. */
function tell(
  { name, message }: { readonly name?: string; readonly message: string },
  onError: (error: Error) => void,
): void {
  // Who looks for due jobs tells of it, once.
  if (name !== DatabaseUnreachable.name) onError(new Error(`The job queue: ${message}`));
}

/** Off is what nobody here uses: schedules, flows, the care for tables of millions of jobs. */
function settings({ kind }: Database): ConstructorOptions {
  const alone = kind === "embedded";
  const superviseIntervalSeconds = alone ? LOOK_FOR_OVERDUE_SECONDS : LOOK_FOR_LOST_SECONDS;
  return {
    backend: alone ? "pglite" : "postgres",
    schedule: false,
    superviseIntervalSeconds,
    monitorIntervalSeconds: superviseIntervalSeconds,
    maintenanceIntervalSeconds: TIDY_SECONDS,
    bamIntervalSeconds: TIDY_SECONDS,
    flowIntervalSeconds: DAY_SECONDS,
    queueCacheIntervalSeconds: DAY_SECONDS,
    reindex: false,
    monitorVacuum: false,
  };
}

async function declareQueue(
  boss: PgBoss,
  queue: Queue<object>,
  database: Database,
  known: QueueResult | undefined,
): Promise<void> {
  const { name } = queue;
  const policy = queue.onePerKey ? "key_strict_fifo" : "standard";
  const options = queueOptions(queue, database);
  if (!known) await boss.createQueue(name, { policy, ...options });
  else if (known.policy !== policy)
    throw new Error(`the queue ${name} is not ${policy}, and cannot become it`);
  else if (isAsDeclared(known, options)) return;
  else await boss.updateQueue(name, options);
  // pg-boss looks the queue up when it next meets it, which must not be inside a transaction.
  await boss.findJobs(name, { id: NOBODY });
}

function queueOptions(queue: Queue<object>, { kind }: Database): QueueOptions {
  return {
    retryLimit: queue.attempts - 1 + LOST_MAX,
    retryDelay: queue.retryAfterSeconds,
    retryBackoff: true,
    retryDelayMax: queue.retryAfterMaxSeconds,
    expireInSeconds: queue.timeoutSeconds + OVERDUE_SECONDS,
    retentionSeconds: WAITING_KEPT_SECONDS,
    deleteAfterSeconds: DONE_KEPT_SECONDS,
    // The embedded database has one server: while it is asleep nobody could take its jobs.
    ...(kind === "postgres" && { heartbeatSeconds: HEARTBEAT_SECONDS }),
  };
}

function isAsDeclared(known: QueueResult, options: QueueOptions): boolean {
  return Object.entries(options).every(([name, value]) => known[name as keyof QueueOptions] === value);
}
