import { chooseConnection, type ChoosingCaller } from "../app-connections/choose.ts";
import { readConnector } from "../app-connections/use.ts";
import type { Db, Tx } from "../db/database.ts";
import { Refusal, refuseField } from "../refusal.ts";
import type { TeamKey } from "../teams/team-key.ts";
import { isNoticeConnection } from "./queries.ts";

const FIELD = "expiryNotices.connectionId";

/** The whole team's: a project's goes with its project, and the team's notices would go with it. */
export async function requireNoticeConnection(tx: Tx, caller: ChoosingCaller, id: string): Promise<void> {
  const { app, method, project_id } = await chooseConnection(tx, caller, id, FIELD);
  if (!readConnector(app, method).notify) {
    throw refuseField("unknown_reference", FIELD, "Only a webhook can be told of tokens that expire.");
  }
  if (project_id !== null) {
    throw refuseField(
      "unknown_reference",
      FIELD,
      "It is bound to a project; notices take one of the whole team.",
    );
  }
}

export async function refuseNoticeConnection(db: Db, team: TeamKey, connectionId: string): Promise<void> {
  if (!(await isNoticeConnection(db, team, connectionId))) return;
  throw new Refusal("app_connection_in_use", {
    detail:
      "The app connection is used by the team's notices before expiry. Give them another in the team's settings " +
      "first, or none.",
  });
}
