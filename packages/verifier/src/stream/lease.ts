/**
 * For how long a verifier may go on deciding. The server renews it every second by echoing the last instant that the
 * verifier sent, and the lease counts from that instant on the verifier's own monotonic clock: however long a message
 * was under way, the verifier stops no later than the server believes. No two clocks need to agree.
 */
export class Lease {
  readonly #monotonicMs: () => number;
  #endsAtMs = -Infinity;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Renews from the instant that the server echoed; one that lies ahead was never sent and counts for nothing. */
  renew(echoMs: number, leaseMs: number): void {
    if (echoMs <= this.#monotonicMs()) this.#endsAtMs = Math.max(this.#endsAtMs, echoMs + leaseMs);
  }

  /** No more deciding, from now on, until it is renewed. */
  end(): void {
    this.#endsAtMs = -Infinity;
  }

  get isRunning(): boolean {
    return this.#monotonicMs() < this.#endsAtMs;
  }

  /** Milliseconds left; 0 when it has run out. */
  get remainingMs(): number {
    return Math.max(0, this.#endsAtMs - this.#monotonicMs());
  }
}
