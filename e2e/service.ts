import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { embeddedFolder } from "../packages/server/src/config.ts";
import { COMPILED_CODE } from "../packages/server/test/compiled-code.ts";

const MAIN = fileURLToPath(new URL("../packages/server/src/main.ts", import.meta.url));
/** A cold start, and perhaps a build of the console, on a machine that is busy with other tests. */
const START_MAX_MS = 110_000;
const SETUP_LINK = /http:\S+\/setup#\S+/;

export interface Service {
  readonly url: string;
  /** The one-time link that an empty installation prints. */
  readonly setupLink: string;
  /** All that it has printed so far, logs included. */
  output(): string;
  /** Also removes its folder. */
  stop(): Promise<void>;
}

interface ServiceOptions {
  /** `migrated` spares the seconds in which an empty folder becomes a database. */
  readonly database?: "migrated" | "none";
}

/** The server as people start it, with `npm start`, on a port that is free. */
export async function startService(
  env: Readonly<Record<string, string>> = {},
  { database = "migrated" }: ServiceOptions = {},
): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-e2e-"));
  const dataDir = join(folder, "data");
  // Only tests have one.
  const migrated = database === "migrated" ? inject("migratedFolder") : undefined;
  if (migrated) await cp(migrated, embeddedFolder(dataDir), { recursive: true });
  const url = `http://localhost:${await freePort()}`;
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      ...COMPILED_CODE,
      KEYWRIGHT_HOST: "localhost",
      KEYWRIGHT_PORT: new URL(url).port,
      KEYWRIGHT_DATA_DIR: dataDir,
      KEYWRIGHT_LOG_LEVEL: "info",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const service = {
    url,
    output: () => output,
    async stop() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "close");
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await untilReady(child, () => output);
  } catch (error) {
    await service.stop();
    throw error;
  }
  return { ...service, setupLink: SETUP_LINK.exec(output)?.[0] ?? "" };
}

async function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on("data", () => output().includes("is ready on") && resolve());
  });
  const ended = once(child, "close").then(() => {
    throw new Error(`the server ended: ${output()}`);
  });
  ended.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the server does not start: ${output()}`)), START_MAX_MS);
  });
  try {
    await Promise.race([ready, ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The server has to know its address before it listens. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "localhost");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("the probe listens on a port");
  return address.port;
}
