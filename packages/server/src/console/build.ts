import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, rm, stat, utimes } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const CONSOLE = dirname(require.resolve("@keywright/console/package.json"));
const BUILT = join(CONSOLE, "dist");
/** What the console is made of, where it is not installed as it was published: built, and without these. */
const SOURCES = [
  ...["src", "public", "index.html", "package.json", "vite.config.ts", "precompress.ts"].map((name) =>
    join(CONSOLE, name),
  ),
  ...["contract", "policy", "sdk"].map((name) => join(CONSOLE, "..", name, "src")),
];
/** So long somebody may have a page of an older build open that asks for its parts. */
const KEPT_MS = 24 * 3600 * 1000;

/** The folder of the built console, built now if it has sources and is missing or older than they are. */
export async function builtConsole(): Promise<string> {
  if (!existsSync(join(CONSOLE, "src"))) return BUILT;
  const [sourcesAtMs, builtAtMs] = await Promise.all([newest(SOURCES), newest([join(BUILT, "index.html")])]);
  if (sourcesAtMs > builtAtMs) {
    process.stderr.write("Building the console, once…\n");
    const beganAt = new Date();
    await build();
    // What changes while it is built counts as newer.
    await utimes(join(BUILT, "index.html"), beganAt, beganAt);
    await forgetOldParts();
  }
  return BUILT;
}

/** Zero where there is nothing. */
async function newest(paths: readonly string[]): Promise<number> {
  const times = await Promise.all(paths.map(changedAtMs));
  return Math.max(0, ...times);
}

async function changedAtMs(path: string): Promise<number> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  const names = await readdir(path);
  return newest(names.filter((name) => !name.includes(".test.")).map((name) => join(path, name)));
}

async function build(): Promise<void> {
  const { resolve } = createRequire(join(CONSOLE, "package.json"));
  const vite = join(dirname(resolve("vite/package.json")), "bin/vite.js");
  const child = spawn(process.execPath, [vite, "build", "--logLevel", "warn"], {
    cwd: CONSOLE,
    // Whatever the server itself runs as: a test, or somebody's development.
    env: { ...process.env, NODE_ENV: "production" },
    // Its words are for whoever waits for the start; standard output belongs to the server.
    stdio: ["ignore", 2, 2],
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`building the console ended with ${code}`);
}

async function forgetOldParts(): Promise<void> {
  const assets = join(BUILT, "assets");
  for (const name of await readdir(assets)) {
    const path = join(assets, name);
    const entry = await stat(path).catch(() => undefined);
    if (entry && Date.now() - entry.mtimeMs > KEPT_MS) await rm(path, { force: true });
  }
}
