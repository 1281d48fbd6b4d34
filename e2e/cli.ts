import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMPILED_CODE } from "../packages/server/test/compiled-code.ts";

const MAIN = fileURLToPath(new URL("../packages/cli/src/main.ts", import.meta.url));
/** Long for a machine that is busy; what takes longer hangs. */
const WAIT_MAX_MS = 60_000;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** The first group of the pattern, or all of it, once stderr has it. */
  said(pattern: RegExp): Promise<string>;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The command line of somebody with a home folder of their own. */
export interface Cli {
  readonly home: string;
  /** All that the process inherits. */
  readonly env: Readonly<Record<string, string>>;
  start(args: readonly string[], options?: RunOptions): Running;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  close(): Promise<void>;
}

export const command = [process.execPath, MAIN] as const;

/** `env` is the same for every run: `KEYWRIGHT_URL` and `KEYWRIGHT_TOKEN`, say. */
export async function newCli(env: Readonly<Record<string, string>> = {}): Promise<Cli> {
  const home = await mkdtemp(join(tmpdir(), "keywright-cli-"));
  const all = { PATH: process.env["PATH"] ?? "", HOME: home, ...COMPILED_CODE, ...env };
  const start: Cli["start"] = (args, { stdin, env } = {}) => {
    const child = spawn(command[0], [command[1], ...args], { cwd: home, env: { ...all, ...env } });
    // Whoever ends without reading leaves a broken pipe behind.
    child.stdin.on("error", () => {}).end(stdin ?? "");
    return watch(child);
  };
  return {
    home,
    env: all,
    start,
    run: (args, options) => start(args, options).ended,
    close: () => rm(home, { recursive: true, force: true }),
  };
}

function watch(child: ChildProcessWithoutNullStreams): Running {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  }
  const ended = once(child, "close").then(([code, signal]) => ({ code: code ?? signal, ...output }));
  return {
    child,
    ended,
    said: (pattern) => until(child, ended, () => pattern.exec(output.stderr)),
  };
}

async function until(
  child: ChildProcessWithoutNullStreams,
  ended: Promise<Ended>,
  found: () => RegExpExecArray | null,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const look = () => {
    const match = found();
    if (match) resolve(match[1] ?? match[0]);
  };
  const timer = setTimeout(() => reject(new Error("the command does not say it")), WAIT_MAX_MS);
  void ended.then((end) => reject(new Error(`the command ended: ${JSON.stringify(end)}`)));
  child.stderr.on("data", look);
  look();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.stderr.off("data", look);
  }
}
