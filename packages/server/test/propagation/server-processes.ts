import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const START_MAX_MS = 60_000;

export interface ServerProcesses {
  readonly urls: readonly string[];
  /** Which every token names as its issuer and its audience. */
  readonly issuer: string;
  readonly operatorToken: string;
  stop(): Promise<void>;
}

/** Real server processes on one Postgres database. The first makes the installation. */
export async function startServerProcesses(databaseUrl: string, count: number): Promise<ServerProcesses> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-test-"));
  const issuer = "https://keywright.example";
  const tokenFile = join(folder, "operator.token");
  const masterKey = randomBytes(32).toString("base64");
  const children: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(children.map(endOf));
    await rm(folder, { recursive: true, force: true });
  };
  const urls: string[] = [];
  try {
    for (let index = 0; index < count; index++) {
      const port = await freePort();
      const child = spawn(process.execPath, [MAIN], {
        stdio: ["ignore", "ignore", "inherit"],
        env: {
          PATH: process.env["PATH"],
          DATABASE_URL: databaseUrl,
          KEYWRIGHT_PORT: String(port),
          KEYWRIGHT_PUBLIC_URL: issuer,
          KEYWRIGHT_DATA_DIR: join(folder, `data-${index}`),
          KEYWRIGHT_INIT_TOKEN_FILE: tokenFile,
          KEYWRIGHT_MASTER_KEY: masterKey,
        },
      });
      children.push(child);
      const url = `http://127.0.0.1:${port}`;
      await listening(url, child);
      urls.push(url);
    }
    const operatorToken = (await readFile(tokenFile, "utf8")).trim();
    return { urls, issuer, operatorToken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listening(url: string, child: ChildProcess): Promise<void> {
  const giveUpAtMs = performance.now() + START_MAX_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`a server ended with ${child.exitCode}`);
    const isThere = await fetch(`${url}/.well-known/jwks.json`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    if (performance.now() > giveUpAtMs) throw new Error(`no server at ${url} within ${START_MAX_MS} ms`);
    await delay(50);
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  // One that does not end when it is asked to has lost its chance.
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await exited;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
