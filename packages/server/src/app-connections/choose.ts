import type { OwnPermission } from "@keywright/contract";
import type { Tx } from "../db/database.ts";
import { type Ask, refuseDecision } from "../decision.ts";
import { Refusal, refuseField } from "../refusal.ts";
import type { Asker } from "../teams/team-place.ts";
import { connectionPlace } from "./place.ts";
import { type ConnectionRow, lockConnection } from "./use.ts";

export interface ChoosingCaller extends Asker {
  readonly decide: Ask;
}

/** The connection that a request names in `field`, locked. Whoever names it must be one who may connect with it. */
export async function chooseConnection(
  tx: Tx,
  caller: ChoosingCaller,
  id: string,
  field: string,
): Promise<ConnectionRow> {
  const permission = "team:admin:app-connections:connect" satisfies OwnPermission;
  refuseDecision(caller.decide({ permission, teamId: caller.team.id }));
  try {
    return await lockConnection(tx, connectionPlace(caller, "connect"), id);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "not_found") throw error;
    throw refuseField("unknown_reference", field, "There is no app connection of this id here.");
  }
}
