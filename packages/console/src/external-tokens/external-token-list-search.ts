import { compact, oneOf, pageIn, type RawSearch, textIn } from "../ui/search-state.ts";

/** What the address says of the list of external tokens. */
export function externalTokenListSearch(raw: RawSearch) {
  return compact({
    search: textIn(raw["search"]),
    /** Revoked ones too. */
    all: oneOf(["yes"], raw["all"]),
    page: pageIn(raw["page"]),
    /** The dialog to issue one is open. */
    issue: oneOf(["yes"], raw["issue"]),
  });
}
export type ExternalTokenListSearch = ReturnType<typeof externalTokenListSearch>;
