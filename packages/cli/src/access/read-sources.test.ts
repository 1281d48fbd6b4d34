import { BODY_MAX_BYTES } from "@keywright/contract";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../exit-codes.ts";
import { readSources } from "./read-sources.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-sources-"));
  await mkdir(join(folder, "empty"));
  await mkdir(join(folder, "access", "deeper"), { recursive: true });
  await writeFile(join(folder, "large.yaml"), "#".repeat(BODY_MAX_BYTES + 1));
  for (const file of ["b.yaml", "a.yml", ".hidden.yaml", "README.md", "deeper/c.yaml"]) {
    await writeFile(join(folder, "access", file), `# ${file}`);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ["a file that is not there", "nowhere.yaml", EXIT.usage, "Cannot read"],
  ["a folder without YAML files", "empty", EXIT.usage, "There is no YAML file in"],
  ["a file that is larger than any access file", "large.yaml", EXIT.inputRefused, "is larger than"],
])("%s is refused by its name", async (_what, name, exitCode, words) => {
  const path = join(folder, name);
  await expect(readSources([path])).rejects.toMatchObject({
    exitCode,
    message: expect.stringMatching(new RegExp(`${words}|${path}`)),
  });
});

test("of a folder, the YAML files directly in it are read in the order of their names, and hidden ones are not", async () => {
  const [folderPath, file] = [join(folder, "access"), join(folder, "access", "deeper", "c.yaml")];
  expect(await readSources([file, folderPath])).toEqual([
    { name: file, text: "# deeper/c.yaml" },
    { name: join(folderPath, "a.yml"), text: "# a.yml" },
    { name: join(folderPath, "b.yaml"), text: "# b.yaml" },
  ]);
});
