import { type Client, createClient } from "@keywright/sdk";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { type App, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { openPostgres } from "../../src/db/postgres.ts";
import { startTcpProxy, type TcpProxy } from "../tcp-proxy.ts";

const MASTER_KEY = Buffer.alloc(32, 7).toString("base64");

const GRACE_MS = 500;

/** A connection on which nothing is ever said, as through a frozen line, would hold up the end for a minute. */
async function closeWithin(app: App, graceMs: number): Promise<void> {
  const closing = app.close();
  const timer = setInterval(() => app.http.server.closeAllConnections(), Math.max(graceMs, 10));
  await closing.finally(() => clearInterval(timer));
}

/** One of several servers on one database: it can be restarted, killed and cut off, and comes back at the same address. */
export class ServerProcess {
  readonly #databaseUrl: string;
  readonly #leaseMs: number;
  #folder = "";
  #line: TcpProxy | undefined;
  #app: App | undefined;
  #port = 0;
  /** When its line to the database broke (monotonic), for as long as it is broken. */
  cutOffAtMs: number | undefined;
  operatorToken = "";

  constructor(databaseUrl: string, leaseMs: number) {
    this.#databaseUrl = databaseUrl;
    this.#leaseMs = leaseMs;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get isUp(): boolean {
    return this.#app !== undefined;
  }

  /** Whether it decides by its state at this moment. */
  get isLive(): boolean {
    return this.#app?.authority.isLive() ?? false;
  }

  client(token: string): Client {
    return createClient({ url: this.url, token });
  }

  async start(): Promise<void> {
    this.#folder ||= await mkdtemp(join(tmpdir(), "keywright-test-"));
    this.#line ??= await startTcpProxy(this.#databaseUrl);
    const tokenFile = join(this.#folder, "operator.token");
    const { config, secrets } = readConfig({
      KEYWRIGHT_DATA_DIR: join(this.#folder, "data"),
      KEYWRIGHT_INIT_TOKEN_FILE: tokenFile,
      KEYWRIGHT_MASTER_KEY: MASTER_KEY,
    });
    const database = openPostgres(this.#line.url, () => {});
    const app = await createApp(config, secrets, pino({ level: "silent" }), database, {
      leaseMs: this.#leaseMs,
    });
    await app.http.listen({ port: this.#port, host: "127.0.0.1" });
    this.#port = (app.http.server.address() as AddressInfo).port;
    if (app.isNew) this.operatorToken = (await readFile(tokenFile, "utf8")).trim();
    this.#app = app;
  }

  /** As a process is asked to end. */
  async stop(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    if (app) await closeWithin(app, GRACE_MS);
  }

  /** As a process is killed: answers are lost on the way, and nothing is tidied up in the database. */
  async kill(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    this.#line?.cut();
    if (app) await closeWithin(app, 0).catch(() => {});
    this.#line?.mend();
    this.cutOffAtMs = undefined;
  }

  /** From now on nothing reaches the database. */
  cutOff(): void {
    this.cutOffAtMs = performance.now();
    this.#line?.cut();
  }

  reconnect(): void {
    this.#line?.mend();
    this.cutOffAtMs = undefined;
  }

  async dispose(): Promise<void> {
    this.reconnect();
    await this.stop();
    await this.#line?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
