import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError } from "../config.ts";
import { lockFolder } from "./folder-lock.ts";

/** Above the highest process number that Linux gives. */
const NOBODY = 2 ** 22 + 1;

let parent: string;
let folder: string;
let file: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "keywright-lock-"));
  folder = join(parent, "data");
  file = join(folder, "server.pid");
});
afterEach(() => rm(parent, { recursive: true }));

const files = () => readdir(folder);
const leave = async (content: string) => {
  await (
    await lockFolder(folder)
  )();
  await writeFile(file, content);
};

test("a folder in use by a running process is refused, and keeps its lock", async () => {
  await leave(String(process.ppid));
  const refusal = lockFolder(folder);
  await expect(refusal).rejects.toThrow(ConfigError);
  await expect(refusal).rejects.toThrow(`in use by process ${process.ppid}`);
  expect(await readFile(file, "utf8")).toBe(String(process.ppid));
  expect(await files()).toEqual(["server.pid"]);
});

test("a folder that this process holds already is refused a second time", async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(ConfigError);
  await unlock();
  await (
    await lockFolder(folder)
  )();
});

test("given back, the folder is free, and nothing of the lock is left in it", async () => {
  const unlock = await lockFolder(folder);
  expect(await files()).toEqual(["server.pid"]);
  await unlock();
  expect(await files()).toEqual([]);
});

test.each([
  ["a process that is gone", `${NOBODY} 0b1d`],
  ["a process of the same number before it, as in containers", `${process.pid} 0b1d`],
  ["a write that was cut off", ""],
  ["something else", "garbage"],
])("a lock left behind by %s is taken over", async (_, content) => {
  await leave(content);
  const unlock = await lockFolder(folder);
  expect(await readFile(file, "utf8")).toMatch(new RegExp(`^${process.pid} `));
  expect(await files()).toEqual(["server.pid"]);
  await unlock();
});

test("of many who find a lock left behind, one takes it over", async () => {
  for (let round = 0; round < 20; round++) {
    await leave(`${NOBODY} ${round}`);
    const settled = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const won = settled.filter((one) => one.status === "fulfilled");
    expect(won).toHaveLength(1);
    for (const one of settled) if (one.status === "rejected") expect(one.reason).toBeInstanceOf(ConfigError);
    expect(await files()).toEqual(["server.pid"]);
    await won[0]?.value();
  }
});

test("the folder is made for its owner alone", async () => {
  const unlock = await lockFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await unlock();
});
