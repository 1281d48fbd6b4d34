import type { Db, Tx } from "../db/database.ts";
import { findProject, findProjectForUpdate, listEnvironmentNames, type ProjectsAmong } from "./queries.ts";

/** The project's environments, undefined without such a project; until the transaction ends nobody else changes them. */
export async function lockEnvironments(
  tx: Tx,
  orgId: string,
  projectId: string,
): Promise<readonly string[] | undefined> {
  const project = await findProjectForUpdate(tx, orgId, projectId);
  return project?.environments;
}

/** As they are now. */
export async function environmentsOf(
  db: Db,
  orgId: string,
  projectId: string,
): Promise<readonly string[] | undefined> {
  return (await findProject(db, orgId, projectId))?.environments;
}

/** The first of the names that is no environment of any of these projects. */
export async function findUnknownEnvironment(
  db: Db,
  among: ProjectsAmong,
  names: readonly string[],
): Promise<string | undefined> {
  const known = new Set(await listEnvironmentNames(db, among));
  return names.find((name) => !known.has(name));
}
