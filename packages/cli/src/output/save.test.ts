import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { beforeEach, expect, test } from "vitest";
import { save } from "./save.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-save-"));
  return () => rm(folder, { recursive: true });
});

test("a file is readable by its owner alone, whoever could read what was there before", async () => {
  const file = join(folder, "data");
  await writeFile(file, "before");
  await chmod(file, 0o644);
  await save(file, Readable.from(["after"]));
  expect(await readFile(file, "utf8")).toBe("after");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("what breaks off leaves the file as it was, and nothing beside it", async () => {
  const file = join(folder, "data");
  await writeFile(file, "before");
  async function* broken() {
    yield "af";
    throw new Error("cut");
  }
  await expect(save(file, Readable.from(broken()))).rejects.toThrow("cut");
  expect(await readFile(file, "utf8")).toBe("before");
  expect(await readdir(folder)).toEqual(["data"]);
});

test("a device stays a device", async () => {
  await save("/dev/null", Readable.from(["gone"]));
  expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
});
