import type { PageQuery } from "@keywright/contract";
import type { Authority } from "../authority/authority.ts";
import type { Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import { rolesHeld } from "../roles/holds.ts";
import { inviteMember, removeMember, removeOrgMember } from "./members.ts";
import { type Level, type MembershipRow, showMemberSummary } from "./memberships.ts";
import { findMembershipRow, listMembershipRows } from "./queries.ts";

export function memberHandlers({ authority }: { authority: Authority }) {
  return {
    listMembers: async (db, { org, team }, { query }) =>
      listAt(db, { orgId: org.id, teamId: team.id }, query),

    inviteMember: async (work, { org, team }, { body }) => {
      const { catalogue } = authority.state;
      const { member, roles } = await inviteMember(work, { orgId: org.id, team, catalogue, ...body });
      return show(member, roles);
    },

    getMember: async (db, { org, team }, { params }) =>
      getAt(db, { orgId: org.id, teamId: team.id }, params.memberId),

    removeMember: async (work, { org, team }, { params }) =>
      removeMember(work, { orgId: org.id, team, memberId: params.memberId }),

    listOrgMembers: async (db, { org }, { query }) => listAt(db, { orgId: org.id, teamId: null }, query),

    inviteOrgMember: async (work, { org }, { body }) => {
      const { catalogue } = authority.state;
      const { member, roles } = await inviteMember(work, { orgId: org.id, team: null, catalogue, ...body });
      return show(member, roles);
    },

    getOrgMember: async (db, { org }, { params }) =>
      getAt(db, { orgId: org.id, teamId: null }, params.memberId),

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

function show(row: MembershipRow, roles: readonly string[] = []) {
  return {
    ...showMemberSummary(row),
    roles: [...roles],
    invitedAt: row.invited_at.toISOString(),
    ...(row.joined_at !== null && { joinedAt: row.joined_at.toISOString() }),
  };
}
