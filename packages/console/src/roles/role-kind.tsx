import { Chip } from "../ui/chips.tsx";
import type { RoleRow } from "./role-operations.ts";

/** Came with the team or organization; cannot be deleted. */
export function isBuiltIn({ kind }: Pick<RoleRow, "kind">): boolean {
  return kind !== "custom";
}

/** Cannot be edited either. */
export function isFixed({ kind }: Pick<RoleRow, "kind">): boolean {
  return kind === "owner" || kind === "operator";
}

export function RoleKind({ kind }: Pick<RoleRow, "kind">) {
  return isBuiltIn({ kind }) ? <Chip>built in</Chip> : null;
}
