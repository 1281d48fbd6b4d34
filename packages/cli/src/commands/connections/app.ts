import type { Api, DataOf } from "@keywright/contract";
import type { Connection } from "../../connection.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";

/** A platform that can be connected to. */
export type App = DataOf<Api["listConnectableApps"]>["apps"][number];
export type Field = App["fields"][number];

export async function listApps({ api, inTeam }: Connection): Promise<readonly App[]> {
  return (await api.listConnectableApps({ params: inTeam })).apps;
}

export async function findApp(connection: Connection, given: string): Promise<App> {
  const apps = await listApps(connection);
  const found = apps.find(({ app }) => app === given);
  if (found) return found;
  throw new Failure(EXIT.notFound, `There is no app ${given}.`, [
    `Apps: ${apps.map(({ app }) => app).join(", ")}.`,
  ]);
}
