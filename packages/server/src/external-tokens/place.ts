import type { Catalogue } from "@keywright/policy";
import { type ConnectionPlace, connectionPlace } from "../app-connections/place.ts";
import { Refusal } from "../refusal.ts";
import { type Asker, requireReached, type TeamPlace, teamPlace } from "../teams/team-place.ts";
import type { ExternalTokenRow } from "./queries.ts";

export type ExternalPlace = TeamPlace;

/** One from which platforms are asked. */
export interface AskingPlace extends ExternalPlace {
  /** The same team, and what the caller reaches of its connections. */
  readonly connections: ConnectionPlace;
}

type InTeam = Omit<Asker, "catalogue">;

export type ExternalAction = "read" | "create" | "update" | "delete";

export function externalPlace(catalogue: Catalogue, asker: InTeam, action: ExternalAction): ExternalPlace {
  return teamPlace({ catalogue, ...asker }, `team:admin:external-tokens:${action}`);
}

/** For what a platform is asked for: whoever asks must also reach the connection. */
export function askingPlace(catalogue: Catalogue, asker: InTeam, action: ExternalAction): AskingPlace {
  const connections = connectionPlace({ catalogue, ...asker }, "connect");
  return { ...externalPlace(catalogue, asker, action), connections };
}

/** What is another team's, or was never made, is answered as what does not exist. */
export function requireReachedToken(
  place: ExternalPlace,
  row: ExternalTokenRow | undefined,
): ExternalTokenRow {
  const token = requireReached(place, row);
  if (token.team_id !== place.teamId || token.issued_at === null) throw new Refusal("not_found");
  return token;
}
