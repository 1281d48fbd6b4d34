const numbers = new Intl.NumberFormat("en");

/** `1,204`, or `more than 10,000` where counting stopped. */
export function totalWords(
  total: { readonly count: number; readonly exact: boolean } | undefined,
): string | undefined {
  if (!total) return undefined;
  const count = countWords(total.count);
  return total.exact ? count : `more than ${count}`;
}

export function countWords(count: number): string {
  return numbers.format(count);
}
