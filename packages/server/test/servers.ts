import { type Client, createClient } from "@keywright/sdk";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { type App, createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";

/** Servers of one installation answer under one address and hold the same master key. */
const PUBLIC_URL = "https://keys.example.com";
export const MASTER_KEY = Buffer.alloc(32, 7).toString("base64");

export interface Server {
  readonly url: string;
  readonly app: App;
  client(token: string): Client;
  /** What it was given as the first operator's token, if it was the one to set up the database. */
  initToken(): Promise<string | undefined>;
  stop(): Promise<void>;
}

interface ServerOptions {
  readonly leaseMs?: number;
  readonly env?: Record<string, string>;
}

/** One of several servers on a database: the real composition, with a pool and a port of its own. */
export async function startServer(
  databaseUrl: string,
  { leaseMs, env }: ServerOptions = {},
): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-server-"));
  const tokenFile = join(folder, "operator.token");
  const { config, secrets } = readConfig({
    DATABASE_URL: databaseUrl,
    KEYWRIGHT_PUBLIC_URL: PUBLIC_URL,
    KEYWRIGHT_MASTER_KEY: MASTER_KEY,
    KEYWRIGHT_INIT_TOKEN_FILE: tokenFile,
    KEYWRIGHT_DATA_DIR: join(folder, "data"),
    ...env,
  });
  const options = leaseMs === undefined ? {} : { leaseMs };
  const app = await createApp(config, secrets, pino({ level: "silent" }), undefined, options);
  await app.http.listen({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;
  return {
    url,
    app,
    client: (token) => createClient({ url, token }),
    initToken: () =>
      readFile(tokenFile, "utf8").then(
        (text) => text.trim(),
        () => undefined,
      ),
    async stop() {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
