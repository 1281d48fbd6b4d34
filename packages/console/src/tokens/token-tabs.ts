import { compact, oneOf, pageIn, type RawSearch } from "../ui/search-state.ts";

export const TOKEN_TABS = ["usage", "keys", "audit", "settings"] as const;
export type TokenTab = (typeof TOKEN_TABS)[number];
export const RANGES = ["24h", "7d", "30d", "90d"] as const;
export type Range = (typeof RANGES)[number];

/** What the address says of a token's page. */
export function tokenPageSearch(raw: RawSearch) {
  return compact({
    tab: oneOf(TOKEN_TABS, raw["tab"]),
    range: oneOf(RANGES, raw["range"]),
    page: pageIn(raw["page"]),
  });
}
