import {
  type Authority,
  type Catalogue,
  compileRole,
  type Coverage,
  covers,
  type Narrowing,
  permissionLabel,
  type RoleDefinition,
} from "@keywright/policy";
import type { Caller, PrincipalCaller } from "../caller.ts";
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
  circumstances: Circumstances = {},
): void {
  if (caller.type === "system") return;
  if (caller.type === "arrival") throw new Error("whoever is on their way in gives nothing to anybody");
  if (caller.type === "trust_rule")
    throw new Error("a trust rule gives what it was made to give, and no more");
  const coverage = coverageBy(caller, catalogue, wanted, circumstances);
  if (!coverage.covered) throw escalation(coverage.missing, caller);
}

/** The same as an answer, for those who want to know beforehand. */
export function isCovered(...given: Parameters<typeof coverageBy>): boolean {
  return coverageBy(...given).covered;
}

function coverageBy(
  caller: PrincipalCaller,
  catalogue: Catalogue,
  wanted: RoleDefinition,
  { before, narrowing = null }: Circumstances,
): Coverage {
  const later = withLaterPermissions(catalogue, wanted.permissions);
  const own = { ...caller.authority, grants: caller.roles.map((role) => compileRole(later, role)) };
  const holders = before ? [own, roleAuthority(later, before)] : own;
  return covers(later, holders, { ...roleAuthority(later, wanted), narrowing });
}

export function requireRoleCovered(caller: Caller, catalogue: Catalogue, role: RoleRow): void {
  requireCovered(caller, catalogue, roleDefinition(role));
}

function escalation(missing: string, caller: PrincipalCaller): Refusal {
  const wildcard = wildcardOf(missing);
  const what = wildcard
    ? `'${wildcard}', which will also name permissions that come later,`
    : `'${permissionLabel(missing)}' (${missing})`;
  const [has, does] = caller.type === "member" ? ["you have", "you do"] : ["the token has", "the token does"];
  return new Refusal("escalation", {
    detail:
      `This would give more authority than ${has}: ${what} is not covered, ` +
      `or reaches further than ${does}.`,
  });
}
