import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// Bun, Deno, Workers and browsers have Web standards and no more. A framework's types are gone when the code runs; its
// code is never asked for, so that who installs the verifier gets no framework with it.

const RUN_TIME = new Set(["@keywright/policy", "jose", "@noble/hashes/sha2.js"]);
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = {
  "adapters/express.ts": ["express"],
  "adapters/fastify.ts": ["fastify"],
  "adapters/hono.ts": ["hono", "hono/utils/http-status"],
  "adapters/koa.ts": ["koa"],
  "adapters/node-http.ts": ["node:http"],
};

const sources = globSync("**/*.ts", { cwd: import.meta.dirname })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !/\.(test|test-support|test-d)\.ts$/.test(file));

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
const withoutComments = (code: string) => code.replaceAll(/\/\*[^]*?\*\/|(?<!:)\/\/.*/g, "");

test.each(sources)("%s imports its neighbours and what runs anywhere", (file) => {
  const code = withoutComments(read(file));
  const named = (pattern: RegExp) => [...code.matchAll(pattern)].map((match) => match[1] as string);
  const imported = named(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g);
  const types = named(/\bimport type [^;]*? from "([^"]+)"/g);
  const strangers = imported.filter((each) => !/^\.\.?\/[a-z0-9-/]+\.ts$/.test(each));
  const atRunTime = strangers.filter((each) => !types.includes(each));
  expect(atRunTime.filter((each) => !RUN_TIME.has(each))).toEqual([]);
  expect(types.filter((each) => strangers.includes(each) && !RUN_TIME.has(each))).toEqual(
    TYPES_ONLY[file] ?? [],
  );
  expect(imported.filter((each) => each.includes("test"))).toEqual([]);
});

test.each(sources)("%s uses nothing that only Node has", (file) => {
  const code = withoutComments(read(file));
  expect(code).not.toMatch(/\b(?:Buffer|__dirname|__filename|require|setImmediate)\b/);
  // The one place that asks whether it happens to run on Node, and does without otherwise.
  if (file !== "stream/sha256.ts") expect(code).not.toMatch(/\bprocess\b/);
  if (file !== "adapters/node-http.ts" && file !== "stream/sha256.ts") expect(code).not.toContain("node:");
});
