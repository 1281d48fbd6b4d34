import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBits, encodeBits } from "./bits-text.ts";
import { bitsOf, MAX_BITS } from "./bits.ts";

const words = fc.uint32Array({ maxLength: 9 });
const CHARACTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];

describe("the text of a set", () => {
  test("reads back as the same set", () => {
    fc.assert(
      fc.property(words, (bits) => {
        const decoded = decodeBits(encodeBits(bits))!;
        expect([...decoded, ...Array<number>(bits.length - decoded.length).fill(0)]).toEqual([...bits]);
      }),
    );
  });

  test("is base64url of its bytes, as Node writes it", () => {
    fc.assert(
      fc.property(words, (bits) => {
        const used = bits.findLastIndex((word) => word !== 0) + 1;
        const bytes = Buffer.alloc(used * 4);
        for (let index = 0; index < used; index++) bytes.writeUInt32LE(bits[index]!, index * 4);
        expect(encodeBits(bits)).toBe(bytes.toString("base64url"));
      }),
    );
  });

  test("is one and only one: a text that can be read is the text that would be written", () => {
    const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 24 });
    fc.assert(
      fc.property(text, (each) => {
        const decoded = decodeBits(each);
        if (decoded !== undefined) expect(encodeBits(decoded)).toBe(each);
      }),
      { numRuns: 2_000 },
    );
  });

  test("stays the same while the catalogue grows", () => {
    expect(encodeBits(bitsOf([0, 33]))).toBe("AQAAAAIAAAA");
    expect(encodeBits(new Uint32Array([1, 2, 0, 0]))).toBe("AQAAAAIAAAA");
    expect(encodeBits(new Uint32Array(7))).toBe("");
    expect(decodeBits("")).toEqual(bitsOf([]));
  });

  test("can hold the highest bit there may be, and nothing larger", () => {
    const largest = bitsOf([MAX_BITS - 1]);
    expect(decodeBits(encodeBits(largest))).toEqual(largest);
    expect(decodeBits(encodeBits(new Uint32Array(MAX_BITS / 32 + 1).fill(1)))).toBeUndefined();
  });

  test.each([
    ["padding", "AQAAAAIAAAA="],
    ["the alphabet of plain base64", "+/+/+w"],
    ["white space", "AQAA AA"],
    ["a line end", "AQAAAA\n"],
    ["a character beyond ASCII", "AQAAAé"],
    ["half a character", "AQAAAA\ud800"],
    ["a length no encoder makes", "A"],
    ["bytes that are not whole words", "AQ"],
    ["bits set past the last byte", "AQAAAB"],
    ["a trailing zero word", "AQAAAAAAAAA"],
    ["only zeros", "AAAAAA"],
  ])("is not read with %s", (_, text) => {
    expect(decodeBits(text)).toBeUndefined();
  });
});
