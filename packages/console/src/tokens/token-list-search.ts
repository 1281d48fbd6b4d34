import { compact, oneOf, pageIn, type RawSearch, textIn } from "../ui/search-state.ts";

const STATUSES = ["active", "expiring", "expired", "revoked"] as const;
const SORT_FIELDS = ["name", "createdAt", "expiresAt", "lastUsedAt"] as const;
const SORTS = [...SORT_FIELDS, ...SORT_FIELDS.map((field) => `-${field}` as const)] as const;

/** What the address says of the list of tokens: anything may stand there, only this is heard. */
export function tokenListSearch(raw: RawSearch) {
  return compact({
    search: textIn(raw["search"]),
    status: oneOf(STATUSES, raw["status"]),
    unused: oneOf(["true"], raw["unused"]),
    roleId: textIn(raw["roleId"]),
    owner: oneOf(["member", "team"], raw["owner"]),
    exposure: oneOf(["secret", "publishable"], raw["exposure"]),
    createdBy: textIn(raw["createdBy"]),
    sort: oneOf(SORTS, raw["sort"]),
    page: pageIn(raw["page"]),
    /** The dialog to issue one is open. */
    issue: oneOf(["yes"], raw["issue"]),
  });
}
export type TokenListSearch = ReturnType<typeof tokenListSearch>;
