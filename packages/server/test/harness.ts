import { type Client, createClient } from "@keywright/sdk";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { type App, createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import type { Database } from "../src/db/database.ts";
import { openTestDatabase } from "./test-database.ts";

export interface TestService {
  readonly url: string;
  /** What it believes to be its address: of links, and of pages that may use a session. */
  readonly publicUrl: string;
  readonly app: App;
  readonly database: Database;
  readonly dataDir: string;
  readonly operatorToken: string;
  /** The operator, who also owns the organization `acme` with its team `acme`. */
  readonly operator: Client;
  client(token: string): Client;
  /** All that the service has logged so far, at the most talkative level. */
  logs(): string;
  close(): Promise<void>;
}

interface TestServiceOptions {
  /** An open database to serve from instead of a fresh one. */
  readonly database?: Database;
  readonly env?: Record<string, string>;
  /** A free one unless given. */
  readonly port?: number;
  /** Whether it does the runs of syncs; they wait for another server otherwise. */
  readonly runsSyncs?: boolean;
}

/** The real service on a loopback port of its own, over a database of its own. */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const dataDir = await mkdtemp(join(tmpdir(), "keywright-test-"));
  const tokenFile = join(dataDir, "outside", "operator.token");
  const { config, secrets } = readConfig({
    KEYWRIGHT_DATA_DIR: join(dataDir, "data"),
    KEYWRIGHT_INIT_TOKEN_FILE: tokenFile,
    // The platforms of tests lie on this machine.
    KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: "1",
    ...options.env,
  });
  const lines: string[] = [];
  const logger = pino({ level: "trace" }, collect(lines));
  const database = options.database ?? (await openTestDatabase());
  const app = await createApp(config, secrets, logger, database, { runsSyncs: options.runsSyncs });
  await app.http.listen({ port: options.port ?? 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;
  const operatorToken = (await readFile(tokenFile, "utf8")).trim();
  const client = (token: string) => createClient({ url, token });
  return {
    url,
    publicUrl: config.publicUrl,
    app,
    database,
    dataDir: join(dataDir, "data"),
    operatorToken,
    operator: client(operatorToken),
    client,
    logs: () => lines.join(""),
    async close() {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function collect(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
}
