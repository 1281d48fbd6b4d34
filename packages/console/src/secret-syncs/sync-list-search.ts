import { compact, oneOf, pageIn, type RawSearch } from "../ui/search-state.ts";

export const RUN_STATUSES = ["pending", "running", "succeeded", "failed"] as const;

/** What the address says of the list of syncs. */
export function syncListSearch(raw: RawSearch) {
  return compact({
    status: oneOf(RUN_STATUSES, raw["status"]),
    page: pageIn(raw["page"]),
    /** The dialog to create one is open. */
    create: oneOf(["yes"], raw["create"]),
  });
}
export type SyncListSearch = ReturnType<typeof syncListSearch>;
