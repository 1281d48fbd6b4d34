import { type Authority as HeldAuthority, type Grant, hasBit, holds, type Reach } from "@keywright/policy";
import type { AuthorityState, Org } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import type { MemberCaller, PrincipalCaller, TokenCaller } from "../caller.ts";
import type { Db } from "../db/database.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import { listHeldRoles } from "../roles/holds.ts";
import { findToken } from "../tokens/find.ts";
import { showNarrowing } from "../tokens/narrowing.ts";
import { listPersonalTokens } from "../tokens/personal.ts";
import { showPrincipal } from "../verification/show-principal.ts";

type MeShown = Awaited<ReturnType<Handlers["getMe"]>>;

export function meHandlers({ authority }: { authority: Authority }) {
  const { state } = authority;
  return {
    getMe: (db, { org, caller }) =>
      caller.type === "token" ? showToken(db, state, org, caller) : showMember(db, state, org, caller),

    login: async (_db, { caller }) =>
      caller.type === "token"
        ? { tokenId: caller.principal.tokenId, entityType: caller.principal.entityType }
        : { memberId: caller.memberId, entityType: memberEntityType(state, caller) },

    listMyTokens: (db, { org, caller, now }, { query }) =>
      listPersonalTokens(db, { org, caller, now, catalogue: state.catalogue }, query),
  } satisfies Partial<Handlers>;
}

async function showToken(db: Db, state: AuthorityState, org: Org, caller: TokenCaller): Promise<MeShown> {
  const { principal } = caller;
  const row = await findToken(db, { orgId: org.id, teamId: principal.teamId }, principal.tokenId);
  if (!row) throw new Refusal("revoked");
  const team = principal.teamId === null ? null : (org.teams.byId(principal.teamId) ?? null);
  const role = { id: row.role_slug, name: row.role_name };
  return {
    principal: { type: "token", ...showPrincipal(state, principal), name: row.name },
    role,
    roles: [{ ...role, ...(team && { teamId: team.slug }) }],
    authority: {
      ...showAuthority(state, org, caller),
      ...(row.narrowing && { narrowing: showNarrowing(row.narrowing, state.catalogue, team) }),
    },
    revision: state.revision,
  };
}

async function showMember(db: Db, state: AuthorityState, org: Org, caller: MemberCaller): Promise<MeShown> {
  const { memberId, name, person } = caller;
  const held = await listHeldRoles(db, org.id, memberId);
  return {
    principal: {
      type: "member",
      memberId,
      name,
      email: person.email,
      org: org.slug,
      entityType: memberEntityType(state, caller),
      expiresAt: person.sessionEndsAt.toISOString(),
    },
    roles: held.map(({ slug, name, team_slug }) => ({
      id: slug,
      name,
      ...(team_slug !== null && { teamId: team_slug }),
    })),
    authority: showAuthority(state, org, caller),
    revision: state.revision,
  };
}

/** Whoever holds a permission of the installation acts for it, everybody else in the organization. */
function memberEntityType({ catalogue }: AuthorityState, { authority }: MemberCaller): "platform" | "org" {
  const ofPlatform = catalogue.entries.filter(({ permission }) => permission.startsWith("platform:"));
  return ofPlatform.some(({ permission }) => holds(catalogue, authority, permission)) ? "platform" : "org";
}

function showAuthority(state: AuthorityState, org: Org, { authority }: PrincipalCaller) {
  const { grants } = authority;
  const restrictions = grants.flatMap((grant) => showTeams(org, grant));
  return {
    permissions: heldPermissions(state, authority),
    ...(grants.every(({ teams }) => teams !== null) && { restrictions }),
  };
}

function heldPermissions({ catalogue }: AuthorityState, authority: HeldAuthority): string[] {
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
