import { createHash } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { fastestSha256 } from "./sha256.ts";

afterEach(() => vi.unstubAllGlobals());

test("is Node's own where there is one", () => {
  expect(fastestSha256()("key")).toBe(createHash("sha256").update("key").digest("base64"));
});

test("is the same function where the runtime has none", () => {
  vi.stubGlobal("process", {});
  const bytes = [...fastestSha256()("key")].map((character) => character.charCodeAt(0));
  expect(Buffer.from(bytes)).toEqual(createHash("sha256").update("key").digest());
});
