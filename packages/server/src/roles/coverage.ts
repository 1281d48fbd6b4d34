import {
  type Authority,
  type Catalogue,
  compileRole,
  covers,
  permissionLabel,
  type RoleDefinition,
} from "@keywright/policy";
import type { Caller } from "../caller.ts";
import { Refusal } from "../refusal.ts";
import type { RoleRow } from "./queries.ts";
import { roleDefinition } from "./role-change.ts";

/** All that a role gives, unnarrowed. */
export function roleAuthority(catalogue: Catalogue, definition: RoleDefinition): Authority {
  return { grants: [compileRole(catalogue, definition)], narrowing: null, publishableOnly: false };
}

/** Nobody can give more authority than they have. `before` is what the receivers hold already: only what is added counts. */
export function requireCovered(
  caller: Caller,
  catalogue: Catalogue,
  wanted: Authority,
  before?: Authority,
): void {
  if (caller.type === "system") return;
  const own = caller.principal.authority;
  const coverage = covers(catalogue, before ? [own, before] : own, wanted);
  if (coverage.covered) return;
  throw new Refusal("escalation", {
    detail:
      `This would give more authority than the token has: '${permissionLabel(coverage.missing)}' (${coverage.missing}) ` +
      "is not covered, or reaches further than the token does.",
  });
}

export function requireRoleCovered(caller: Caller, catalogue: Catalogue, role: RoleRow): void {
  requireCovered(caller, catalogue, roleAuthority(catalogue, roleDefinition(role)));
}
