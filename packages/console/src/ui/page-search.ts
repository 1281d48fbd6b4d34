import { compact, pageIn, type RawSearch } from "./search-state.ts";

/** What the address says of a list that has pages and nothing else. */
export function pageSearch({ page }: RawSearch) {
  return compact({ page: pageIn(page) });
}
