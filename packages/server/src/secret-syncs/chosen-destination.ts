import type { Connector } from "@keywright/connectors";
import { chooseConnection } from "../app-connections/choose.ts";
import { type ConnectionRow, openCredentials, readConnector } from "../app-connections/use.ts";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { refuseField } from "../refusal.ts";
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
  const connection = await chooseConnection(work.tx, maker, connectionId, "connectionId");
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
  const { app, method } = await chooseConnection(work.tx, maker, connectionId, "noticeConnectionId");
  if (readConnector(app, method).notify) return;
  throw refuseField("validation_failed", "noticeConnectionId", "Only a webhook can be told of failures.");
}
