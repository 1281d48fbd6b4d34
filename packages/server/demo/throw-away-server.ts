import { rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startNode } from "./child.ts";
import { freePort } from "./free-port.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
/** A cold start on a busy machine takes its time. */
const READY_WITHIN_MS = 60_000;
const READY_ANSWER_WITHIN_MS = 5_000;
const READY_POLL_MS = 50;

export class ServerFailed extends Error {
  override readonly name = "ServerFailed";
}

export interface ThrowAwayServer {
  readonly url: string;
  /** Goes when the server goes. */
  readonly folder: string;
  /** Of the server, within that folder. */
  readonly dataFolder: string;
  /** Resolves when `/readyz` says so, and rejects when the server ends before that. */
  ready(): Promise<void>;
  /** The server wrote it to a file, once, when it found its database empty. */
  operatorToken(): Promise<string>;
  /** The last that the server printed. */
  output(): string;
  /** Ends the process and takes the folder away. */
  remove(): Promise<void>;
}

/** A real server process of our own, over an empty database in a temporary folder. */
export async function startThrowAwayServer(): Promise<ThrowAwayServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "keywright-demo-"));
  const dataFolder = join(folder, "data");
  const tokenFile = join(folder, "operator.token");
  const child = startNode(MAIN, {
    KEYWRIGHT_HOST: "127.0.0.1",
    KEYWRIGHT_PORT: String(port),
    KEYWRIGHT_DATA_DIR: dataFolder,
    KEYWRIGHT_INIT_TOKEN_FILE: tokenFile,
  });
  const url = `http://127.0.0.1:${port}`;
  const removeNow = () => {
    child.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  // However this process ends, short of being killed itself, nothing outlives it.
  process.once("exit", removeNow);

  return {
    url,
    folder,
    dataFolder,
    output: child.output,
    ready: () => waitUntilReady(url, child.hasEnded),
    operatorToken: async () => (await readFile(tokenFile, "utf8")).trim(),
    async remove() {
      await child.end();
      removeNow();
      process.off("exit", removeNow);
    },
  };
}

async function waitUntilReady(url: string, hasEnded: () => boolean): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const readiness = await askReadiness(url);
    if (readiness === "ready") return;
    if (hasEnded()) throw new ServerFailed("The server ended before it was ready.");
    if (performance.now() > deadline) {
      throw new ServerFailed(`The server was not ready within ${READY_WITHIN_MS / 1000} s: ${readiness}`);
    }
    await delay(READY_POLL_MS);
  }
}

/** `ready`, or how it is not. */
async function askReadiness(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(READY_ANSWER_WITHIN_MS) });
    const body = await response.text();
    return response.ok ? "ready" : `/readyz answers ${response.status} ${body}`;
  } catch (error) {
    return `/readyz does not answer (${String(error)})`;
  }
}
