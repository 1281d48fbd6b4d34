import type { Org, Team } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import { readPermissions } from "./permission-lists.ts";
import { keptPlaces, type PlaceIds, presentPlaces } from "./place-ids.ts";
import { previewRole } from "./preview.ts";
import { countHolds } from "./hold-counts.ts";
import { findRoleBySlug, listRoleRows } from "./queries.ts";
import { readProjectRestriction, readTeamsRestriction } from "./restrictions.ts";
import { createRole, deleteRole, patchRole, putRole, type RolePlace } from "./roles.ts";
import { showOrgRole, showTeamRole } from "./show.ts";
import type { BodyOf } from "@keywright/contract";
import type { api } from "@keywright/contract";

type TeamRoleBody = BodyOf<typeof api.createRole | typeof api.patchRole | typeof api.previewRole>;
type OrgRoleBody = BodyOf<typeof api.createOrgRole | typeof api.patchOrgRole | typeof api.previewOrgRole>;

export function roleHandlers({ authority }: { authority: Authority }) {
  const placeOf = (org: Org, team: Team | null): RolePlace => ({
    org,
    team,
    catalogue: authority.state.catalogue,
  });

  /** What is absent from a PATCH stays absent; `null` clears a restriction. */
  async function readTeamRole<Body extends TeamRoleBody>(
    places: PlaceIds,
    place: RolePlace & { team: Team },
    body: Body,
  ) {
    const { permissions, restrictions, ...fields } = body;
    const team = { orgId: place.org.id, teamId: place.team.id };
    return {
      ...fields,
      permissions: permissions && readPermissions(place.catalogue, permissions),
      restrictions:
        restrictions === undefined ? undefined : await readProjectRestriction(places, team, restrictions),
    };
  }

  async function readOrgRole<Body extends OrgRoleBody>(places: PlaceIds, place: RolePlace, body: Body) {
    const { permissions, restrictions, ...fields } = body;
    return {
      ...fields,
      permissions: permissions && readPermissions(place.catalogue, permissions),
      restrictions:
        restrictions === undefined
          ? undefined
          : await readTeamsRestriction(places, place.org.id, restrictions),
    };
  }

  return {
    listRoles: async (db, { org, team, now }, { query }) => {
      const rows = await listRoleRows(db, { orgId: org.id, teamId: team.id }, windowOf(query));
      const held = await countHolds(db, org.id, rows, now);
      return toPage(rows, query, (row) => ({ ...showTeamRole(row, team), ...held(row) }));
    },
    createRole: async (work, { org, team }, { body }) => {
      const place = { ...placeOf(org, team), team };
      return showTeamRole(
        await createRole(work, place, await readTeamRole(keptPlaces(work), place, body)),
        team,
      );
    },
    putRole: async (work, { org, team }, { body }) => {
      const place = { ...placeOf(org, team), team };
      return showTeamRole(
        await putRole(work, place, await readTeamRole(keptPlaces(work), place, body)),
        team,
      );
    },
    getRole: async (db, { org, team, now }, { params }) => {
      const row = await findRoleBySlug(db, { orgId: org.id, teamId: team.id }, params.roleId);
      if (!row) throw new Refusal("not_found");
      const held = await countHolds(db, org.id, [row], now);
      return { ...showTeamRole(row, team), ...held(row) };
    },
    patchRole: async (work, { org, team }, { params, body }) => {
      const place = { ...placeOf(org, team), team };
      return showTeamRole(
        await patchRole(work, place, params.roleId, await readTeamRole(keptPlaces(work), place, body)),
        team,
      );
    },
    previewRole: async (db, { org, team, caller, now }, { params, body }) => {
      const place = { ...placeOf(org, team), team };
      const fields = await readTeamRole(presentPlaces(org), place, body);
      return previewRole(db, place, { caller, now, slug: params.roleId, fields });
    },
    deleteRole: async (work, { org, team }, { params }) =>
      deleteRole(work, placeOf(org, team), params.roleId),

    listOrgRoles: async (db, { org, now }, { query }) => {
      const rows = await listRoleRows(db, { orgId: org.id, teamId: null }, windowOf(query));
      const held = await countHolds(db, org.id, rows, now);
      return toPage(rows, query, (row) => ({ ...showOrgRole(row, org), ...held(row) }));
    },
    createOrgRole: async (work, { org }, { body }) => {
      const place = placeOf(org, null);
      return showOrgRole(
        await createRole(work, place, await readOrgRole(keptPlaces(work), place, body)),
        org,
      );
    },
    putOrgRole: async (work, { org }, { body }) => {
      const place = placeOf(org, null);
      return showOrgRole(await putRole(work, place, await readOrgRole(keptPlaces(work), place, body)), org);
    },
    getOrgRole: async (db, { org, now }, { params }) => {
      const row = await findRoleBySlug(db, { orgId: org.id, teamId: null }, params.roleId);
      if (!row) throw new Refusal("not_found");
      const held = await countHolds(db, org.id, [row], now);
      return { ...showOrgRole(row, org), ...held(row) };
    },
    patchOrgRole: async (work, { org }, { params, body }) => {
      const place = placeOf(org, null);
      return showOrgRole(
        await patchRole(work, place, params.roleId, await readOrgRole(keptPlaces(work), place, body)),
        org,
      );
    },
    previewOrgRole: async (db, { org, caller, now }, { params, body }) => {
      const place = placeOf(org, null);
      const fields = await readOrgRole(presentPlaces(org), place, body);
      return previewRole(db, place, { caller, now, slug: params.roleId, fields });
    },
    deleteOrgRole: async (work, { org }, { params }) => deleteRole(work, placeOf(org, null), params.roleId),
  } satisfies Partial<Handlers>;
}
