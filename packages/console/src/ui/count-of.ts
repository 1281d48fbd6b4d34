import { countWords } from "./total-words.ts";

/** `1 token`, `1,204 tokens`, `no tokens`. */
export function countOf(count: number, noun: string): string {
  if (count === 0) return `no ${noun}s`;
  return count === 1 ? `1 ${noun}` : `${countWords(count)} ${noun}s`;
}
