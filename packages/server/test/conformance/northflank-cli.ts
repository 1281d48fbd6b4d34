import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

const require = createRequire(import.meta.url);
const PACKAGE = require.resolve("@northflank/cli/package.json");

/** Northflank's own command line, with a home of its own. */
export interface NorthflankCli {
  /** Runs it to its end; answers what it printed. `onPrinted` is given all of that so far. */
  run(
    args: readonly string[],
    onPrinted?: (printed: string) => void,
  ): Promise<{ code: number; printed: string }>;
  /** What it keeps of where it is logged in. */
  config(): Promise<string>;
  close(): Promise<void>;
}

export async function openNorthflankCli(): Promise<NorthflankCli> {
  const home = await mkdtemp(join(tmpdir(), "keywright-northflank-"));
  const { bin } = JSON.parse(await readFile(PACKAGE, "utf8")) as { bin: Record<string, string> };
  const script = join(dirname(PACKAGE), bin["northflank"] ?? "");
  return {
    async run(args, onPrinted = () => {}) {
      const env = { PATH: process.env["PATH"] ?? "", HOME: home, NO_COLOR: "1" };
      const child = spawn(process.execPath, [script, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
      let printed = "";
      child.stdout.on("data", (data: Buffer) => onPrinted((printed += data.toString())));
      const [errors, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
      return { code: code as number, printed: printed + errors };
    },
    config: () => readFile(join(home, ".northflank", "config.json"), "utf8"),
    close: () => rm(home, { recursive: true, force: true }),
  };
}
