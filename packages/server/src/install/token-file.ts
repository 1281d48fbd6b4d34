import { open, readFile, mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError } from "../config.ts";

const LOOKS_LIKE_TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+\s*$/;

/** Refuses a file that holds something else: a slip in a setting must not cost anybody their data. */
export async function refuseForeignFile(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.trim() === "" || LOOKS_LIKE_TOKEN.test(text)) return;
  throw new ConfigError(`The file ${file} exists and does not hold a token. Name another one for the token.`);
}

/** For the owner's eyes alone, and on the disk before the token becomes valid: nothing else will ever show it. */
export async function writeTokenFile(file: string, token: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, "w", 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(`${token}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What is not valid after all is not left lying about. Why it is not is told; that it could not be removed is not. */
export async function removeTokenFiles(files: readonly string[]): Promise<void> {
  await Promise.allSettled(files.map((file) => rm(file, { force: true })));
}
