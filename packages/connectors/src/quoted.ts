const QUOTE_MAX_LENGTH = 200;
/** So many characters of a secret in a row give it away. */
const TELLING_LENGTH = 8;

/** A platform's own words, fit for our sentences; undefined if there are none, or if they repeat anything of what is secret. */
export function quoted(words: unknown, secrets: readonly string[]): string | undefined {
  if (typeof words !== "string") return undefined;
  const quote = onOneLine(words).slice(0, QUOTE_MAX_LENGTH);
  const isPage = quote.startsWith("<");
  return quote === "" || isPage || repeatsAny(quote, secrets) ? undefined : quote;
}

/** Whether text on one line has so much of a secret in it that it gives it away. */
export function repeatsAny(text: string, secrets: Iterable<string>): boolean {
  return repeats(text, [...secrets].flatMap(bothWays));
}

function onOneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Z}\s]+/gu, " ").trim();
}

/** A quote is on one line, so a secret is looked for as it would look there too. */
function bothWays(secret: string): string[] {
  return [secret, onOneLine(secret)].filter((text) => text !== "");
}

function repeats(quote: string, secrets: readonly string[]): boolean {
  const long = secrets.filter(({ length }) => length >= TELLING_LENGTH);
  const short = secrets.filter(({ length }) => length < TELLING_LENGTH);
  if (short.some((secret) => quote.includes(secret))) return true;
  for (let at = 0; at + TELLING_LENGTH <= quote.length; at++) {
    const piece = quote.slice(at, at + TELLING_LENGTH);
    if (long.some((secret) => secret.includes(piece))) return true;
  }
  return false;
}
