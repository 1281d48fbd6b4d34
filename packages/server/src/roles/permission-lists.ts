import {
  type Catalogue,
  isPermissionPattern,
  matchesPattern,
  type PermissionPatterns,
  type Scope,
} from "@keywright/policy";
import { Refusal } from "../refusal.ts";

export const NO_PERMISSIONS: PermissionPatterns = {
  platformScope: [],
  orgScope: [],
  teamScope: [],
  projectScope: [],
};

const SCOPE_OF_LIST: Record<keyof PermissionPatterns, Scope> = {
  platformScope: "platform",
  orgScope: "org",
  teamScope: "team",
  projectScope: "project",
};

/** Fills in absent lists, drops repetitions, and refuses what the catalogue does not know, naming each. */
export function readPermissions(
  catalogue: Catalogue,
  given: Partial<Record<keyof PermissionPatterns, readonly string[]>>,
): PermissionPatterns {
  const fields: Record<string, string[]> = {};
  const lists = Object.entries(SCOPE_OF_LIST).map(([list, scope]) => {
    const patterns = [...new Set(given[list as keyof PermissionPatterns] ?? [])];
    const wrong = patterns
      .map((pattern) => complaint(catalogue, scope, pattern))
      .filter((text) => text !== undefined);
    if (wrong.length > 0) fields[`permissions.${list}`] = wrong;
    return [list, patterns];
  });
  const [first] = Object.values(fields);
  if (first) throw new Refusal("unknown_permission", { detail: first.join(" "), fields });
  return Object.fromEntries(lists) as PermissionPatterns;
}

function complaint(catalogue: Catalogue, scope: Scope, pattern: string): string | undefined {
  if (!isPermissionPattern(pattern, scope))
    return `'${pattern}' is not a permission of the scope '${scope}'.`;
  const known = catalogue.entries.some(
    ({ permission }) => permission.startsWith(`${scope}:`) && matchesPattern(pattern, permission),
  );
  return known ? undefined : `The catalogue has no permission '${pattern}'.`;
}
