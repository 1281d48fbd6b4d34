import { createHash, randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError } from "../config.ts";
import { KEY_BYTES } from "./seal.ts";

export interface MasterKey {
  /** A fingerprint: it says which key wrapped something and nothing about the key. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** The master keys in force: the first wraps, all unwrap. */
export interface MasterKeys {
  current(): MasterKey;
  all(): readonly MasterKey[];
  find(id: string): MasterKey | undefined;
  /** The file they are kept in, which can be rewritten; undefined when the environment holds them. */
  readonly file: string | undefined;
  /** Reads the file again: another process may have rotated. */
  reload(): Promise<void>;
}

function masterKey(text: string): MasterKey {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== KEY_BYTES) throw new ConfigError("A master key must be 32 bytes in base64.");
  return {
    id: createHash("sha256").update("keywright master key\0").update(bytes).digest("hex").slice(0, 16),
    bytes,
  };
}

/** From the settings, or else from a file that is made on first start, readable by its owner alone. */
export async function loadMasterKeys(fromSettings: readonly string[], file: string): Promise<MasterKeys> {
  if (fromSettings.length > 0) return ring(fromSettings.map(masterKey), undefined);
  if (!existsSync(file)) await createMasterKeyFile(file);
  return ring(await readMasterKeys(file), file);
}

function ring(initial: MasterKey[], file: string | undefined): MasterKeys {
  let keys = initial;
  let reading = Promise.resolve();
  return {
    file,
    current() {
      const [current] = keys;
      if (!current) throw new ConfigError("There is no master key.");
      return current;
    },
    all: () => keys,
    find: (id) => keys.find((key) => key.id === id),
    reload() {
      if (file === undefined) return Promise.resolve();
      // One after the other: a slow reader must not put back what a later one has replaced.
      const previous = reading;
      reading = (async () => {
        await previous.catch(() => {});
        keys = await readMasterKeys(file);
      })();
      return reading;
    },
  };
}

async function readMasterKeys(file: string): Promise<MasterKey[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0)
    throw new ConfigError(`The master key file ${file} is empty. Restore it from a backup.`);
  return lines.map((line) => masterKey(line.trim()));
}

export function newMasterKey(): Uint8Array {
  return randomBytes(KEY_BYTES);
}

/** Of servers that start together on one data folder, the first makes the file and the others find it. */
async function createMasterKeyFile(file: string): Promise<void> {
  const own = `${file}.${randomUUID()}.new`;
  await writeDurably(own, [newMasterKey()]);
  try {
    await link(own, file);
  } catch (error) {
    // Some file systems have no links: there the servers of one folder must not start together the first time.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") await rename(own, file);
  }
  await rm(own, { force: true });
  await syncFolder(dirname(file));
}

/**
 * Whole or not at all, and on the disk before it is relied on: without this file every stored secret is lost. One writer
 * at a time; see rotate-master-key.ts.
 */
export async function writeMasterKeys(file: string, keys: readonly Uint8Array[]): Promise<void> {
  const temporary = `${file}.new`;
  await writeDurably(temporary, keys);
  await rename(temporary, file);
  await syncFolder(dirname(file));
}

async function writeDurably(file: string, keys: readonly Uint8Array[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, "w", 0o600);
  try {
    // A file that was there before keeps its mode, and the umask may have changed ours.
    await handle.chmod(0o600);
    await handle.writeFile(keys.map((key) => `${Buffer.from(key).toString("base64")}\n`).join(""));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename is on the disk only when its folder is. Windows cannot open folders, and need not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
