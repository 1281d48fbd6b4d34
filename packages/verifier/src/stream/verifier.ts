import { check, type CheckRequest } from "../check.ts";
import { UnsupportedChange } from "../changes.ts";
import { createKeyReader, type KeyReader } from "../key-reader.ts";
import { AuthorityState } from "../state.ts";
import type { Refused, Verdict } from "../verdict.ts";
import { VerifiedKey } from "../verified-key.ts";
import { Connection } from "./connection.ts";
import { CredentialRefused } from "./credential-refused.ts";
import { verifyRemotely, type RemoteVerdict } from "./introspect.ts";
import { Lease } from "./lease.ts";
import { CLOSE, STREAM_PATH, type ServerMessage, type VerifierMessage } from "./messages.ts";
import { readOptions, type VerifierOptions } from "./options.ts";
import { fastestSha256 } from "./sha256.ts";
import { UsageCounter } from "./usage-counter.ts";

export interface VerifyRequest extends CheckRequest {
  /** Waits until this revision is known, for as long as `revisionWaitMs`; then the verdict is `stale`. */
  readonly atLeastRevision?: number | undefined;
}

export type VerifierVerdict = Verdict | RemoteVerdict;

export interface VerifierStatistics {
  /** Whether it decides by itself at this moment. */
  readonly live: boolean;
  readonly revision: number;
  readonly leaseRemainingMs: number;
  readonly connected: boolean;
  /** Since the start: connections made, snapshots and single changes applied. */
  readonly connections: number;
  readonly snapshots: number;
  readonly changes: number;
}

export type VerifierEvent =
  | { readonly type: "live"; readonly revision: number }
  | { readonly type: "revision"; readonly revision: number }
  | { readonly type: "disconnected"; readonly code: number; readonly reason: string }
  | { readonly type: "error"; readonly error: Error };

const FORGET_EVERY_MS = 60_000;

/** Checks tokens in process, by an authority that a Keywright server keeps current and vouches for. */
export class Verifier {
  readonly #options: ReturnType<typeof readOptions>;
  readonly #lease: Lease;
  readonly #usage = new UsageCounter();
  readonly #connection: Connection;
  readonly #instance = crypto.randomUUID();
  #state = new AuthorityState();
  #reader: KeyReader;
  #timers: ReturnType<typeof setInterval>[] = [];
  #waiting: { revision: number; resolve: () => void }[] = [];
  #connected = false;
  #live = false;
  #counts = { connections: 0, snapshots: 0, changes: 0 };
  #started: Promise<void> | undefined;
  #refuseStart: ((error: CredentialRefused) => void) | undefined;

