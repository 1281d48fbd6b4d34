import { type Asker, type TeamPlace, teamPlace } from "../teams/team-place.ts";

export type ConnectionPlace = TeamPlace;

export type ConnectionAction = "read" | "create" | "update" | "delete" | "connect";

export function connectionPlace(asker: Asker, action: ConnectionAction): ConnectionPlace {
  return teamPlace(asker, `team:admin:app-connections:${action}`);
}
