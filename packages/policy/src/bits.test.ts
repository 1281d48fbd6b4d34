import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { and, bitsOf, firstBitNotIn, hasBit, isSubset, MAX_BITS, or, setBit, type Bits } from "./bits.ts";

const bit = fc.oneof(fc.nat({ max: 130 }), fc.constantFrom(0, 31, 32, 63, 64, MAX_BITS - 1));
const positions = fc.uniqueArray(bit, { maxLength: 12 }).map((list) => new Set(list));

function members(bits: Bits): number[] {
  return Array.from({ length: bits.length * 32 }, (_, index) => index).filter((index) => hasBit(bits, index));
}
const sorted = (list: Iterable<number>) => [...list].sort((a, b) => a - b);

describe("a set of bits", () => {
  test("holds what was put in, and nothing else", () => {
    fc.assert(
      fc.property(positions, (set) => {
        expect(members(bitsOf(set))).toEqual(sorted(set));
      }),
    );
  });

  test("combines as a set of numbers does, also with a set of another size", () => {
    fc.assert(
      fc.property(positions, positions, (a, b) => {
        const onlyInA = sorted(a).filter((each) => !b.has(each));
        expect(members(and(bitsOf(a), bitsOf(b)))).toEqual(sorted(a).filter((each) => b.has(each)));
        expect(members(or(bitsOf(a), bitsOf(b)))).toEqual(sorted(new Set([...a, ...b])));
        expect(firstBitNotIn(bitsOf(a), bitsOf(b))).toBe(onlyInA[0]);
        expect(isSubset(bitsOf(a), bitsOf(b))).toBe(onlyInA.length === 0);
      }),
      { numRuns: 300 },
    );
  });

  test("is not changed by any operation", () => {
    fc.assert(
      fc.property(positions, positions, bit, (a, b, added) => {
        const [x, y] = [bitsOf(a), bitsOf(b)];
        const grown = setBit(x, added);
        and(x, y);
        or(x, y);
        expect(members(grown)).toEqual(sorted(new Set([...a, added])));
        expect([x, y]).toEqual([bitsOf(a), bitsOf(b)]);
      }),
      { numRuns: 300 },
    );
  });

  test.each([-1, -32, 32, 1e9, 2 ** 32, 2 ** 37, Infinity, -Infinity, NaN])("does not hold bit %d", (bit) => {
    expect(hasBit(bitsOf([0, 31]), bit)).toBe(false);
  });

  test.each([-1, MAX_BITS, 2 ** 32, Infinity, NaN, 0.5])("refuses to be given bit %d", (bit) => {
    expect(() => bitsOf([bit])).toThrow(RangeError);
    expect(() => setBit(bitsOf([]), bit)).toThrow(RangeError);
  });
});
