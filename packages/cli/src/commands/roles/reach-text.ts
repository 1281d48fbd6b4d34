import { restrictionText } from "../../output/restriction.ts";
import type { Role } from "./at.ts";

/** What a role reaches, in words. */
export function reachText({ restrictions }: Pick<Role, "restrictions">): string {
  if (!restrictions.enabled) return "everything";
  if ("projects" in restrictions) return restrictionText(restrictions);
  const teams = restrictions.teams.map(({ teamId, restrictions: inTeam }) =>
    inTeam.enabled ? `${teamId} (${restrictionText(inTeam)})` : teamId,
  );
  return `teams: ${teams.join(", ") || "none"}`;
}
