import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

export type RotationRow = Selectable<Schema["token_rotation"]>;
export type RotationFields = Updateable<Schema["token_rotation"]>;

export interface TokenKey {
  readonly orgId: string;
  readonly tokenId: string;
}

export async function findRotation(db: Db, { orgId, tokenId }: TokenKey): Promise<RotationRow | undefined> {
  return db
    .selectFrom("token_rotation")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("token_id", "=", tokenId)
    .executeTakeFirst();
}

export async function insertRotation(
  tx: Tx,
  row: Insertable<Schema["token_rotation"]>,
): Promise<RotationRow> {
  return tx.insertInto("token_rotation").values(row).returningAll().executeTakeFirstOrThrow();
}

export async function updateRotation(
  tx: Tx,
  { orgId, tokenId }: TokenKey,
  fields: RotationFields,
): Promise<RotationRow> {
  return tx
    .updateTable("token_rotation")
    .set(fields)
    .where("org_id", "=", orgId)
    .where("token_id", "=", tokenId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteRotationRow(tx: Tx, { orgId, tokenId }: TokenKey): Promise<void> {
  await tx.deleteFrom("token_rotation").where("org_id", "=", orgId).where("token_id", "=", tokenId).execute();
}

/**
 * Locks the rotation that has waited for longest, for this transaction to look at: no other server does meanwhile.
 * Concerns every organization: the installation rotates for all of them.
 */
export async function claimRotation(tx: Tx, now: Date): Promise<RotationRow | undefined> {
  return tx
    .selectFrom("token_rotation")
    .selectAll()
    .where("look_at", "<=", now)
    .orderBy("look_at")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

interface TokenOfKeys extends TokenKey {
  /** What the token's line of derived tokens began with. */
  readonly lineId: string;
  /** Derived tokens that have expired by then no longer count: whoever used them has had to derive others. */
  readonly expiredBefore: Date;
}

/** When each key of the token was last used, it or any token derived with it. */
export async function listKeyUses(
  tx: Tx,
  { orgId, tokenId, lineId, expiredBefore }: TokenOfKeys,
): Promise<{ id: string; last_used_at: Date | null }[]> {
  const { rows } = await sql<{ id: string; last_used_at: Date | null }>`
    with recursive line(id, last_used_at, key_id) as (
      select id, last_used_at, derived_from_key from token
      where org_id = ${orgId} and line_id = ${lineId} and expires_at > ${expiredBefore} and derived_from = ${tokenId}
      union all
      select token.id, token.last_used_at, line.key_id from line
      join token on token.org_id = ${orgId} and token.line_id = ${lineId}
        and token.expires_at > ${expiredBefore} and token.derived_from = line.id
    )
    select token_key.id, greatest(token_key.last_used_at, max(line.last_used_at)) as last_used_at
    from token_key left join line on line.key_id = token_key.id
    where token_key.org_id = ${orgId} and token_key.token_id = ${tokenId}
    group by token_key.org_id, token_key.token_id, token_key.id, token_key.last_used_at
  `.execute(tx);
  return rows;
}

export async function listSyncNames(
  tx: Tx,
  orgId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("sync")
    .select(["id", "name"])
    .where("org_id", "=", orgId)
    .where("id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** To which projects the syncs belong that made these runs; null for a team-wide one. */
export async function listProjectsOfRuns(
  db: Db,
  orgId: string,
  runIds: readonly string[],
): Promise<(string | null)[]> {
  if (runIds.length === 0) return [];
  const rows = await db
    .selectFrom("sync_run as run")
    .innerJoin("sync", (join) =>
      join.onRef("sync.org_id", "=", "run.org_id").onRef("sync.id", "=", "run.sync_id"),
    )
    .select("sync.project_id")
    .where("run.org_id", "=", orgId)
    .where("run.id", "in", runIds)
    .execute();
  return rows.map(({ project_id }) => project_id);
}

/** Each once, however many syncs of the token tell by it. */
export async function listNoticeConnections(tx: Tx, { orgId, tokenId }: TokenKey): Promise<string[]> {
  const rows = await tx
    .selectFrom("sync")
    .select("notice_connection_id as id")
    .distinct()
    .where("org_id", "=", orgId)
    .where("source_token_id", "=", tokenId)
    .where("notice_connection_id", "is not", null)
    .$narrowType<{ id: string }>()
    .execute();
  return rows.map(({ id }) => id);
}
