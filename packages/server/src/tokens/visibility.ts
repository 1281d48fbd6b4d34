import { type Catalogue, covers, fromAnywhere } from "@keywright/policy";
import { callerId, type PrincipalCaller } from "../caller.ts";
import type { Db } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { roleAuthority } from "../roles/coverage.ts";
import type { Level, RoleRow } from "../roles/find.ts";
import { roleDefinition } from "../roles/role-change.ts";
import type { Visible } from "./list.queries.ts";
import { mayWithTokens } from "./own.ts";
import { listRolesOfTokens, type TokenRow } from "./queries.ts";

export interface Viewer {
  readonly catalogue: Catalogue;
  readonly caller: PrincipalCaller;
}

/**
 * Who sees which token: with `read-all` every one, else those whose role's authority one's own covers, oneself, and what
 * one has issued. So ordinary holders of `read` never see administrators' tokens.
 */
export async function visibleTokens(db: Db, viewer: Viewer, level: Level): Promise<Visible> {
  const asked = { ...viewer, ...level };
  if (mayWithTokens(asked, "read-all")) return undefined;
  const principalId = callerId(viewer.caller);
  if (viewer.caller.type === "member" && !mayWithTokens(asked, "read")) return { roleIds: [], principalId };
  const roles = await listRolesOfTokens(db, level);
  const roleIds = roles.filter((role) => coversRole(viewer, role)).map(({ id }) => id);
  return { roleIds, principalId };
}

/** The same for tokens of these roles, wherever in the organization they are. */
export function visibleOf(viewer: Viewer, orgId: string, roles: readonly RoleRow[]): Visible {
  const isSeen = (role: RoleRow) => {
    const asked = { ...viewer, orgId, teamId: role.team_id };
    return mayWithTokens(asked, "read-all") || (mayWithTokens(asked, "read") && coversRole(viewer, role));
  };
  return { roleIds: roles.filter(isSeen).map(({ id }) => id), principalId: callerId(viewer.caller) };
}

/** Refuses a token out of sight in the words for one that does not exist. */
export async function requireVisible(
  db: Db,
  viewer: Viewer,
  level: Level,
  row: TokenRow | undefined,
): Promise<TokenRow> {
  if (!row) throw new Refusal("not_found");
  const visible = await visibleTokens(db, viewer, level);
  const isVisible =
    !visible ||
    visible.roleIds.includes(row.role_id) ||
    [row.id, row.member_id, row.creator_id].includes(visible.principalId);
  if (!isVisible) throw new Refusal("not_found");
  return row;
}

/** Addresses and websites do not count: the request's were judged at the gate. */
function coversRole({ catalogue, caller }: Viewer, role: RoleRow): boolean {
  const wanted = roleAuthority(catalogue, roleDefinition(role));
  return covers(catalogue, fromAnywhere(caller.authority), wanted).covered;
}
