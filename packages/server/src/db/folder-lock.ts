import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../config.ts";

/** What this process has written into lock files: its number alone may be that of a process before it. */
const held = new Set<string>();

/** Two processes on one embedded database would destroy it. Answers how to give the folder back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "server.pid");
  const own = `${process.pid} ${randomUUID()}`;
  if (!(await tryCreate(file, own))) {
    const other = await read(file);
    const pid = other === undefined ? undefined : runningOwner(other);
    if (pid !== undefined) {
      throw new ConfigError(
        `The data folder ${folder} is in use by process ${pid}. Stop it first, or, if that process is not Keywright, delete ${file}.`,
      );
    }
    if (other !== undefined) await removeStale(file, other);
    if (!(await tryCreate(file, own)))
      throw new ConfigError(`The data folder ${folder} has just been taken by another process.`);
  }
  held.add(own);
  return async () => {
    await unlink(file).catch(() => {});
    held.delete(own);
  };
}

/**
 * Left behind by a process that was killed. Of several that find it, one may remove it: the others could remove the lock
 * of the one that is already through.
 */
async function removeStale(file: string, stale: string): Promise<void> {
  const claim = `${file}.${createHash("sha256").update(stale).digest("hex").slice(0, 16)}`;
  if (!(await tryCreate(claim, String(process.pid)))) {
    throw new ConfigError(`Another process is taking over the folder. If there is none, delete ${claim}.`);
  }
  try {
    if ((await read(file)) === stale) await unlink(file);
  } finally {
    await unlink(claim);
  }
}

/** With its content or not at all: an empty lock would look like one left behind. */
async function tryCreate(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(content);
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await handle.close();
    await unlink(draft);
  }
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

function runningOwner(content: string): number | undefined {
  const pid = Number.parseInt(content, 10);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (pid === process.pid) return held.has(content) ? pid : undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? pid : undefined;
  }
}
