import { useNavigate, useSearch } from "@tanstack/react-router";
import { compact } from "../ui/search-state.ts";
import type { AuditSearch } from "./audit-search.ts";

/** The address is the state: what it says is what is listed. */
export function useAuditState() {
  const search: AuditSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (edit: { [Field in keyof AuditSearch]: AuditSearch[Field] | undefined }) =>
    void navigate({
      to: ".",
      search: compact({ ...search, ...("event" in edit ? {} : { page: undefined }), ...edit }) as never,
    });
  return { search, change };
}
