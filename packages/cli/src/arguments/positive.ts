import { InvalidArgumentError } from "commander";

/** A count. To be given to `option(…)` of a command. */
export function positive(text: string): number {
  return countFrom(1, text);
}

/** A count that may be none. */
export function notNegative(text: string): number {
  return countFrom(0, text);
}

function countFrom(min: number, text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= min) return count;
  throw new InvalidArgumentError(`Give a number from ${min}.`);
}
