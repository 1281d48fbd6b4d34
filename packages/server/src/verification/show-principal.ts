import { type AuthorityState, exposureOf, type Principal } from "@keywright/verifier";

/** A principal in words: slugs for what it is of, instants for its times. */
export function showPrincipal(state: AuthorityState, principal: Principal) {
  const org = state.orgs.byId(principal.orgId);
  const team = principal.teamId === null ? undefined : org?.teams.byId(principal.teamId);
  const role = (team ?? org)?.roles.byId(principal.roleId);
  return {
    tokenId: principal.tokenId,
    keyId: principal.keyId,
    org: org?.slug ?? "",
    ...(team && { team: team.slug }),
    role: role?.slug ?? "",
    entityType: principal.entityType,
    exposure: exposureOf(principal),
    expiresAt: principal.expiresAt === null ? null : new Date(principal.expiresAt * 1000).toISOString(),
  };
}
