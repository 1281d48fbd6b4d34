import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
/** A cold start on a busy machine takes its time. */
const READY_WITHIN_MS = 60_000;
const READY_ANSWER_WITHIN_MS = 5_000;
const READY_POLL_MS = 50;
const STOP_WITHIN_MS = 5_000;
/** What the server printed last, to be shown when it fails. */
const OUTPUT_KEPT_CHARACTERS = 2_000;

export class ServerFailed extends Error {
  override readonly name = "ServerFailed";
}

export interface ThrowAwayServer {
  readonly url: string;
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
  const child = spawn(process.execPath, [MAIN], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...environmentWithoutSettings(),
      KEYWRIGHT_HOST: "127.0.0.1",
      KEYWRIGHT_PORT: String(port),
      KEYWRIGHT_DATA_DIR: dataFolder,
      KEYWRIGHT_INIT_TOKEN_FILE: tokenFile,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const output = keepOutput(child);
  const exited = new Promise<void>((resolve) => {
    for (const event of ["close", "error"]) child.once(event, () => resolve());
  });
  const hasExited = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const removeNow = () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  // However this process ends, short of being killed itself, nothing outlives it.
  process.once("exit", removeNow);

  return {
    url,
    dataFolder,
    output,
    ready: () => waitUntilReady(url, hasExited),
    operatorToken: async () => (await readFile(tokenFile, "utf8")).trim(),
    async remove() {
      child.kill("SIGTERM");
      await Promise.race([exited, delay(STOP_WITHIN_MS, undefined, { ref: false })]);
      child.kill("SIGKILL");
      await exited;
      removeNow();
      process.off("exit", removeNow);
    },
  };
}

async function waitUntilReady(url: string, hasExited: () => boolean): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const readiness = await askReadiness(url);
    if (readiness === "ready") return;
    if (hasExited()) throw new ServerFailed("The server ended before it was ready.");
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

function keepOutput(child: ChildProcess): () => string {
  let kept = "";
  const keep = (text: string) => (kept = (kept + text).slice(-OUTPUT_KEPT_CHARACTERS));
  child.once("error", (error) => keep(error.message));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", keep);
  }
  return () => kept.trim();
}

/** The demo never touches a database that exists, whatever the shell it is started from has set. */
function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const isSetting = (name: string) => name === "DATABASE_URL" || name.startsWith("KEYWRIGHT_");
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isSetting(name)));
}
