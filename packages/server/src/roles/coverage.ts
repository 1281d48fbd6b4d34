import {
  type Authority,
  type Catalogue,
  compileRole,
  covers,
  type Narrowing,
  permissionLabel,
  type RoleDefinition,
} from "@keywright/policy";
import type { Caller } from "../caller.ts";
import { Refusal } from "../refusal.ts";
import { wildcardOf, withLaterPermissions } from "./later-permissions.ts";
import type { RoleRow } from "./queries.ts";
import { roleDefinition } from "./role-change.ts";

/** All that a role gives, unnarrowed. */
export function roleAuthority(catalogue: Catalogue, definition: RoleDefinition): Authority {
  return { grants: [compileRole(catalogue, definition)], narrowing: null, publishableOnly: false };
}

interface Circumstances {
  /** What the receivers hold already: only what is added counts. */
  readonly before?: RoleDefinition;
  /** What the receiver will be narrowed to whatever becomes of the role: a token's addresses. */
  readonly narrowing?: Narrowing | null;
}

/**
 * Nobody can give more authority than they have, nor more than they will have: a wildcard will name permissions that
 * the catalogue does not hold yet, so it is given only by those who hold one as wide.
 */
export function requireCovered(
  caller: Caller,
  catalogue: Catalogue,
  wanted: RoleDefinition,
  { before, narrowing = null }: Circumstances = {},
): void {
  if (caller.type === "system") return;
  const later = withLaterPermissions(catalogue, wanted.permissions);
  const own = { ...caller.principal.authority, grants: [compileRole(later, caller.role)] };
  const holders = before ? [own, roleAuthority(later, before)] : own;
  const coverage = covers(later, holders, { ...roleAuthority(later, wanted), narrowing });
  if (!coverage.covered) throw escalation(coverage.missing);
}

export function requireRoleCovered(caller: Caller, catalogue: Catalogue, role: RoleRow): void {
  requireCovered(caller, catalogue, roleDefinition(role));
}

function escalation(missing: string): Refusal {
  const wildcard = wildcardOf(missing);
  const what = wildcard
    ? `'${wildcard}', which will also name permissions that come later,`
    : `'${permissionLabel(missing)}' (${missing})`;
  return new Refusal("escalation", {
    detail:
      `This would give more authority than the token has: ${what} is not covered, ` +
      "or reaches further than the token does.",
  });
}
