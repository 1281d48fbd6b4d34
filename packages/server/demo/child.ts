import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

const STOP_WITHIN_MS = 5_000;
/** What it printed last, to be shown when it fails. */
const OUTPUT_KEPT_CHARACTERS = 2_000;

/** A Node process of the demo's own. */
export interface Child {
  /** The last that it printed. */
  output(): string;
  hasEnded(): boolean;
  /** Asks it to end, and resolves when it has. */
  end(): Promise<void>;
  /** At once, for when this process itself is ending. */
  kill(): void;
}

/** Settings of the shell do not reach it: the demo never touches anything that exists. */
export function startNode(file: string, settings: Readonly<Record<string, string>>): Child {
  const child = spawn(process.execPath, [file], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environmentWithoutSettings(), ...settings },
  });
  let kept = "";
  const keep = (text: string) => (kept = (kept + text).slice(-OUTPUT_KEPT_CHARACTERS));
  child.once("error", (error) => keep(error.message));
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", keep);
  const ended = new Promise<void>((resolve) => {
    for (const event of ["close", "error"]) child.once(event, () => resolve());
  });
  const kill = () => void child.kill("SIGKILL");
  return {
    output: () => kept.trim(),
    hasEnded: () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null,
    async end() {
      child.kill("SIGTERM");
      await Promise.race([ended, delay(STOP_WITHIN_MS, undefined, { ref: false })]);
      kill();
      await ended;
    },
    kill,
  };
}

function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const isSetting = (name: string) => name === "DATABASE_URL" || name.startsWith("KEYWRIGHT_");
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isSetting(name)));
}
