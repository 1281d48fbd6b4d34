import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../../..", import.meta.url));
const MANIFEST = await readFile(join(REPOSITORY, "packages/server/package.json"), "utf8");
export const { version: VERSION } = JSON.parse(MANIFEST) as { version: string };
export const TSC = join(REPOSITORY, "node_modules/typescript/bin/tsc");
/** Ours come first: whoever runs this may have an older Node, and the commands of the repository are none of its business. */
const PATH = [
  dirname(process.execPath),
  ...(process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules")),
].join(delimiter);

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder outside the repository, into which the packages are installed as anybody would. */
export interface Installation {
  readonly folder: string;
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Ran>;
  start(command: string, args: readonly string[], options?: RunOptions): ChildProcess;
  install(...packages: string[]): Promise<void>;
  remove(): Promise<void>;
}

interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function buildPackages(): Promise<void> {
  await ran(spawn(process.execPath, ["scripts/build-packages/main.ts"], { cwd: REPOSITORY }));
}

/** Of a package that was built. */
export function tarballOf(name: string): string {
  return join(REPOSITORY, "build", `${name}-${VERSION}.tgz`);
}

export async function createInstallation(): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-packed-"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const start: Installation["start"] = (command, args, { env } = {}) =>
    spawn(command, args, { cwd: folder, env: { PATH, HOME: folder, ...env } });
  return {
    folder,
    start,
    async run(command, args, options = {}) {
      const child = start(command, args, options);
      child.stdin?.end(options.stdin);
      return ended(child);
    },
    async install(...packages) {
      const args = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel", "error"];
      // The cache of downloads is the person's.
      const env = { HOME: process.env["HOME"] ?? folder };
      await ran(start("npm", [...args, ...packages], { env }));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function ran(child: ChildProcess): Promise<void> {
  const { code, stderr } = await ended(child);
  if (code !== 0) throw new Error(`${child.spawnargs.join(" ")} ended with ${code}: ${stderr}`);
}

async function ended(child: ChildProcess): Promise<Ran> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output };
}
