import type { GroupType } from "@keywright/contract";
import type { Insertable, Selectable, Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";

export type SecretGroupRow = Selectable<Schema["secret_group"]>;

const METADATA = [
  "id",
  "slug",
  "name",
  "description",
  "type",
  "secret_type",
  "priority",
  "environment",
  "tags",
  "targets",
  "updated_at",
] as const;
/** All that a list needs; values, even sealed, stay where they are. */
export type SecretGroupMetadata = Pick<SecretGroupRow, (typeof METADATA)[number]>;

export interface ProjectKey {
  readonly orgId: string;
  readonly projectId: string;
}

/** The groups of one type that someone reaches: those of these environments, or (null) all, also those of none. */
export interface TypeReach {
  readonly type: GroupType;
  readonly environments: ReadonlySet<string> | null;
}

/** The project's groups within `reach`, newest first. */
export async function listSecretGroupRows(
  db: Db,
  { orgId, projectId }: ProjectKey,
  reach: readonly TypeReach[],
  { beforeId, limit, offset }: Window,
): Promise<SecretGroupMetadata[]> {
  const reached = reach.filter(({ environments }) => environments === null || environments.size > 0);
  if (reached.length === 0) return [];
  return db
    .selectFrom("secret_group")
    .select(METADATA)
    .where("org_id", "=", orgId)
    .where("project_id", "=", projectId)
    .where("id", "<", beforeId)
    .where((eb) =>
      eb.or(
        reached.map(({ type, environments }) =>
          environments === null
            ? eb("type", "=", type)
            : eb.and([eb("type", "=", type), eb("environment", "in", [...environments])]),
        ),
      ),
    )
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function findSecretGroup(
  db: Db,
  { orgId, projectId }: ProjectKey,
  slug: string,
): Promise<SecretGroupRow | undefined> {
  return db
    .selectFrom("secret_group")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("project_id", "=", projectId)
    .where("slug", "=", slug)
    .executeTakeFirst();
}

/** For those who have been told of it by a row of theirs. */
export async function findSecretGroupById(
  db: Db,
  orgId: string,
  id: string,
): Promise<SecretGroupRow | undefined> {
  return db
    .selectFrom("secret_group")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function findSecretGroupForUpdate(
  tx: Tx,
  { orgId, projectId }: ProjectKey,
  slug: string,
): Promise<SecretGroupRow | undefined> {
  return tx
    .selectFrom("secret_group")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("project_id", "=", projectId)
    .where("slug", "=", slug)
    .forUpdate()
    .executeTakeFirst();
}

/** Undefined when the project has a group of this slug already. */
export async function insertSecretGroup(
  tx: Tx,
  row: Insertable<Schema["secret_group"]>,
): Promise<SecretGroupRow | undefined> {
  return tx
    .insertInto("secret_group")
    .values(row)
    .onConflict((conflict) => conflict.columns(["org_id", "project_id", "slug"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateSecretGroup(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["secret_group"]>,
): Promise<SecretGroupRow> {
  return tx
    .updateTable("secret_group")
    .set(fields)
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteSecretGroupRow(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx.deleteFrom("secret_group").where("org_id", "=", orgId).where("id", "=", id).execute();
}

export async function countSecretGroupRows(db: Db, { orgId, projectId }: ProjectKey): Promise<number> {
  const { count } = await db
    .selectFrom("secret_group")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("org_id", "=", orgId)
    .where("project_id", "=", projectId)
    .executeTakeFirstOrThrow();
  return count;
}