  constructor(options: VerifierOptions) {
    this.#options = readOptions(options);
    this.#lease = new Lease(this.#options.monotonicMs);
    this.#reader = this.#newReader();
    this.#connection = new Connection({
      connect: () => this.#options.connect(this.#options.url.replace(/^http/, "ws") + STREAM_PATH),
      events: {
        onOpen: (send) => void this.#hello(send),
        onMessage: (message) => this.#receive(message),
        onClose: (code, reason) => this.#disconnected(code, reason),
      },
      random: this.#options.random,
      silenceMs: this.#options.silenceMs,
    });
  }

  /**
   * Connects, and resolves when it can decide: it has a snapshot and a lease. While no server can be reached it keeps
   * trying, until `close`. When one refuses the credential, it closes and rejects with `CredentialRefused`.
   */
  start(): Promise<void> {
    this.#started ??= new Promise((resolve, reject) => {
      this.#waiting.push({ revision: 0, resolve });
      this.#refuseStart = reject;
      this.#connection.open();
      this.#timers = [
        setInterval(() => this.#report(), this.#options.usageIntervalMs),
        setInterval(() => this.#state.forget(Date.now() / 1000), FORGET_EVERY_MS),
      ];
    });
    return this.#started;
  }

  /** Reports what is left to report and disconnects. Every check after it is `stale`. */
  async close(): Promise<void> {
    this.#report();
    for (const timer of this.#timers) clearInterval(timer);
    this.#lease.end();
    this.#connection.send({ type: "bye" });
    this.#connection.close();
    this.#connected = false;
  }

  get statistics(): VerifierStatistics {
    return {
      live: this.#isLive(),
      revision: this.#state.revision,
      leaseRemainingMs: this.#lease.remainingMs,
      connected: this.#connected,
      ...this.#counts,
    };
  }

  /** Whether the catalogue has this permission; undefined before the first snapshot, when nobody can say. */
  knowsPermission(permission: string): boolean | undefined {
    return this.#state.ready ? this.#state.catalogue.position(permission) !== undefined : undefined;
  }

  /**
   * Whether the token allows the request, now. The verdict itself when the token was seen before, else a promise:
   * `await` serves both. Refusals are returned, never thrown.
   */
  verify(token: string | undefined, request: VerifyRequest): VerifierVerdict | Promise<VerifierVerdict> {
    if (token === undefined) return this.#refuse("no_credentials");
    const { atLeastRevision } = request;
    if (atLeastRevision !== undefined && this.#state.revision < atLeastRevision) {
      return this.#verifyAtRevision(token, request, atLeastRevision);
    }
    if (!this.#isLive()) return this.#verifyStale(token, request);
    const key = this.#reader.read(token);
    return key instanceof VerifiedKey ? this.#judge(key, request) : this.#verifyCold(key, token, request);
  }

  #judge(key: VerifiedKey, request: CheckRequest): Verdict {
    const verdict = check(this.#state, key, request, Date.now() / 1000);
    this.#usage.record(request, verdict, this.#options.monotonicMs());
    return verdict;
  }

  async #verifyCold(
    reading: VerifiedKey | Promise<VerifiedKey | { reason: Refused["reason"] }>,
    token: string,
    request: CheckRequest,
  ): Promise<VerifierVerdict> {
    const key = await reading;
    // The lease may have run out while the signature was checked.
    if (!this.#isLive()) return this.#verifyStale(token, request);
    return key instanceof VerifiedKey ? this.#judge(key, request) : this.#refuse(key.reason);
  }

  async #verifyAtRevision(token: string, request: VerifyRequest, revision: number): Promise<VerifierVerdict> {
    await new Promise<void>((resolve) => {
      const waiter = { revision, resolve };
      this.#waiting.push(waiter);
      setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== waiter);
        resolve();
      }, this.#options.revisionWaitMs);
    });
    if (this.#state.revision < revision) return this.#refuse("stale");
    return this.verify(token, request);
  }

  #verifyStale(token: string, request: VerifyRequest): Refused | Promise<RemoteVerdict> {
    if (this.#options.onStale === "deny") return this.#refuse("stale");
    return verifyRemotely(this.#options, token, request);
  }

  #refuse(reason: Refused["reason"]): Refused {
    return { allowed: false, reason, revision: this.#state.revision };
  }

  #isLive(): boolean {
    return this.#state.ready && this.#lease.isRunning;
  }

  #newReader(): KeyReader {
    const { issuer, audience, maxKeys } = this.#options;
    return createKeyReader({ state: this.#state, issuer, audience, hash: fastestSha256(), maxKeys });
  }

  async #hello(send: (message: VerifierMessage) => boolean): Promise<void> {
    try {
      const credential = await this.#options.credential();
      const revision = this.#state.ready ? this.#state.revision : null;
      const at = this.#options.monotonicMs();
      const { name } = this.#options;
      if (!send({ type: "hello", credential, name, instance: this.#instance, revision, at })) return;
      // Not before: whoever speaks before its hello is sent away.
      this.#connected = true;
      this.#counts.connections += 1;
    } catch (error) {
      this.#failed(error);
    }
  }

  #receive(message: ServerMessage): void {
    try {
      this.#apply(message);
    } catch (error) {
      // Not understood: the state refuses everything until it has a snapshot that it understands.
      this.#failed(error);
      if (error instanceof UnsupportedChange) this.#connection.restart("a change that is not understood");
    }
    this.#settle();
  }

  #apply(message: ServerMessage): void {
    if (message.type === "lease") {
      this.#lease.renew(message.echo, message.leaseMs);
    } else if (message.type === "snapshot") {
      this.#state.applySnapshot(message);
      this.#counts.snapshots += 1;
    } else {
      const applied = this.#state.apply(message);
      if (applied === "gap") return this.#connection.restart("a revision is missing");
      if (applied === "applied") this.#counts.changes += 1;
    }
    if (this.#state.ready) {
      this.#connection.send({ type: "ack", revision: this.#state.revision, at: this.#options.monotonicMs() });
    }
    if (message.type !== "lease") this.#tell({ type: "revision", revision: this.#state.revision });
  }

  /** Lets those go on who wait for what is now true. */
  #settle(): void {
    const live = this.#isLive();
    if (live && !this.#live) this.#tell({ type: "live", revision: this.#state.revision });
    this.#live = live;
    if (!live) return;
    this.#refuseStart = undefined;
    const { revision } = this.#state;
    for (const waiter of this.#waiting.filter((one) => one.revision <= revision)) waiter.resolve();
    this.#waiting = this.#waiting.filter((one) => one.revision > revision);
  }

  #disconnected(code: number, reason: string): void {
    this.#connected = false;
    if (code === CLOSE.fromTheFuture) {
      // The installation has been restored to an earlier time: what is known here is of no authority any more.
      this.#state = new AuthorityState();
      this.#reader = this.#newReader();
      this.#lease.end();
    }
    // Whoever is told to go has no lease any more; when the line breaks, the one it has runs out by itself.
    const isRefused = code === CLOSE.unauthorized || code === CLOSE.forbidden;
    if (isRefused) this.#lease.end();
    this.#tell({ type: "disconnected", code, reason });
    if (isRefused) this.#giveUpStart(new CredentialRefused(this.#options.url, code, reason));
  }

  /** Before the first lease only: one that has decided may be given another credential, and comes back with it. */
  #giveUpStart(error: CredentialRefused): void {
    const refuse = this.#refuseStart;
    if (!refuse) return;
    this.#refuseStart = undefined;
    void this.close();
    refuse(error);
  }

  #report(): void {
    if (!this.#connected) return;
    for (const entries of this.#usage.take(this.#options.monotonicMs())) {
      this.#connection.send({ type: "usage", entries });
    }
  }

  /** Whoever listens may throw: that is theirs, and changes nothing here. */
  #tell(event: VerifierEvent): void {
    try {
      this.#options.onEvent(event);
    } catch {
      // There is nobody else to tell.
    }
  }

  #failed(error: unknown): void {
    this.#tell({
      type: "error",
      error: error instanceof Error ? error : new Error(String(error)),
    });
  }
}

/**
 * A verifier of the Keywright at `url`. Nothing happens before `start`.
 * Throws `TypeError` for options that cannot be right.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  return new Verifier(options);
}
