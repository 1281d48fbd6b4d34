/** Of a long list, as many are shown; the rest are counted. */
const LISTED_MAX = 20;

/** `a, b, c and 4 more`; `count` when there are more than are known by name. */
export function listed(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, LISTED_MAX);
  const more = count - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** `1 token`, `3 tokens`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
