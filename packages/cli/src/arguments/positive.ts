import { InvalidArgumentError } from "commander";

/** A count. To be given to `option(…)` of a command. */
export function positive(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("Give a number from 1.");
}
