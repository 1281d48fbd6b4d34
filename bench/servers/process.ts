import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

const TELL_CPU = new URL("./tell-cpu.ts", import.meta.url).href;

const READY_WITHIN_MS = 120_000;
/** Between two questions whether the server is ready: what a measured start may be wrong by. */
const READY_POLL_MS = 5;
const STOP_WITHIN_MS = 10_000;
/** What a server printed last, to be shown when it fails. */
const OUTPUT_KEPT_CHARACTERS = 2_000;

interface Start {
  /** What Node is to run. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Answers 2xx once the server is ready. */
  readonly readyUrl: string;
}

export interface ServerProcess {
  /** From the start of the process to the first answer that it is ready. */
  readonly readyAfterMs: number;
  /** Processor time of all its threads so far. */
  cpuSeconds(): Promise<number>;
  /** What it printed last. */
  output(): string;
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

/** Runs a server in a process of its own, with no other settings than those given, and waits until it is ready. */
export async function startServer({ args, env, readyUrl }: Start): Promise<ServerProcess> {
  const startedAt = performance.now();
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [`--import=${TELL_CPU}`, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const killNow = () => void child.kill("SIGKILL");
  // Whatever becomes of this process, nothing that it started outlives it.
  process.once("exit", killNow);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream
      ?.setEncoding("utf8")
      .on("data", (text: string) => (output = (output + text).slice(-OUTPUT_KEPT_CHARACTERS)));
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    child.kill(signal);
    await Promise.race([ended, delay(STOP_WITHIN_MS, undefined, { ref: false })]);
    child.kill("SIGKILL");
    await ended;
    process.off("exit", killNow);
  }

  while (!(await isReady(readyUrl))) {
    const isLate = performance.now() - startedAt > READY_WITHIN_MS;
    if (hasEnded() || isLate) {
      await end("SIGKILL");
      throw new Error(`a server ${isLate ? "was not ready in time" : "ended as it started"}:\n${output}`);
    }
    await delay(READY_POLL_MS);
  }
  return {
    readyAfterMs: performance.now() - startedAt,
    async cpuSeconds() {
      const told = once(child, "message") as Promise<[NodeJS.CpuUsage]>;
      child.send("cpu");
      const [{ user, system }] = await told;
      return (user + system) / 1e6;
    },
    output: () => output,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
