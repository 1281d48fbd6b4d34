import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError } from "../config.ts";
import { loadMasterKeys, newMasterKey, writeMasterKeys } from "./master-keys.ts";
import { randomMasterKey } from "./vault.test-support.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-keys-"));
  file = join(folder, "data", "master-key");
});
afterEach(() => rm(folder, { recursive: true }));

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

test("a file that is empty or holds something else stops the start instead of being replaced", async () => {
  for (const text of ["", "\n", "not a key\n", `${randomMasterKey()}\nshort\n`]) {
    file = join(folder, "broken");
    await writeFile(file, text);
    await expect(loadMasterKeys([], file)).rejects.toThrow(ConfigError);
    expect(await readFile(file, "utf8")).toBe(text);
  }
});

test("the sentence about a broken key does not repeat it", async () => {
  await expect(loadMasterKeys(["c2VjcmV0"], file)).rejects.toThrow(
    /^A master key must be 32 bytes in base64\.$/,
  );
});

test("the file that the first start makes is for its owner alone, and so is its folder", async () => {
  await loadMasterKeys([], file);
  expect(await modeOf(file)).toBe("600");
  expect(await modeOf(join(folder, "data"))).toBe("700");
});

test("a rewritten file is for its owner alone, also when a readable draft was left lying around", async () => {
  await loadMasterKeys([], file);
  await writeFile(`${file}.new`, "left by a crash, and longer than what comes now".repeat(9), {
    mode: 0o644,
  });
  await chmod(`${file}.new`, 0o644);
  await writeMasterKeys(file, [newMasterKey()]);
  expect(await modeOf(file)).toBe("600");
  expect((await loadMasterKeys([], file)).all()).toHaveLength(1);
  expect(await readdir(join(folder, "data"))).toEqual(["master-key"]);
});

test("servers that start together for the first time agree on one key", async () => {
  const rings = await Promise.all(Array.from({ length: 20 }, () => loadMasterKeys([], file)));
  expect(new Set(rings.map((ring) => ring.current().id)).size).toBe(1);
  expect(await readdir(join(folder, "data"))).toEqual(["master-key"]);
});

test("keys in the environment leave no file behind, and the first of them is the current one", async () => {
  const [current, previous] = [randomMasterKey(), randomMasterKey()];
  const ring = await loadMasterKeys([current, previous], file);
  expect(Buffer.from(ring.current().bytes).toString("base64")).toBe(current);
  expect(ring.file).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test("a reload that began earlier does not put back what a later one has read", async () => {
  const ring = await loadMasterKeys([], file);
  const reloads = [];
  for (let round = 0; round < 20; round++) {
    reloads.push(ring.reload());
    await writeMasterKeys(file, [newMasterKey()]);
    reloads.push(ring.reload());
  }
  await Promise.all(reloads);
  expect(ring.current().id).toBe((await loadMasterKeys([], file)).current().id);
});
