import type { PageQuery } from "@keywright/contract";
import type { Authority } from "../authority/authority.ts";
import type { Database, Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import { rolesHeld } from "../roles/holds.ts";
import type { SignIn } from "../sign-in/sign-in.ts";
import { acceptInvitation, type InvitationFound, readInvitation } from "./accept.ts";
import { type Invitations, resendInvitation } from "./invitations.ts";
import { inviteMember, removeMember, removeOrgMember } from "./members.ts";
import { type Level, type MembershipRow, showMemberSummary } from "./memberships.ts";
import { findMembershipRow, listMembershipRows } from "./queries.ts";

interface MemberDeps {
  readonly authority: Authority;
  readonly database: Database;
  readonly invitations: Invitations;
  readonly signIn: SignIn;
}

export function memberHandlers({ authority, database, invitations, signIn }: MemberDeps) {
  return {
    listMembers: async (db, { org, team }, { query }) =>
      listAt(db, { orgId: org.id, teamId: team.id }, query),

    inviteMember: async (work, { org, team }, { body }) => {
      const { catalogue } = authority.state;
      const command = { orgId: org.id, team, catalogue, invitations, ...body };
      return showInvited(await inviteMember(work, command));
    },

    getMember: async (db, { org, team }, { params }) =>
      getAt(db, { orgId: org.id, teamId: team.id }, params.memberId),

    resendInvitation: async (work, { org, team }, { params }) =>
      resendInvitation(work, invitations, { orgId: org.id, team, memberId: params.memberId }),

    removeMember: async (work, { org, team }, { params }) =>
      removeMember(work, { orgId: org.id, team, memberId: params.memberId }),

    listOrgMembers: async (db, { org }, { query }) => listAt(db, { orgId: org.id, teamId: null }, query),

    inviteOrgMember: async (work, { org }, { body }) => {
      const { catalogue } = authority.state;
      const command = { orgId: org.id, team: null, catalogue, invitations, ...body };
      return showInvited(await inviteMember(work, command));
    },

    getOrgMember: async (db, { org }, { params }) =>
      getAt(db, { orgId: org.id, teamId: null }, params.memberId),

    resendOrgInvitation: async (work, { org }, { params }) =>
      resendInvitation(work, invitations, { orgId: org.id, team: null, memberId: params.memberId }),

    inspectInvitation: async ({ now }, { body }) =>
      showInvitation(await readInvitation(database.kysely, body.secret, now)),

    acceptInvitation: async (visit, { body }) => {
      const { newcomer, ...place } = await acceptInvitation({ database, authority }, body, visit);
      if (newcomer) visit.setCookies(await signIn.withPassword(newcomer, visit.origin));
      return place;
    },

    removeOrgMember: async (work, { org }, { params }) =>
      removeOrgMember(work, { orgId: org.id, memberId: params.memberId }),
  } satisfies Partial<Handlers>;
}

async function listAt(db: Db, level: Level, query: PageQuery) {
  const rows = await listMembershipRows(db, level, {}, windowOf(query));
  const held = await rolesHeld(
    db,
    level,
    rows.map(({ id }) => id),
  );
  return toPage(rows, query, (row) => show(row, held.get(row.id)));
}

async function getAt(db: Db, level: Level, memberId: string) {
  const row = await findMembershipRow(db, level, memberId);
  if (!row) throw new Refusal("not_found");
  const held = await rolesHeld(db, level, [memberId]);
  return show(row, held.get(memberId));
}

function showInvited({ member, roles, invitation }: Awaited<ReturnType<typeof inviteMember>>) {
  return { ...show(member, roles), ...(invitation && { invitation }) };
}

function showInvitation({ invitation, hasAccount }: InvitationFound) {
  const { org_slug, org_name, team_slug, team_name, email, name, invited_by, expires_at } = invitation;
  return {
    org: { id: org_slug, name: org_name },
    ...(team_slug !== null && { team: { id: team_slug, name: team_name ?? team_slug } }),
    email,
    ...(name !== null && { name }),
    ...(invited_by !== null && { invitedBy: invited_by }),
    expiresAt: expires_at.toISOString(),
    hasAccount,
  };
}

function show(row: MembershipRow, roles: readonly string[] = []) {
  return {
    ...showMemberSummary(row),
    roles: [...roles],
    invitedAt: row.invited_at.toISOString(),
    ...(row.joined_at !== null && { joinedAt: row.joined_at.toISOString() }),
  };
}
