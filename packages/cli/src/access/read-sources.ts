import { BODY_MAX_BYTES } from "@keywright/contract";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { readInput } from "../input.ts";
import type { Source } from "./documents.ts";

/** Files, `-` for standard input, and folders: of these, the YAML files directly in them, in the order of their names. */
export async function readSources(paths: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const path of paths) {
    for (const file of await filesAt(path)) sources.push(await readSource(file));
  }
  return sources;
}

async function filesAt(path: string): Promise<string[]> {
  if (path === "-" || !(await stats(path))?.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  if (names.length === 0) throw new Failure(EXIT.usage, `There is no YAML file in ${path}.`);
  return names.map((name) => join(path, name));
}

async function readSource(file: string): Promise<Source> {
  if (((await stats(file))?.size ?? 0) > BODY_MAX_BYTES) throw tooLarge(file);
  const text = await readInput(file);
  if (text.length > BODY_MAX_BYTES) throw tooLarge(file);
  return { name: file === "-" ? "<stdin>" : file, text };
}

/** Whoever reads it then says what is wrong with it. */
async function stats(path: string) {
  return path === "-" ? undefined : stat(path).catch(() => undefined);
}

function tooLarge(file: string): Failure {
  return new Failure(
    EXIT.inputRefused,
    `${file} is larger than ${BODY_MAX_BYTES} bytes: spread it over several.`,
  );
}
