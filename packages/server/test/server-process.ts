import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createClient, type Client } from "@keywright/sdk";
import { COMPILED_CODE } from "./compiled-code.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
/** A cold start on a machine that is busy with other tests. */
const START_MAX_MS = 60_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServerProcess {
  readonly pid: number;
  /** Resolves with the address when it listens; rejects when it ends before. */
  readonly listening: Promise<string>;
  readonly ended: Promise<Ended>;
  stdout(): string;
  client(token: string): Client;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** All that a process of ours inherits; the settings are the test's alone. */
const INHERITED = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...COMPILED_CODE };

/** The server as people start it, on a port that the system chooses; or one of its commands. */
export function spawnServer(env: Record<string, string>, args: string[] = []): ServerProcess {
  const settings = { KEYWRIGHT_PORT: "0", KEYWRIGHT_LOG_LEVEL: "info", ...env };
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...INHERITED, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  }
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...output }));
  const listening = untilListening(child, () => output.stdout, ended);
  // Whoever does not ask for it expects it to end.
  listening.catch(() => {});
  let url = "";
  void listening.then((address) => (url = address)).catch(() => {});
  return {
    pid: child.pid ?? 0,
    listening,
    ended,
    stdout: () => output.stdout,
    client: (token) => createClient({ url, token }),
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return ended;
    },
  };
}

async function untilListening(
  child: ChildProcess,
  stdout: () => string,
  ended: Promise<Ended>,
): Promise<string> {
  const found = new Promise<string>((resolve) => {
    child.stdout?.on("data", () => {
      const [, address] = /"msg":"Server listening at (http:[^"]+)"/.exec(stdout()) ?? [];
      // The greeting comes last: everything is ready then.
      if (address && stdout().includes("is ready on")) resolve(address);
    });
  });
  const failed = ended.then(({ code, stderr }): never => {
    throw new Error(`the server ended with ${code}: ${stderr}`);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the server does not start")), START_MAX_MS);
  });
  try {
    return await Promise.race([found, failed, late]);
  } finally {
    clearTimeout(timer);
  }
}
