import { readFile, writeFile } from "node:fs/promises";
import { openApiDocument } from "../src/openapi.ts";

const FILE = new URL("../../../openapi.json", import.meta.url);
const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** Writes openapi.json from the contract; with --check, fails when the file is not what would be written. */
const text = `${JSON.stringify(openApiDocument({ version }), null, 1)}\n`;
if (!process.argv.includes("--check")) {
  await writeFile(FILE, text);
} else if ((await readFile(FILE, "utf8").catch(() => "")) !== text) {
  process.stderr.write("openapi.json is not fresh: run `npm run openapi`.\n");
  process.exitCode = 1;
}
