import { readFile, writeFile } from "node:fs/promises";
import { connectorsDocs } from "./docs.ts";

const FILE = new URL("../../../docs/connectors.md", import.meta.url);

/** Writes docs/connectors.md from the registry; with --check, fails when the file is not what would be written. */
const text = connectorsDocs();
if (!process.argv.includes("--check")) {
  await writeFile(FILE, text);
} else if ((await readFile(FILE, "utf8").catch(() => "")) !== text) {
  process.stderr.write("docs/connectors.md is not fresh: run `npm run connectors-docs`.\n");
  process.exitCode = 1;
}
