import { type Grant, hasBit, type Reach } from "@keywright/policy";
import type { AuthorityState, Org, Principal } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import { findToken } from "../tokens/find.ts";
import { showNarrowing } from "../tokens/narrowing.ts";
import { showPrincipal } from "../verification/show-principal.ts";

export function meHandlers({ authority }: { authority: Authority }) {
  const { state } = authority;
  return {
    getMe: async (db, { org, caller }) => {
      const { principal } = caller;
      const row = await findToken(db, { orgId: org.id, teamId: principal.teamId }, principal.tokenId);
      if (!row) throw new Refusal("revoked");
      const team = principal.teamId === null ? null : (org.teams.byId(principal.teamId) ?? null);
      const restrictions = principal.authority.grants.flatMap((grant) => showTeams(org, grant));
      return {
        principal: { ...showPrincipal(state, principal), name: row.name },
        role: { id: row.role_slug, name: row.role_name },
        authority: {
          permissions: heldPermissions(state, principal),
          ...(principal.authority.grants.some(({ teams }) => teams !== null) && { restrictions }),
          ...(row.narrowing && { narrowing: showNarrowing(row.narrowing, state.catalogue, team) }),
        },
        revision: state.revision,
      };
    },

    login: async (_db, { caller: { principal } }) => ({
      tokenId: principal.tokenId,
      entityType: principal.entityType,
    }),
  } satisfies Partial<Handlers>;
}

function heldPermissions({ catalogue }: AuthorityState, { authority }: Principal): string[] {
  const { grants, narrowing, publishableOnly } = authority;
  return catalogue.entries
    .filter(({ bit, publishable }) => {
      const kept = !narrowing?.bits || hasBit(narrowing.bits, bit);
      return kept && (publishable || !publishableOnly) && grants.some((grant) => hasBit(grant.bits, bit));
    })
    .map(({ permission }) => permission);
}

function showTeams(org: Org, { teams }: Grant) {
  return [...(teams ?? [])].flatMap(([teamId, reach]) => {
    const team = org.teams.byId(teamId);
    if (!team) return [];
    return [{ teamId: team.slug, restrictions: showReach(reach, (id) => team.projects.byId(id)?.slug) }];
  });
}

function showReach({ projects, environments }: Reach, slugOf: (id: string) => string | undefined) {
  const ids = projects.mode === "all" ? [] : [...projects.ids];
  return {
    enabled: projects.mode !== "all" || environments !== null,
    projects: projects.mode === "all" ? ["*"] : ids.map(slugOf).filter((slug) => slug !== undefined),
    restrictionMode: projects.mode === "notIn" ? ("notIn" as const) : ("in" as const),
    environments: environments && [...environments],
  };
}
