import { type Catalogue, covers, decide } from "@keywright/policy";
import type { Principal } from "@keywright/verifier";
import type { Db } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { roleAuthority } from "../roles/coverage.ts";
import type { Level, RoleRow } from "../roles/find.ts";
import { roleDefinition } from "../roles/role-change.ts";
import { listRolesOfTokens, type TokenFilter, type TokenRow } from "./queries.ts";

export interface Viewer {
  readonly catalogue: Catalogue;
  readonly principal: Principal;
}

/**
 * Who sees which token: with `read-all` every one, else those whose role's authority one's own covers, oneself, and what
 * one has issued. So ordinary holders of `read` never see administrators' tokens.
 */
export async function visibleTokens(db: Db, viewer: Viewer, level: Level): Promise<TokenFilter["visible"]> {
  if (seesAll(viewer, level)) return undefined;
  const roles = await listRolesOfTokens(db, level);
  const roleIds = roles.filter((role) => coversRole(viewer, role)).map(({ id }) => id);
  return { roleIds, tokenId: viewer.principal.tokenId };
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
    row.id === visible.tokenId ||
    row.creator_id === visible.tokenId;
  if (!isVisible) throw new Refusal("not_found");
  return row;
}

function seesAll({ catalogue, principal }: Viewer, { teamId }: Level): boolean {
  const permission = teamId === null ? "org:admin:api-tokens:read-all" : "team:admin:api-tokens:read-all";
  const ip = undefined;
  const authority = { ...principal.authority, narrowing: withoutAddresses(principal.authority.narrowing) };
  return decide(catalogue, authority, { permission, teamId: teamId ?? undefined, ip }).allowed;
}

/** The request's address was judged at the gate. */
function withoutAddresses(narrowing: Principal["authority"]["narrowing"]) {
  return narrowing && { ...narrowing, allowedIps: null };
}

function coversRole({ catalogue, principal }: Viewer, role: RoleRow): boolean {
  const authority = { ...principal.authority, narrowing: withoutAddresses(principal.authority.narrowing) };
  return covers(catalogue, authority, roleAuthority(catalogue, roleDefinition(role))).covered;
}
