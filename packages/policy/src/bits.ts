/**
 * A set of bit positions: position `n` is bit `n % 32` of word `n >> 5`. Positions beyond the last word are not in the
 * set, so sets made at different sizes of the catalogue compare without conversion. Treat a value as immutable.
 */
export type Bits = Uint32Array;

/** Positions stay below this, so that one hostile text or entry cannot ask for a large allocation (2 KiB a set). */
export const MAX_BITS = 16_384;

/** The set of the given positions. Throws a RangeError for a position that is not an integer in [0, MAX_BITS). */
export function bitsOf(positions: Iterable<number>): Bits {
  const list = [...positions];
  const bits = new Uint32Array(list.reduce((words, bit) => Math.max(words, wordOf(bit) + 1), 0));
  for (const bit of list) bits[bit >> 5]! |= 1 << (bit & 31);
  return bits;
}

/** A set with one position more; the given set is not changed. Throws a RangeError as `bitsOf` does. */
export function setBit(bits: Bits, bit: number): Bits {
  return or(bits, bitsOf([bit]));
}

/** Whether the position is in the set; any integer may be asked. */
export function hasBit(bits: Bits, bit: number): boolean {
  // Shifts look at the low 32 bits of a number only: without the bound, 2 ** 32 would be taken for 0.
  return bit >= 0 && bit < bits.length * 32 && (bits[bit >> 5]! & (1 << (bit & 31))) !== 0;
}

/** The positions in both sets. */
export function and(a: Bits, b: Bits): Bits {
  return a.slice(0, b.length).map((word, index) => word & b[index]!);
}

/** The positions in either set. */
export function or(a: Bits, b: Bits): Bits {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.map((word, index) => word | (shorter[index] ?? 0));
}

/** Whether every position of `a` is in `b`. */
export function isSubset(a: Bits, b: Bits): boolean {
  return firstBitNotIn(a, b) === undefined;
}

/** The lowest position of `a` that is not in `b`; undefined when `b` holds them all. */
export function firstBitNotIn(a: Bits, b: Bits): number | undefined {
  for (let index = 0; index < a.length; index++) {
    const missing = a[index]! & ~(b[index] ?? 0);
    if (missing !== 0) return index * 32 + (31 - Math.clz32(missing & -missing));
  }
  return undefined;
}

function wordOf(bit: number): number {
  if (!Number.isInteger(bit) || bit < 0 || bit >= MAX_BITS) {
    throw new RangeError(`A bit position is an integer from 0 to ${MAX_BITS - 1}, not ${bit}`);
  }
  return bit >> 5;
}
