import fc from "fast-check";
import { expect, test } from "vitest";
import { TEAM_CLAIMS, verifiedKey } from "./installation.test-support.ts";
import { KeysCache } from "./keys-cache.ts";

const SIGNATURE_LENGTH = 86;
const signature = (id: number | string) => `${id}`.padStart(SIGNATURE_LENGTH, "s");
const tokenOf = (id: number | string) => `header.payload-${id}.${signature(id)}`;
const asItIs = (text: string) => text;
const key = verifiedKey(TEAM_CLAIMS);

test("never holds more than maxKeys, and never answers with another key", () => {
  const operations = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 30 })), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), operations, (maxKeys, list) => {
      const cache = new KeysCache(maxKeys, asItIs);
      const keys = Array.from({ length: 31 }, () => verifiedKey(TEAM_CLAIMS));
      for (const [isSet, id] of list) {
        if (isSet) cache.set(tokenOf(id), keys[id]!);
        expect([undefined, keys[id]]).toContain(cache.get(tokenOf(id)));
        expect(cache.size).toBeLessThanOrEqual(maxKeys);
      }
    }),
  );
});

test("keeps what is in use while others pass through", () => {
  const cache = new KeysCache(10, asItIs);
  cache.set(tokenOf("in use"), key);
  for (let id = 0; id < 1000; id++) {
    cache.set(tokenOf(id), key);
    expect(cache.get(tokenOf("in use"))).toBe(key);
  }
  expect(cache.get(tokenOf(0))).toBeUndefined();
});

test("finds a key by the whole of its token only, not by its signature", () => {
  const cache = new KeysCache(10, asItIs);
  cache.set(tokenOf(1), key);
  for (const before of [
    "header.payload-2.",
    "header.payload-1x.",
    "header.payload-1",
    "header.payload-1-",
    "",
  ]) {
    expect(cache.get(before + signature(1))).toBeUndefined();
  }
  expect(cache.get(signature(1).slice(1))).toBeUndefined();
  expect(cache.get("")).toBeUndefined();
});

test("asks for the hash of the signature, and keeps no other trace of it", () => {
  const kept: string[] = [];
  const cache = new KeysCache(10, (text) => {
    kept.push(text);
    return `hash ${kept.length}`;
  });
  cache.set(tokenOf(1), key);
  expect(kept).toEqual([signature(1)]);
});

test.each([0, 1, -1, 2.5, Number.NaN, Infinity])("maxKeys %d is refused at the start", (maxKeys) => {
  expect(() => new KeysCache(maxKeys, asItIs)).toThrow(RangeError);
});
