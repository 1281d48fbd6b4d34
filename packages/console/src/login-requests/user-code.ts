const LETTERS = /^[A-Z]{8}$/;

/** `bcdf ghjk`, `BCDFGHJK`: as people type what their terminal shows. Undefined when it cannot be a code. */
export function userCodeIn(text: string): string | undefined {
  const letters = text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  return LETTERS.test(letters) ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined;
}
