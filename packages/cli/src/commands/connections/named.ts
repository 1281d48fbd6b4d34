import type { Connection } from "../../connection.ts";
import { idOf } from "../../named.ts";

const CONNECTION_ID = /^con_[0-9a-z]{26}$/;

/** By id or name, for those who may see the team's connections. */
export function connectionId({ api, inTeam }: Connection, given: string): Promise<string> {
  const among = () => Array.fromAsync(api.listAppConnections.rows({ params: inTeam }));
  return idOf(given, { noun: "connection", isId: CONNECTION_ID, among });
}

/** By id or name, for those who may use the connection, and perhaps not see more of it than that. */
export function usableConnectionId({ api, inTeam }: Connection, given: string): Promise<string> {
  const among = () => Array.fromAsync(api.listAvailableAppConnections.rows({ params: inTeam }));
  return idOf(given, { noun: "connection", isId: CONNECTION_ID, among });
}
