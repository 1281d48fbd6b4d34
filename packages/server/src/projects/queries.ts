import type { IdSet } from "@keywright/policy";
import type { Change } from "@keywright/verifier";
import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import { isIn } from "../db/id-set.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";
import type { TeamKey } from "../teams/team-key.ts";

export type ProjectRow = Selectable<Schema["project"]>;

/** The team's projects within `reach`, newest first. */
export async function listProjectRows(
  db: Db,
  { orgId, teamId }: TeamKey,
  reach: IdSet,
  { beforeId, limit, offset }: Window,
): Promise<ProjectRow[]> {
  return db
    .selectFrom("project")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("team_id", "=", teamId)
    .where("id", "<", beforeId)
    .where(({ ref }) => isIn(ref("id"), reach))
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function findProject(db: Db, orgId: string, id: string): Promise<ProjectRow | undefined> {
  return db
    .selectFrom("project")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function findProjectForUpdate(
  tx: Tx,
  orgId: string,
  id: string,
): Promise<ProjectRow | undefined> {
  return tx
    .selectFrom("project")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

export interface ProjectsAmong {
  readonly orgId: string;
  /** Null: of every team. */
  readonly teamId: string | null;
  /** Left out: all of them. */
  readonly projectIds?: readonly string[] | undefined;
}

/** The names of all environments that these projects have, each once. */
export async function listEnvironmentNames(
  db: Db,
  { orgId, teamId, projectIds }: ProjectsAmong,
): Promise<string[]> {
  let query = db
    .selectFrom("project")
    .select(({ ref }) => sql<string>`jsonb_array_elements_text(${ref("environments")})`.as("name"))
    .distinct()
    .where("org_id", "=", orgId);
  if (teamId !== null) query = query.where("team_id", "=", teamId);
  if (projectIds) query = query.where("id", "in", projectIds);
  return (await query.execute()).map(({ name }) => name);
}

/** Undefined when the team has a project of this slug already. */
export async function insertProject(
  tx: Tx,
  row: Insertable<Schema["project"]>,
): Promise<ProjectRow | undefined> {
  return tx
    .insertInto("project")
    .values(row)
    .onConflict((conflict) => conflict.columns(["org_id", "team_id", "slug"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateProject(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["project"]>,
): Promise<ProjectRow> {
  return tx
    .updateTable("project")
    .set(fields)
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteProjectRow(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx.deleteFrom("project").where("org_id", "=", orgId).where("id", "=", id).execute();
}

/** For the snapshot: every project of the installation. */
export async function projectChanges(db: Db): Promise<Change[]> {
  const rows = await db.selectFrom("project").select(["org_id", "team_id", "id", "slug"]).execute();
  return rows.map((row) => ({
    kind: "project_set",
    orgId: row.org_id,
    teamId: row.team_id,
    projectId: row.id,
    slug: row.slug,
  }));
}
