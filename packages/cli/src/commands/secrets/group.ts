import type { Connection } from "../../connection.ts";
import { idOf, SLUG } from "../../named.ts";
import { projectId } from "../projects.ts";

/** The path of a secret group, from the names or ids of project and group. */
export async function groupParams(connection: Connection, project: string, group: string) {
  const { api, inTeam } = connection;
  const params = { ...inTeam, projectId: await projectId(connection, project) };
  const among = () => Array.fromAsync(api.listSecretGroups.rows({ params }));
  return { ...params, secretId: await idOf(group, { noun: "secret group", isId: SLUG, among }) };
}
