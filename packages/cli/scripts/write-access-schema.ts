import { readFile, writeFile } from "node:fs/promises";
import { accessJsonSchema } from "../src/access/json-schema.ts";

const FILE = new URL("../access.schema.json", import.meta.url);

/** Writes access.schema.json from the shapes of the contract; with --check, fails when the file is not what would be written. */
const text = `${JSON.stringify(accessJsonSchema(), null, 1)}\n`;
if (!process.argv.includes("--check")) {
  await writeFile(FILE, text);
} else if ((await readFile(FILE, "utf8").catch(() => "")) !== text) {
  process.stderr.write("access.schema.json is not fresh: run `npm run access-schema`.\n");
  process.exitCode = 1;
}
