import type { AuthorityState, Org, Role } from "@keywright/verifier";
import type { MemberCaller, Origin } from "../caller.ts";
import type { Db, Tx } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { mustUseSso } from "../sso/enforcement.ts";
import { type HoldRow, keepMember, listHoldsOf, orgIdsOf } from "./queries.ts";
import type { Person } from "./sessions.ts";

interface Membership {
  readonly db: Db;
  /** Given for a write: until it ends, nobody takes from the member what they do it with. */
  readonly tx?: Tx | undefined;
  readonly state: AuthorityState;
  readonly person: Person;
  /** The slug of the organization they name. */
  readonly org: string | undefined;
  readonly origin: Origin;
}

/** A person as a member of one organization, with the authority of all roles they hold there at this moment. */
export async function memberCaller(membership: Membership): Promise<MemberCaller> {
  const { db, tx, state, person, origin } = membership;
  const org = await organizationOf(membership);
  if (tx) await keepMember(tx, person.userId, org.id);
  const holds = await listHoldsOf(tx ?? db, person.userId, org.id);
  const [member] = holds;
  if (!member) throw new Refusal("not_found");
  if (org.suspended) throw new Refusal("suspended");
  if (await isShutOut(tx ?? db, person, holds)) throw ssoRequired();
  const roles = holds.flatMap(({ role_id, team_id }) => findRole(org, role_id, team_id) ?? []);
  return {
    type: "member",
    memberId: member.member_id,
    person,
    orgId: org.id,
    teamId: null,
    name: member.name ?? person.name,
    roleIds: roles.map(({ id }) => id),
    roles: roles.map(({ definition }) => definition),
    authority: {
      grants: roles.map((role) => role.grantIn(state.catalogue)),
      narrowing: null,
      publishableOnly: false,
    },
    origin,
  };
}

async function organizationOf({ db, tx, state, person, org: slug }: Membership): Promise<Org> {
  if (slug !== undefined) {
    const named = state.orgs.bySlug(slug);
    if (!named || !isGoodFor(person, named.id)) throw new Refusal("not_found");
    return named;
  }
  const orgIds = await orgIdsOf(tx ?? db, person.userId);
  const [orgId, ...others] = orgIds.filter((id) => isGoodFor(person, id));
  const only = orgId !== undefined && others.length === 0 ? state.orgs.byId(orgId) : undefined;
  if (only) return only;
  throw new Refusal("org_required", {
    detail:
      orgId === undefined
        ? "You are not a member of any organization."
        : "You are a member of several organizations. Name one in the header keywright-org.",
  });
}

/** A session that began with single sign-on is nothing to any other organization. */
export function isGoodFor({ ssoOrgId }: Person, orgId: string): boolean {
  return ssoOrgId === null || ssoOrgId === orgId;
}

/**
 * Whether the organization wants them to come by its single sign-on, and they did not. `holds` are those there. Its
 * owners come in anyway: somebody must be able to set right what keeps everybody out.
 */
export async function isShutOut(db: Db, { ssoOrgId }: Person, holds: readonly HoldRow[]): Promise<boolean> {
  const [member] = holds;
  if (!member || ssoOrgId !== null) return false;
  if (holds.some(({ role_slug, team_id }) => role_slug === "owner" && team_id === null)) return false;
  return mustUseSso(db, member.org_id, member.email);
}

function ssoRequired(): Refusal {
  return new Refusal("sso_required", {
    detail:
      "Your organization wants you to sign in with its identity provider. Sign in again, by single sign-on.",
  });
}

/** A role that this server has not heard of yet, or that is going, gives nothing. */
export function findRole(org: Org, roleId: string | null, teamId: string | null): Role | undefined {
  if (roleId === null) return undefined;
  return (teamId === null ? org : org.teams.byId(teamId))?.roles.byId(roleId);
}
