import type { OwnPermission } from "@keywright/contract";
import { type Catalogue, decide, hasId, type IdSet, projectsWithin } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";
import type { PrincipalCaller } from "../caller.ts";
import { Refusal } from "../refusal.ts";
import type { Sync, TeamKey } from "./queries.ts";

/** A team, and of its projects those that the caller reaches with what they are about to do. */
export interface SyncPlace extends TeamKey {
  readonly team: Team;
  readonly reach: IdSet;
}

interface Asker {
  readonly catalogue: Catalogue;
  readonly caller: PrincipalCaller;
  readonly org: Org;
  readonly team: Team;
}

export type SyncAction = "read" | "create" | "update" | "delete" | "run";

export function syncPlace({ catalogue, caller, org, team }: Asker, action: SyncAction): SyncPlace {
  const permission = `team:admin:secret-syncs:${action}` as const satisfies OwnPermission;
  const reach = projectsWithin(catalogue, caller.authority, permission, team.id);
  return { orgId: org.id, teamId: team.id, team, reach };
}

/** What is bound to a project out of reach is answered as what does not exist. */
export function requireReached<Row extends Pick<Sync, "project_id">>(
  { reach }: SyncPlace,
  row: Row | undefined,
): Row {
  if (!row) throw new Refusal("not_found");
  if (row.project_id !== null && !hasId(reach, row.project_id)) throw new Refusal("not_found");
  return row;
}

/** Whether somebody may know of a sync that stands in their way. */
export type SeesSync = (sync: Pick<Sync, "team_id" | "project_id">) => boolean;

export type Seer = Omit<Asker, "org">;

/** Those of this team that they may read. */
export function seesSyncs({ catalogue, caller: { authority, origin }, team }: Seer): SeesSync {
  const permission = "team:admin:secret-syncs:read" satisfies OwnPermission;
  const mayRead = decide(catalogue, authority, { permission, teamId: team.id, ip: origin.ip }).allowed;
  const reach = projectsWithin(catalogue, authority, permission, team.id);
  return ({ team_id, project_id }) =>
    mayRead && team_id === team.id && (project_id === null || hasId(reach, project_id));
}
