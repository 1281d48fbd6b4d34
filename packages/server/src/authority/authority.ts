import { hash } from "node:crypto";
import {
  AuthorityState,
  authenticateKey,
  check,
  type CheckRequest,
  createKeyReader,
  type Revision,
  type Unreadable,
  UnsupportedChange,
  type Verdict,
  type VerifiedKey,
} from "@keywright/verifier";
import { CHANGE_CHANNEL, revisionsAfter } from "../changes/log.ts";
import type { Database } from "../db/database.ts";
import { readSnapshot } from "./snapshot.ts";

/** How long a server, or a verifier, goes on deciding without having heard from its database, or from a server. */
const LEASE_MS = 15_000;
/** The safety net under LISTEN/NOTIFY, and the pulse that renews the lease. */
const POLL_MS = 1000;
const REVISIONS_PER_READ = 500;
const FORGET_EVERY_MS = 60_000;

/** The server's own verifier state: fed from the change log, and asked on every request instead of the database. */
export interface Authority {
  readonly state: AuthorityState;
  readonly leaseMs: number;
  // A token that was read before is judged at once, without a promise; `await` serves both.
  /** Who holds this token; no permission asked. */
  authenticate(token: string): Verdict | Promise<Verdict>;
  check(token: string, request: CheckRequest): Verdict | Promise<Verdict>;
  /** For more than one question of the same moment. Who asks is not asked of a token that is not authentic. */
  judge(token: string, judge: Judge): Verdict | Promise<Verdict>;
  /** What a token says of itself, if it is authentic; whether it still stands is not asked. */
  read(token: string): VerifiedKey | Unreadable | Promise<VerifiedKey | Unreadable>;
  /** Resolves when the state has this revision: a write answers only then. */
  reach(revision: number): Promise<void>;
  /** Reads on until what was committed before this call. */
  refresh(): Promise<void>;
  /** This process is on record as one that decides, as of this instant of the monotonic clock: see verifiers/registry. */
  vouch(atMs: number): void;
  /** Resolves when this revision has come in by itself, or time is up: it may never come. */
  waitFor(revision: number, timeoutMs: number): Promise<void>;
  onRevision(listener: (revision: Revision) => void): void;
  /** Whether the state may be relied on: built, understood, heard from the database and on record within the lease. */
  isLive(): boolean;
  stop(): Promise<void>;
}

export type Judge = (key: VerifiedKey, nowSeconds: number) => Verdict;

export interface AuthorityOptions {
  readonly database: Database;
  readonly issuer: string;
  readonly onError: (error: Error) => void;
  readonly leaseMs?: number | undefined;
}

export async function startAuthority({
  database,
  issuer,
  onError,
  leaseMs = LEASE_MS,
}: AuthorityOptions): Promise<Authority> {
  const state = new AuthorityState();
  const reader = createKeyReader({
    state,
    issuer,
    audience: issuer,
    hash: (token) => hash("sha256", token, "base64"),
  });
  const listeners: ((revision: Revision) => void)[] = [];
  const waiting = new Set<{ revision: number; resolve: () => void }>();
  let heardAt = -Infinity;
  let vouchedAt = -Infinity;
  let reading: Promise<void> | undefined;
  let queued: Promise<void> | undefined;

  async function readOn(): Promise<void> {
    // The lease counts from before the question: the answer is no newer than that.
    const askedAt = performance.now();
    for (;;) {
      const revisions = await revisionsAfter(database.pulse, state.revision, REVISIONS_PER_READ);
      for (const revision of revisions) await advance(revision);
      if (revisions.length < REVISIONS_PER_READ) break;
    }
    heardAt = askedAt;
  }

  async function advance(revision: Revision): Promise<void> {
    try {
      if (state.apply(revision) === "gap") state.applySnapshot(await readSnapshot(database, new Date()));
    } catch (error) {
      // A change of a newer version: a snapshot may be in words that this one knows. Until then every check is `stale`.
      if (!(error instanceof UnsupportedChange)) throw error;
      state.applySnapshot(await readSnapshot(database, new Date()));
    }
    for (const listener of listeners) listener(revision);
    for (const waiter of waiting) if (waiter.revision <= state.revision) waiter.resolve();
  }

  /** One reader at a time. Whoever asks while it reads shares the next round, which sees what they wrote. */
  function refresh(): Promise<void> {
    if (!reading) return read();
    queued ??= reading
      .catch(() => {})
      .then(() => {
        queued = undefined;
        return read();
      });
    return queued;
  }

  function read(): Promise<void> {
    reading = readOn().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  function waitFor(revision: number, timeoutMs: number): Promise<void> {
    if (state.revision >= revision) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        waiting.delete(waiter);
        resolve();
      };
      const waiter = { revision, resolve: end };
      // Unref: nobody is kept from closing by a revision that never comes.
      const timer = setTimeout(end, timeoutMs).unref();
      waiting.add(waiter);
    });
  }

  const refreshQuietly = () => void refresh().catch(onError);
  const isLive = () => state.ready && performance.now() - Math.min(heardAt, vouchedAt) < leaseMs;
  const stale = (): Verdict => ({ allowed: false, reason: "stale", revision: state.revision });

  function judge(token: string, by: Judge): Verdict | Promise<Verdict> {
    if (!isLive()) return stale();
    const read = reader.read(token);
    return read instanceof Promise ? judgeOnceRead(read, by) : by(read, Date.now() / 1000);
  }

  async function judgeOnceRead(reading: Promise<VerifiedKey | Unreadable>, by: Judge): Promise<Verdict> {
    const key = await reading;
    if ("reason" in key) return { allowed: false, reason: key.reason, revision: state.revision };
    return isLive() ? by(key, Date.now() / 1000) : stale();
  }

  state.applySnapshot(await readSnapshot(database, new Date()));
  heardAt = performance.now();
  const stopListening = await database.onNotify(CHANGE_CHANNEL, refreshQuietly);
  const poll = setInterval(refreshQuietly, POLL_MS);
  const forget = setInterval(() => state.forget(Date.now() / 1000), FORGET_EVERY_MS);

  return {
    state,
    leaseMs,
    authenticate: (token) => judge(token, (key, nowSeconds) => authenticateKey(state, key, nowSeconds)),
    check: (token, request) => judge(token, (key, nowSeconds) => check(state, key, request, nowSeconds)),
    judge,
    read: (token) => (isLive() ? reader.read(token) : { reason: "stale" }),
    async reach(revision) {
      while (state.revision < revision) await refresh();
    },
    refresh,
    vouch(atMs) {
      vouchedAt = Math.max(vouchedAt, atMs);
    },
    waitFor,
    onRevision: (listener) => void listeners.push(listener),
    isLive,
    async stop() {
      clearInterval(poll);
      clearInterval(forget);
      await stopListening();
      await (queued ?? reading)?.catch(() => {});
    },
  };
}
