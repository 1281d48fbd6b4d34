/** `4.1 ms`, `253.3 ms`, `1.25 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** Time since the start: `3.412 s`. */
export function moment(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/** At most `width` characters, the last one an ellipsis if something is missing. */
export function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Lines of at most `width` characters, broken at spaces; what has no space stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const at = rest.lastIndexOf(" ", width);
    if (at <= 0) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...lines, rest];
}

/** Ids end in what tells them apart: `tok_01m80zeekye8gs0m0ahhn72vry` -> `tok_…72vry`. */
export function shortIds(text: string): string {
  return text.replaceAll(/\b([a-z]+_)[0-9a-z]{21}([0-9a-z]{5})\b/g, "$1…$2");
}

/** As much of a token's value as anybody may see. */
export function firstCharacters(token: string): string {
  return `${token.slice(0, 8)}…`;
}
