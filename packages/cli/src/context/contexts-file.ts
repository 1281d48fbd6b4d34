import { join } from "node:path";
import envPaths from "env-paths";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { type Contexts, contextsFrom, contextsText, NO_CONTEXTS } from "./contexts.ts";
import { readPrivateFile, writePrivateFile } from "./private-files.ts";

/** `~/.config/keywright` on Linux, and where the other systems keep such things. */
export const CONFIG_FOLDER = envPaths("keywright", { suffix: "" }).config;
export const CONTEXTS_FILE = join(CONFIG_FOLDER, "contexts.json");

export async function readContexts(): Promise<Contexts> {
  const text = await readPrivateFile(CONTEXTS_FILE);
  if (text === undefined) return NO_CONTEXTS;
  const contexts = contextsFrom(text);
  if (contexts === "newer") {
    throw new Failure(EXIT.unexpected, `${CONTEXTS_FILE} was written by a newer keywright: use that one.`);
  }
  if (contexts !== undefined) return contexts;
  throw new Failure(EXIT.unexpected, `${CONTEXTS_FILE} is damaged. It was left as it is.`, [
    "Repair it, or move it away and log in again: keywright login",
  ]);
}

export async function writeContexts(contexts: Contexts): Promise<void> {
  await writePrivateFile(CONTEXTS_FILE, contextsText(contexts));
}
