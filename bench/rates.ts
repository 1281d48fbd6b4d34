import { median } from "./figures.ts";

/** How fast each contender was, round by round: in each round all have their turn, one after the other. */
export class Rates {
  readonly #rounds = new Map<string, number[]>();

  /** Of the next round of this contender. */
  add(name: string, rate: number): void {
    const rounds = this.#rounds.get(name);
    if (rounds) rounds.push(rate);
    else this.#rounds.set(name, [rate]);
  }

  of(name: string): number {
    return median(this.#of(name));
  }

  /** How many times the other's rate, compared within each round: what slows a round down slows down both. */
  ratio(name: string, other: string): number {
    const others = this.#of(other);
    return median(this.#of(name).map((rate, round) => rate / others[round]!));
  }

  #of(name: string): readonly number[] {
    return this.#rounds.get(name) ?? [];
  }
}
