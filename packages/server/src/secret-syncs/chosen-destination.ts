import type { OwnPermission } from "@keywright/contract";
import type { Connector } from "@keywright/connectors";
import {
  type ConnectionRow,
  lockConnection,
  openCredentials,
  readConnector,
} from "../app-connections/use.ts";
import { connectionPlace } from "../app-connections/place.ts";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { refuseDecision } from "../decision.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { hashDestination, readDestination, requireVariables } from "./destination.ts";
import type { Maker } from "./maker.ts";

export interface ChosenDestination {
  readonly connection: ConnectionRow;
  readonly connector: Connector;
  readonly columns: {
    readonly connection_id: string;
    readonly destination: string;
    readonly destination_hash: string;
  };
}

/** A place on a platform, through a connection that its maker may use. */
export async function chooseDestination(
  work: Work,
  maker: Maker,
  { connectionId, destination: given }: { readonly connectionId: string; readonly destination: unknown },
): Promise<ChosenDestination> {
  const connection = await reachConnection(work, maker, connectionId, "connectionId");
  const proof = await openCredentials(work.tx, maker.encryption, connection);
  const destination = readDestination(requireVariables(proof.connector), given);
  return {
    connection,
    connector: proof.connector,
    columns: {
      connection_id: connection.id,
      destination: json(destination),
      destination_hash: await hashDestination(work.tx, maker.encryption, proof, destination),
    },
  };
}

/** One that is told of failures. */
export async function chooseNotices(work: Work, maker: Maker, connectionId: string | null): Promise<void> {
  if (connectionId === null) return;
  const { app, method } = await reachConnection(work, maker, connectionId, "noticeConnectionId");
  if (readConnector(app, method).notify) return;
  throw refuseField("validation_failed", "noticeConnectionId", "Only a webhook can be told of failures.");
}

async function reachConnection(work: Work, maker: Maker, id: string, field: string): Promise<ConnectionRow> {
  const permission = "team:admin:app-connections:connect" satisfies OwnPermission;
  refuseDecision(maker.decide({ permission, teamId: maker.team.id }));
  try {
    return await lockConnection(work.tx, connectionPlace(maker, "connect"), id);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "not_found") throw error;
    throw refuseField("unknown_reference", field, "There is no app connection of this id here.");
  }
}
