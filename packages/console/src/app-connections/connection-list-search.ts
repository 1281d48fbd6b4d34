import { compact, pageIn, type RawSearch, textIn } from "../ui/search-state.ts";

/** What the address says of the list of app connections. */
export function connectionListSearch(raw: RawSearch) {
  return compact({
    page: pageIn(raw["page"]),
    /** The dialog to connect is open: at the platform that is named, or where there is none of that name at all of them. */
    connect: textIn(raw["connect"]),
  });
}
