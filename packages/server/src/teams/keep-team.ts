import type { Tx } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { keepTeamRow } from "./queries.ts";

/**
 * The team stays until commit, or is gone and this is refused. Without it, what is put into a team while that is deleted
 * would be left behind. Locks are taken in the order team, projects, roles: this one comes first.
 */
export async function keepTeam(tx: Tx, orgId: string, teamId: string): Promise<void> {
  if (!(await keepTeamRow(tx, orgId, teamId))) throw new Refusal("not_found");
}
