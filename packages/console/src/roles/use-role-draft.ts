import { useState } from "react";
import { usePlace } from "../app/place.ts";
import { draftOf, editOf, type RoleDraft } from "./role-draft.ts";
import type { RoleEdit, RoleRow } from "./role-operations.ts";

export interface RoleEditing {
  readonly draft: RoleDraft;
  readonly edit: RoleEdit;
  /** There is something to save. */
  readonly isDirty: boolean;
  /** Somebody else has saved the role while this draft was made. */
  readonly isOutdated: boolean;
  change(part: Partial<RoleDraft>): void;
  /** Back to the role as it is now. */
  reset(): void;
}

/** What is being edited stays as it is typed, whatever arrives; without an edit it follows the role. */
export function useRoleDraft(role: RoleRow): RoleEditing {
  const { team } = usePlace();
  const [begun, setBegun] = useState<{ readonly from: RoleRow; readonly draft: RoleDraft }>();
  const from = begun?.from ?? role;
  const before = draftOf(from);
  const draft = begun?.draft ?? before;
  const edit = editOf(before, draft, team !== undefined);
  const isDirty = Object.keys(edit).length > 0;
  return {
    draft,
    edit,
    isDirty,
    isOutdated: isDirty && from.updatedAt !== role.updatedAt,
    change: (part) =>
      setBegun({ from: isDirty ? from : role, draft: { ...(isDirty ? draft : draftOf(role)), ...part } }),
    reset: () => setBegun(undefined),
  };
}
