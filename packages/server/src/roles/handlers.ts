import type { Org, Team } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import { readPermissions } from "./permission-lists.ts";
import { findRoleBySlug, listRoleRows } from "./queries.ts";
import { readProjectRestriction, readTeamsRestriction } from "./restrictions.ts";
import { createRole, deleteRole, patchRole, putRole, type RolePlace } from "./roles.ts";
import { showOrgRole, showTeamRole } from "./show.ts";
import type { Work } from "../changes/work.ts";
import type { BodyOf } from "@keywright/contract";
import type { api } from "@keywright/contract";

type TeamRoleBody = BodyOf<typeof api.createRole> | BodyOf<typeof api.patchRole>;
type OrgRoleBody = BodyOf<typeof api.createOrgRole> | BodyOf<typeof api.patchOrgRole>;

export function roleHandlers({ authority }: { authority: Authority }) {
  const placeOf = (org: Org, team: Team | null): RolePlace => ({
    org,
    team,
    catalogue: authority.state.catalogue,
  });

  /** What is absent from a PATCH stays absent; `null` clears a restriction. */
  async function readTeamRole<Body extends TeamRoleBody>(
    work: Work,
    place: RolePlace & { team: Team },
    body: Body,
  ) {
    const { permissions, restrictions, ...fields } = body;
    const team = { orgId: place.org.id, teamId: place.team.id };
    return {
      ...fields,
      permissions: permissions && readPermissions(place.catalogue, permissions),
      restrictions:
        restrictions === undefined ? undefined : await readProjectRestriction(work, team, restrictions),
    };
  }

  async function readOrgRole<Body extends OrgRoleBody>(work: Work, place: RolePlace, body: Body) {
    const { permissions, restrictions, ...fields } = body;
    return {
      ...fields,
      permissions: permissions && readPermissions(place.catalogue, permissions),
      restrictions:
        restrictions === undefined ? undefined : await readTeamsRestriction(work, place.org.id, restrictions),
    };
  }

  return {
    listRoles: async (db, { org, team }, { query }) => {
      const rows = await listRoleRows(db, { orgId: org.id, teamId: team.id }, windowOf(query));
      return toPage(rows, query, (row) => showTeamRole(row, team));
    },
    createRole: async (work, { org, team }, { body }) => {
      const place = { ...placeOf(org, team), team };
      return showTeamRole(await createRole(work, place, await readTeamRole(work, place, body)), team);
    },
    putRole: async (work, { org, team }, { body }) => {
      const place = { ...placeOf(org, team), team };
      return showTeamRole(await putRole(work, place, await readTeamRole(work, place, body)), team);
    },
    getRole: async (db, { org, team }, { params }) => {
      const row = await findRoleBySlug(db, { orgId: org.id, teamId: team.id }, params.roleId);
      if (!row) throw new Refusal("not_found");
      return showTeamRole(row, team);
    },
    patchRole: async (work, { org, team }, { params, body }) => {
      const place = { ...placeOf(org, team), team };
      return showTeamRole(
        await patchRole(work, place, params.roleId, await readTeamRole(work, place, body)),
        team,
      );
    },
    deleteRole: async (work, { org, team }, { params }) =>
      deleteRole(work, placeOf(org, team), params.roleId),

    listOrgRoles: async (db, { org }, { query }) => {
      const rows = await listRoleRows(db, { orgId: org.id, teamId: null }, windowOf(query));
      return toPage(rows, query, (row) => showOrgRole(row, org));
    },
    createOrgRole: async (work, { org }, { body }) => {
      const place = placeOf(org, null);
      return showOrgRole(await createRole(work, place, await readOrgRole(work, place, body)), org);
    },
    putOrgRole: async (work, { org }, { body }) => {
      const place = placeOf(org, null);
      return showOrgRole(await putRole(work, place, await readOrgRole(work, place, body)), org);
    },
    getOrgRole: async (db, { org }, { params }) => {
      const row = await findRoleBySlug(db, { orgId: org.id, teamId: null }, params.roleId);
      if (!row) throw new Refusal("not_found");
      return showOrgRole(row, org);
    },
    patchOrgRole: async (work, { org }, { params, body }) => {
      const place = placeOf(org, null);
      return showOrgRole(
        await patchRole(work, place, params.roleId, await readOrgRole(work, place, body)),
        org,
      );
    },
    deleteOrgRole: async (work, { org }, { params }) => deleteRole(work, placeOf(org, null), params.roleId),
  } satisfies Partial<Handlers>;
}
