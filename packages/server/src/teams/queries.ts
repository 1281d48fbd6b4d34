import type { IdSet } from "@keywright/policy";
import type { Change } from "@keywright/verifier";
import type { Insertable, Selectable, Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import { isIn } from "../db/id-set.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";

export type TeamRow = Selectable<Schema["team"]>;

/** The organization's teams within `reach`, newest first. */
export async function listTeamRows(
  db: Db,
  orgId: string,
  reach: IdSet,
  { beforeId, limit, offset }: Window,
): Promise<TeamRow[]> {
  return db
    .selectFrom("team")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "<", beforeId)
    .where(({ ref }) => isIn(ref("id"), reach))
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function findTeam(db: Db, orgId: string, id: string): Promise<TeamRow | undefined> {
  return db
    .selectFrom("team")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function findTeamForUpdate(tx: Tx, orgId: string, id: string): Promise<TeamRow | undefined> {
  return tx
    .selectFrom("team")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

/**
 * Whether the team is there. If so it stays until commit, with its organization: locked first, because what is put into
 * a team locks that too, by foreign key.
 */
export async function keepTeamRow(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom("org")
    .innerJoin("team", "team.org_id", "org.id")
    .select("team.id")
    .where("org.id", "=", orgId)
    .where("team.id", "=", id)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined;
}

/** Undefined when the organization has a team of this slug already. */
export async function insertTeam(tx: Tx, row: Insertable<Schema["team"]>): Promise<TeamRow | undefined> {
  return tx
    .insertInto("team")
    .values(row)
    .onConflict((conflict) => conflict.columns(["org_id", "slug"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateTeam(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["team"]>,
): Promise<TeamRow> {
  return tx
    .updateTable("team")
    .set(fields)
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Its projects with their secret groups, and who was in it, go along by foreign keys. */
export async function deleteTeamRow(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx.deleteFrom("team").where("org_id", "=", orgId).where("id", "=", id).execute();
}

/** For the snapshot: every team of the installation. */
export async function teamChanges(db: Db): Promise<Change[]> {
  const rows = await db.selectFrom("team").select(["org_id", "id", "slug"]).execute();
  return rows.map(teamChange);
}

export function teamChange({ org_id, id, slug }: Pick<TeamRow, "org_id" | "id" | "slug">): Change {
  return { kind: "team_set", orgId: org_id, teamId: id, slug };
}
