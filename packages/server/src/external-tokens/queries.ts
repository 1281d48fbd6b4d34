import type { IdSet } from "@keywright/policy";
import type { Insertable, Selectable, Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import { isReached } from "../db/id-set.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";
import type { TeamKey } from "../teams/team-key.ts";

/** A token with what people want to see beside it: its project, its connection, and who made it. */
export type ExternalTokenRow = Selectable<Schema["external_token"]> & {
  project_slug: string | null;
  connection_name: string | null;
  creator_name: string | null;
};

export interface ExternalTokenFilter {
  /** Of the project-bound ones, those of these projects. */
  readonly reach: IdSet;
  readonly all: boolean;
  readonly connectionId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly search?: string | undefined;
}

/** Those that the platform has made: an order that nobody was answered is nobody's. */
function tokensWithNames(db: Db, orgId: string) {
  return db
    .selectFrom("external_token as external")
    .leftJoin("project", (join) =>
      join.onRef("project.org_id", "=", "external.org_id").onRef("project.id", "=", "external.project_id"),
    )
    .leftJoin("app_connection as connection", (join) =>
      join
        .onRef("connection.org_id", "=", "external.org_id")
        .onRef("connection.id", "=", "external.connection_id"),
    )
    .leftJoin("token", (join) =>
      join.onRef("token.org_id", "=", "external.org_id").onRef("token.id", "=", "external.creator_id"),
    )
    .leftJoin("member", (join) =>
      join.onRef("member.org_id", "=", "external.org_id").onRef("member.id", "=", "external.creator_id"),
    )
    .selectAll("external")
    .select(["project.slug as project_slug", "connection.name as connection_name"])
    .select(({ fn }) => fn.coalesce("token.name", "member.name", "member.email").as("creator_name"))
    .where("external.org_id", "=", orgId);
}

export async function listExternalTokenRows(
  db: Db,
  { orgId, teamId }: TeamKey,
  { reach, all, connectionId, projectId, search }: ExternalTokenFilter,
  { beforeId, limit, offset }: Window,
): Promise<ExternalTokenRow[]> {
  let query = tokensWithNames(db, orgId)
    .where("external.team_id", "=", teamId)
    .where("external.issued_at", "is not", null)
    .where("external.id", "<", beforeId);
  if (connectionId !== undefined) query = query.where("external.connection_id", "=", connectionId);
  if (projectId !== undefined) query = query.where("external.project_id", "=", projectId);
  if (!all) {
    const accepted = acceptedTokenIds(db, orgId);
    query = query.where(({ or, eb }) =>
      or([eb("external.revoked_at", "is", null), eb("external.id", "in", accepted)]),
    );
  }
  if (search !== undefined) {
    const pattern = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    query = query.where(({ or, eb }) =>
      or([eb("external.name", "ilike", pattern), eb("external.description", "ilike", pattern)]),
    );
  }
  return query
    .where(({ ref }) => isReached(ref("external.project_id"), reach))
    .orderBy("external.id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

/** Those of which a platform may still accept something. */
function acceptedTokenIds(db: Db, orgId: string) {
  return db
    .selectFrom("external_token_key")
    .select("external_token_id")
    .where("org_id", "=", orgId)
    .where("state", "!=", "ended");
}

export async function findExternalTokenRow(
  db: Db,
  orgId: string,
  id: string,
): Promise<ExternalTokenRow | undefined> {
  return tokensWithNames(db, orgId).where("external.id", "=", id).executeTakeFirst();
}

/** Stays as it is until commit. */
export async function lockExternalTokenRow(
  tx: Tx,
  orgId: string,
  id: string,
): Promise<ExternalTokenRow | undefined> {
  await tx
    .selectFrom("external_token")
    .select("id")
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return findExternalTokenRow(tx, orgId, id);
}

export async function insertExternalToken(tx: Tx, row: Insertable<Schema["external_token"]>): Promise<void> {
  await tx.insertInto("external_token").values(row).execute();
}

export async function updateExternalToken(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["external_token"]>,
): Promise<void> {
  await tx
    .updateTable("external_token")
    .set(fields)
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .execute();
}

/** With its order. Not one that the platform has made meanwhile. */
export async function deleteUnissuedToken(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx
    .deleteFrom("external_token")
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .where("issued_at", "is", null)
    .execute();
}

/** Of those made through a connection, or for a project, what a platform may still accept. */
export async function countUnendedTokens(
  db: Db,
  orgId: string,
  of: { readonly connection_id: string } | { readonly project_id: string },
): Promise<number> {
  const [column, id] =
    "project_id" in of
      ? (["external.project_id", of.project_id] as const)
      : (["external.connection_id", of.connection_id] as const);
  const { count } = await db
    .selectFrom("external_token as external")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("external.org_id", "=", orgId)
    .where(column, "=", id)
    .where("external.id", "in", acceptedTokenIds(db, orgId))
    .executeTakeFirstOrThrow();
  return count;
}
