import type { OwnPermission } from "@keywright/contract";
import { type Catalogue, hasId, type IdSet, projectsWithin } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";
import { type ConnectionPlace, connectionPlace } from "../app-connections/place.ts";
import type { PrincipalCaller } from "../caller.ts";
import { Refusal } from "../refusal.ts";
import type { ExternalTokenRow } from "./queries.ts";

/** A team, and of its projects those that the caller reaches with what they are about to do. */
export interface ExternalPlace {
  readonly orgId: string;
  readonly teamId: string;
  readonly team: Team;
  readonly reach: IdSet;
}

/** One from which platforms are asked. */
export interface AskingPlace extends ExternalPlace {
  /** The same team, and what the caller reaches of its connections. */
  readonly connections: ConnectionPlace;
}

interface Asker {
  readonly caller: PrincipalCaller;
  readonly org: Org;
  readonly team: Team;
}

export type ExternalAction = "read" | "create" | "update" | "delete";

export function externalPlace(
  catalogue: Catalogue,
  { caller, org, team }: Asker,
  action: ExternalAction,
): ExternalPlace {
  const permission = `team:admin:external-tokens:${action}` as const satisfies OwnPermission;
  const reach = projectsWithin(catalogue, caller.authority, permission, team.id);
  return { orgId: org.id, teamId: team.id, team, reach };
}

/** For what a platform is asked for: whoever asks must also reach the connection. */
export function askingPlace(catalogue: Catalogue, asker: Asker, action: ExternalAction): AskingPlace {
  const connections = connectionPlace({ catalogue, ...asker }, "connect");
  return { ...externalPlace(catalogue, asker, action), connections };
}

/** What is another team's, was never made, or is bound to a project out of reach, is answered as what does not exist. */
export function requireReachedToken(
  { teamId, reach }: ExternalPlace,
  row: ExternalTokenRow | undefined,
): ExternalTokenRow {
  if (!row || row.team_id !== teamId || row.issued_at === null) throw new Refusal("not_found");
  if (row.project_id !== null && !hasId(reach, row.project_id)) throw new Refusal("not_found");
  return row;
}
