import { Readable } from "node:stream";

/** Within the time after which proxies take a silent connection for dead. */
const BEAT_EVERY_MS = 10_000;
const ACTIVITY_EVERY_MS = 2000;
/** How long a browser waits before it comes again. */
const RETRY_MS = 2000;
/** Who does not even read the end is cut off. */
const END_GRACE_MS = 5000;

interface News {
  readonly revision?: number;
  readonly activity?: true;
}

interface LineOptions {
  readonly orgId: string;
  readonly revision: number;
  /** Refused for a caller who may not be told anything any more. */
  readonly readmit: () => Promise<{ readonly orgId: string }>;
  /** How long a caller may go on without being asked for their credentials again. */
  readonly leaseMs: number;
  readonly onEnd: () => void;
}

/**
 * One caller's event stream. News are merged until they are read, so that a slow reader costs no memory; and nothing is
 * said to a caller who has not been admitted since it happened.
 */
export class LiveLine extends Readable {
  readonly orgId: string;
  readonly #options: LineOptions;
  readonly #beat: NodeJS.Timeout;
  #throttle: NodeJS.Timeout | undefined;
  #isActivityDue = false;
  #isAsking = false;
  /** To be said once the caller has been admitted again. */
  #news: News | undefined;
  /** May be said, and waits for the reader. */
  #unread: News | undefined;
  #isWanted = false;

  constructor(options: LineOptions) {
    super({ highWaterMark: 1 });
    this.orgId = options.orgId;
    this.#options = options;
    this.push(`retry: ${RETRY_MS}\n\n`);
    this.#say({ revision: options.revision });
    this.#beat = setInterval(() => void this.tell({}), Math.min(BEAT_EVERY_MS, options.leaseMs)).unref();
  }

  /** Without news it says that the line stands, if it still does. */
  async tell(news: News): Promise<void> {
    this.#news = { ...this.#news, ...news };
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#news && !this.destroyed) {
      const admittedFor = this.#news;
      this.#news = undefined;
      if (!(await this.#isAdmitted())) return this.finish();
      this.#say(admittedFor);
    }
    this.#isAsking = false;
  }

  /** At once, but not again before some time has passed. */
  tellActivity(): void {
    if (this.#throttle) {
      this.#isActivityDue = true;
      return;
    }
    void this.tell({ activity: true });
    this.#throttle = setTimeout(() => {
      this.#throttle = undefined;
      if (!this.#isActivityDue) return;
      this.#isActivityDue = false;
      this.tellActivity();
    }, ACTIVITY_EVERY_MS).unref();
  }

  finish(): void {
    this.#release();
    if (this.destroyed || this.readableEnded) return;
    this.push(null);
    setTimeout(() => this.destroy(), END_GRACE_MS).unref();
  }

  override _read(): void {
    this.#isWanted = true;
    this.#flush();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#release();
    done(error);
  }

  async #isAdmitted(): Promise<boolean> {
    return this.#options.readmit().then(
      ({ orgId }) => orgId === this.orgId,
      () => false,
    );
  }

  #say(news: News): void {
    this.#unread = { ...this.#unread, ...news };
    this.#flush();
  }

  #flush(): void {
    if (!this.#isWanted || !this.#unread || this.destroyed) return;
    const text = textOf(this.#unread);
    this.#unread = undefined;
    this.#isWanted = false;
    this.push(text);
  }

  #release(): void {
    clearInterval(this.#beat);
    clearTimeout(this.#throttle);
    this.#options.onEnd();
  }
}

/** A comment when there is nothing to say. */
function textOf({ revision, activity }: News): string {
  const messages = [...(revision === undefined ? [] : [{ revision }]), ...(activity ? [{ activity }] : [])];
  if (messages.length === 0) return ":\n\n";
  return messages.map((message) => `data: ${JSON.stringify(message)}\n\n`).join("");
}
