/** Everything a run does follows from its seed; only how its steps meet in time does not. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** From 0 to below `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** Undefined only for an empty list. */
  pick<T>(list: readonly T[]): T | undefined;
  /** Some of them, in order, and never none. */
  some<T>(list: readonly T[]): T[];
}

/** mulberry32: small, and good enough to choose steps with. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]) => list[below(list.length)];
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick,
    some(list) {
      const kept = list.filter(() => next() < 0.5);
      return kept.length > 0 ? kept : list.slice(0, 1);
    },
  };
}
