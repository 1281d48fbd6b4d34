import { type IdSet, teamReach } from "@keywright/policy";
import type { Authority } from "../authority/authority.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import type { Invitations } from "../members/invitations.ts";
import { showExpiryNotices } from "../orgs/expiry-notices.ts";
import { showTokenPolicy } from "../orgs/token-policy.ts";
import { Refusal } from "../refusal.ts";
import { findTeam, listTeamRows, type TeamRow } from "./queries.ts";
import { createTeam, deleteTeam, patchTeam } from "./teams.ts";

const ALL_TEAMS: IdSet = { mode: "all" };

interface TeamDeps {
  readonly authority: Authority;
  readonly invitations: Invitations;
}

export function teamHandlers({ authority, invitations }: TeamDeps) {
  return {
    listTeams: async (db, { org, caller, decide }, { query }) => {
      // An organization permission reaches every team; a team permission those of the roles that hold it.
      const reach = decide({ permission: "org:team:general:read" }).allowed
        ? ALL_TEAMS
        : teamReach(authority.state.catalogue, caller.authority, "team:admin:team:read");
      return toPage(await listTeamRows(db, org.id, reach, windowOf(query)), query, show);
    },

    createTeam: async (work, { org }, { body }) => {
      const command = { orgId: org.id, catalogue: authority.state.catalogue, ...body };
      const { team, invitation } = await createTeam(work, invitations, command);
      return { ...show(team), ...(invitation && { invitation }) };
    },

    getTeam: async (db, { org, team }) => {
      const row = await findTeam(db, org.id, team.id);
      if (!row) throw new Refusal("not_found");
      return show(row);
    },

    patchTeam: async (work, at, { body }) =>
      show(await patchTeam(work, { ...at, catalogue: authority.state.catalogue }, body)),

    deleteTeam: async (work, { org, team }) => deleteTeam(work, { orgId: org.id, teamId: team.id }),
  } satisfies Partial<Handlers>;
}

function show(row: TeamRow) {
  return {
    id: row.slug,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    ...(row.email !== null && { email: row.email }),
    tokenPolicy: showTokenPolicy(row),
    expiryNotices: { ...showExpiryNotices(row), connectionId: row.expiry_notice_connection_id },
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
