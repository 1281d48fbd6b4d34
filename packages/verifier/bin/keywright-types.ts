#!/usr/bin/env node
import { writeFile } from "node:fs/promises";
import { readArguments, USAGE } from "./arguments.ts";
import { fetchCatalogue, readCatalogueFile } from "./catalogue-source.ts";
import { CommandError } from "./command-error.ts";
import { permissionsIn, permissionsModule } from "./permissions-module.ts";

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  process.stderr.write(`keywright-types: ${error.message}\n`);
  process.exitCode = error.exitCode;
}

async function run(args: readonly string[]): Promise<void> {
  const given = readArguments(args);
  if (!given) return void process.stdout.write(USAGE);
  const { source, out } = given;
  const catalogue =
    "url" in source
      ? await fetchCatalogue(source.url, source.tokenFile)
      : await readCatalogueFile(source.catalogue);
  const permissions = permissionsIn(catalogue);
  const text = permissionsModule(permissions);
  if (out === undefined) return void process.stdout.write(text);
  await write(out, text);
  process.stderr.write(`Wrote ${permissions.size} permissions to ${out}\n`);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new CommandError("unwritable", `${file} cannot be written (${(error as { code?: string }).code}).`);
  }
}
