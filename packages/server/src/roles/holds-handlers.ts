import type { Api, ParamsOf, QueryOf } from "@keywright/contract";
import type { Authority } from "../authority/authority.ts";
import type { Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import { listHolders, showMemberSummary } from "../members/memberships.ts";
import { Refusal } from "../refusal.ts";
import { addHold, removeHold } from "./holds.ts";
import { findRoleBySlug, type Level } from "./queries.ts";

interface ListInput {
  readonly params: ParamsOf<Api["listRoleMembers"]>;
  readonly query: QueryOf<Api["listRoleMembers"]>;
}

export function holdHandlers({ authority }: { authority: Authority }) {
  return {
    listRoleMembers: async (db, { org, team }, input) =>
      listAt(db, { orgId: org.id, teamId: team.id }, input),

    addRoleMember: async (work, { org, team }, { params, body }) => {
      const { catalogue } = authority.state;
      const hold = { orgId: org.id, team, roleSlug: params.roleId, memberId: body.userId };
      return showMemberSummary(await addHold(work, { ...hold, catalogue }));
    },

    removeRoleMember: async (work, { org, team }, { params }) =>
      removeHold(work, { orgId: org.id, team, roleSlug: params.roleId, memberId: params.memberId }),

    listOrgRoleMembers: async (db, { org }, input) => listAt(db, { orgId: org.id, teamId: null }, input),

    addOrgRoleMember: async (work, { org }, { params, body }) => {
      const { catalogue } = authority.state;
      const hold = { orgId: org.id, team: null, roleSlug: params.roleId, memberId: body.userId };
      return showMemberSummary(await addHold(work, { ...hold, catalogue }));
    },

    removeOrgRoleMember: async (work, { org }, { params }) =>
      removeHold(work, { orgId: org.id, team: null, roleSlug: params.roleId, memberId: params.memberId }),
  } satisfies Partial<Handlers>;
}

async function listAt(db: Db, level: Level, { params, query }: ListInput) {
  const role = await findRoleBySlug(db, level, params.roleId);
  if (!role) throw new Refusal("not_found");
  const rows = await listHolders(
    db,
    { ...level, roleId: role.id, memberIds: query.userIds },
    windowOf(query),
  );
  return toPage(rows, query, showMemberSummary);
}
