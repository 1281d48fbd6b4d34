import fc from "fast-check";
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { KEY_BYTES, open, seal } from "./seal.ts";

const key = randomBytes(KEY_BYTES);
const sealed = seal(key, Buffer.from("hunter2"), "org_1\0row_1");

test("another key does not open it", () => {
  expect(() => open(randomBytes(KEY_BYTES), sealed, "org_1\0row_1")).toThrow();
});

test("what was sealed for one row does not open in another", () => {
  expect(() => open(key, sealed, "org_1\0row_2")).toThrow();
  expect(() => open(key, sealed, "org_2\0row_1")).toThrow();
  expect(() => open(key, sealed, "")).toThrow();
});

test("no flipped bit goes unnoticed, in nonce, ciphertext or tag", () => {
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = Buffer.from(sealed);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => open(key, flipped, "org_1\0row_1"), `bit ${bit}`).toThrow();
  }
});

test("a shortened ciphertext does not open: a short tag would be a weak one", () => {
  for (let length = 0; length < sealed.length; length++) {
    expect(() => open(key, sealed.subarray(0, length), "org_1\0row_1"), `${length} bytes`).toThrow();
  }
});

test("the same value is never sealed to the same bytes, so equal secrets do not show", () => {
  const again = seal(key, Buffer.from("hunter2"), "org_1\0row_1");
  expect(again.equals(sealed)).toBe(false);
});

test("whatever is sealed opens again, unchanged", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string({ unit: "binary" }), (plaintext, identity) => {
      expect(open(key, seal(key, plaintext, identity), identity).equals(plaintext)).toBe(true);
    }),
  );
});
