import { createVerifier, type Verifier } from "@keywright/verifier";
import { setTimeout as delay } from "node:timers/promises";
import { startTcpProxy, type TcpProxy } from "../tcp-proxy.ts";
import type { Decider } from "./judge.ts";
import type { ServerProcess } from "./server-process.ts";

const ISSUER = "http://127.0.0.1:4600";
/** Few enough that most keys are read anew now and then. */
const MAX_KEYS = 30;
const REVISION_WAIT_MS = 300;
const START_AGAIN_AFTER_MS = 200;

interface RemoteVerifierOptions {
  readonly name: string;
  readonly server: ServerProcess;
  readonly credential: string;
  /** The one organization it sees; null for all. */
  readonly org: string | null;
}

/** A verifier on a line of its own, which can fail in the ways that lines do. */
export class RemoteVerifier implements Decider {
  readonly org: string | null;
  readonly server: ServerProcess;
  readonly #options: RemoteVerifierOptions;
  #line: TcpProxy | undefined;
  #verifier: Verifier | undefined;
  #life = 0;
  #isDisposed = false;
  /** When its line broke (monotonic), for as long as it is broken. */
  cutOffAtMs: number | undefined;
  /** It never again decides by less than this: everyone whom it concerned had confirmed it. */
  floor = 0;
  /** By an instant of the wall clock it has confirmed a revision, or decides no more: so a write was told. */
  #deadlines: { revision: number; atMs: number }[] = [];

  constructor(options: RemoteVerifierOptions) {
    this.#options = options;
    this.org = options.org;
    this.server = options.server;
  }

  /** A verifier that starts anew has a new name. */
  get name(): string {
    return `${this.#options.name}.${this.#life}`;
  }

  get verifier(): Verifier {
    if (!this.#verifier) throw new Error(`${this.name} has not been started`);
    return this.#verifier;
  }

  floorAt(nowMs: number): number {
    const passed = this.#deadlines.filter(({ atMs }) => nowMs > atMs);
    return Math.max(this.floor, this.verifier.statistics.revision, ...passed.map(({ revision }) => revision));
  }

  mustHaveBy(revision: number, atMs: number): void {
    this.#deadlines = this.#deadlines.filter((one) => one.atMs > Date.now() - 60_000);
    this.#deadlines.push({ revision, atMs });
  }

  async start(): Promise<void> {
    this.#line ??= await startTcpProxy(this.server.url);
    this.#life += 1;
    this.#verifier = createVerifier({
      url: this.#line.url.replace(/\/$/, ""),
      credential: this.#options.credential,
      issuer: ISSUER,
      audience: ISSUER,
      name: this.name,
      maxKeys: MAX_KEYS,
      revisionWaitMs: REVISION_WAIT_MS,
      usageIntervalMs: 500,
    });
    // It may take until the line is whole again, and checks go on meanwhile.
    void this.#startAgainIfRefused(this.#verifier);
  }

  /** Of an organization that is suspended at this moment it is refused for good: whoever runs it starts another. */
  async #startAgainIfRefused(verifier: Verifier): Promise<void> {
    try {
      await verifier.start();
    } catch {
      await delay(START_AGAIN_AFTER_MS);
      if (this.#verifier === verifier && !this.#isDisposed) await this.start();
    }
  }

  freeze(): void {
    this.cutOffAtMs ??= performance.now();
    this.#line?.freeze();
  }

  cut(): void {
    this.cutOffAtMs ??= performance.now();
    this.#line?.cut();
  }

  heal(): void {
    this.#line?.mend();
    this.#line?.thaw();
    this.cutOffAtMs = undefined;
  }

  /** Says that it goes; or, killed, says nothing, and its lease stays on record. */
  async restart(isKilled: boolean): Promise<void> {
    if (isKilled) this.#line?.cut();
    await this.verifier.close();
    this.heal();
    await this.start();
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.heal();
    await this.#verifier?.close();
    await this.#line?.close();
  }
}
