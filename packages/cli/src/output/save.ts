import { createWriteStream } from "node:fs";
import { chmod, rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** What is written may be a secret. */
const OWNER_ONLY = 0o600;

/** Whole or not at all: what was there stays until all of the new has come. For its owner alone. */
export async function save(file: string, content: Readable): Promise<void> {
  // A device or a pipe is written to; a file put in its place would be something else.
  if (await isSpecial(file)) return pipeline(content, createWriteStream(file));
  const part = `${file}.part-${process.pid}`;
  try {
    await pipeline(content, createWriteStream(part, { mode: OWNER_ONLY, flags: "wx", flush: true }));
    await chmod(part, OWNER_ONLY);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

async function isSpecial(file: string): Promise<boolean> {
  try {
    const found = await stat(file);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}
