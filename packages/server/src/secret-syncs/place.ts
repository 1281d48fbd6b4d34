import type { OwnPermission } from "@keywright/contract";
import { decide, hasId, projectsWithin } from "@keywright/policy";
import { type Asker, type TeamPlace, teamPlace } from "../teams/team-place.ts";
import type { Sync } from "./queries.ts";

export type SyncPlace = TeamPlace;

export type SyncAction = "read" | "create" | "update" | "delete" | "run";

export function syncPlace(asker: Asker, action: SyncAction): SyncPlace {
  return teamPlace(asker, `team:admin:secret-syncs:${action}`);
}

/** Whether somebody may know of a sync that stands in their way. */
export type SeesSync = (sync: Pick<Sync, "team_id" | "project_id">) => boolean;

export type Seer = Omit<Asker, "org">;

/** Those of this team that they may read. */
export function seesSyncs({ catalogue, caller: { authority, origin }, team }: Seer): SeesSync {
  const permission = "team:admin:secret-syncs:read" satisfies OwnPermission;
  const mayRead = decide(catalogue, authority, {
    permission,
    teamId: team.id,
    ip: origin.ip,
    origin: origin.website,
  }).allowed;
  const reach = projectsWithin(catalogue, authority, permission, team.id);
  return ({ team_id, project_id }) =>
    mayRead && team_id === team.id && (project_id === null || hasId(reach, project_id));
}
