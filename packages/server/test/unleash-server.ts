import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openPostgres } from "../src/db/postgres.ts";

const PEER = fileURLToPath(new URL("../../../bench/peers/unleash", import.meta.url));
const PROGRAM = join(PEER, "node_modules", "unleash-server", "dist", "server.js");
const START_MAX_MS = 100_000;

/** It would more than double the installation of this repository: `npm ci --prefix bench/peers/unleash`. */
export const UNLEASH_MISSING = !existsSync(PROGRAM);

export interface UnleashServer {
  readonly url: string;
  /** A token of an administrator. */
  readonly adminToken: string;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** Unleash's own server, in a process of its own, on a database of its own beside ours. */
export async function startUnleash(maintenanceUrl: string): Promise<UnleashServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const adminToken = `*:*.${randomBytes(28).toString("hex")}`;
  const databaseUrl = await createDatabase(maintenanceUrl);
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      PATH,
      HOME,
      NODE_ENV: "production",
      TZ: "UTC",
      HTTP_HOST: "127.0.0.1",
      HTTP_PORT: String(port),
      DATABASE_URL: databaseUrl,
      DATABASE_SSL: "false",
      INIT_ADMIN_API_TOKENS: adminToken,
      // Nothing leaves this machine.
      CHECK_VERSION: "false",
      SEND_TELEMETRY: "false",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "close");
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const giveUpAt = Date.now() + START_MAX_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      await stop();
      throw new Error("unleash-server did not start");
    }
    await delay(50);
  }
  return { url, adminToken, databaseUrl, stop };
}

async function createDatabase(maintenanceUrl: string): Promise<string> {
  const name = `unleash_${randomBytes(8).toString("hex")}`;
  const maintenance = openPostgres(maintenanceUrl, () => {});
  await maintenance.execScript(`create database ${name}`);
  await maintenance.close();
  const url = new URL(maintenanceUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
}
