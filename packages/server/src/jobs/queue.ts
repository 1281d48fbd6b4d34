/** What its owner declares of a queue, once: it is created with it, and brought up to date at every start. */
export interface Queue<Data extends object> {
  /** For good: jobs wait under it while servers of several versions run. */
  readonly name: string;
  /** How often a job is tried. After the last one it is over: what came of it is for its handler to write down. */
  readonly attempts: number;
  /** Seconds until the second try, roughly: every later one waits about twice as long, up to the most. */
  readonly retryAfterSeconds: number;
  readonly retryAfterMaxSeconds: number;
  /** A try that takes longer is aborted, and has failed. */
  readonly timeoutSeconds: number;
  /**
   * Jobs of one key run one after the other over all servers, the oldest first: also while it waits for its next try.
   * Jobs of different keys do not wait for each other.
   */
  readonly onePerKey: boolean;
  /** Only for the compiler: what its jobs carry. Ids, never values: it lies in the database as it is. */
  readonly data?: Data;
}

export interface Job<Data extends object> {
  readonly id: string;
  readonly data: Data;
  /** From 1. It counts tries whose server died too, and so may exceed `attemptsMax`. */
  readonly attempt: number;
  readonly attemptsMax: number;
  /** The server stops, the try has taken too long, or the job has been taken from us. */
  readonly signal: AbortSignal;
}

/** To throw is to fail: the job is tried again, if it may be. */
export type JobHandler<Data extends object> = (job: Job<Data>) => Promise<void>;

/** Thrown by a handler that has written down itself why it failed: nobody is told of it once more. */
export class TryAgain extends Error {
  override readonly name = "TryAgain";
}
