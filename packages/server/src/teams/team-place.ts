import type { OwnPermission } from "@keywright/contract";
import { type Catalogue, hasId, type IdSet, projectsWithin } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";
import type { PrincipalCaller } from "../caller.ts";
import { Refusal } from "../refusal.ts";
import type { TeamKey } from "./team-key.ts";

/** A team, and of its projects those that the caller reaches with what they are about to do. */
export interface TeamPlace extends TeamKey {
  readonly team: Team;
  readonly reach: IdSet;
}

export interface Asker {
  readonly catalogue: Catalogue;
  readonly caller: PrincipalCaller;
  readonly org: Org;
  readonly team: Team;
}

export function teamPlace({ catalogue, caller, org, team }: Asker, permission: OwnPermission): TeamPlace {
  const reach = projectsWithin(catalogue, caller.authority, permission, team.id);
  return { orgId: org.id, teamId: team.id, team, reach };
}

/** What is bound to a project out of reach is answered as what does not exist. */
export function requireReached<Row extends { readonly project_id: string | null }>(
  { reach }: Pick<TeamPlace, "reach">,
  row: Row | undefined,
): Row {
  if (!row) throw new Refusal("not_found");
  if (row.project_id !== null && !hasId(reach, row.project_id)) throw new Refusal("not_found");
  return row;
}
