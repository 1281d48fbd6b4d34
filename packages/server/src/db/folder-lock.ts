import { mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../config.ts";

/** Two processes on one embedded database would destroy it. Answers how to give the folder back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "server.pid");
  if (!(await tryCreate(file))) {
    const pid = await readPid(file);
    if (pid !== undefined && isRunning(pid)) {
      throw new ConfigError(
        `The data folder ${folder} is in use by process ${pid}. Stop it first, or, if that process is not Keywright, delete ${file}.`,
      );
    }
    // Left behind by a process that was killed.
    await unlink(file);
    if (!(await tryCreate(file)))
      throw new ConfigError(`The data folder ${folder} has just been taken by another process.`);
  }
  return async () => {
    await unlink(file).catch(() => {});
  };
}

async function tryCreate(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readPid(file: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(file, "utf8"), 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
