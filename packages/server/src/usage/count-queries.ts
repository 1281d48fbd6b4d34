import { sql } from "kysely";
import type { Database, Db } from "../db/database.ts";
import type { Level } from "../roles/find.ts";
import { type Visible, visibleTokenIds } from "../tokens/find.ts";

export interface UseCount {
  readonly orgId: string;
  readonly tokenId: string;
  readonly keyId: string;
  /** Empty for none. */
  readonly permission: string;
  /** Slug; empty for none. */
  readonly project: string;
  readonly verdict: string;
  readonly hourMs: number;
  count: number;
  lastAtMs: number;
}

/**
 * Adds to the hours. What names no key of that organization is left out: verifiers report what they are told. Callers
 * make up names of projects and permissions as they like: what does not exist is counted as none, so that rows stay as few
 * as the things there are. Rows are written in one order by all, so that nobody waits for each other.
 */
export async function addCounts({ kysely }: Database, counts: readonly UseCount[]): Promise<void> {
  await sql`
    insert into usage_hour (org_id, token_id, hour, key_id, permission, project, verdict, count, last_at)
    select used."orgId", used."tokenId", to_timestamp(used."hourMs" / 1000), used."keyId",
      coalesce(permission.permission, ''),
      coalesce((select slug from project where org_id = used."orgId" and slug = used.project limit 1), ''),
      used.verdict, sum(used.count), to_timestamp(max(used."lastAtMs") / 1000)
    from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as used (
      "orgId" text, "tokenId" text, "keyId" text, permission text, project text, verdict text,
      "hourMs" float8, "lastAtMs" float8, count bigint
    )
    join token_key on token_key.org_id = used."orgId" and token_key.token_id = used."tokenId" and token_key.id = used."keyId"
    left join permission on permission.permission = used.permission
    group by 1, 2, 3, 4, 5, 6, 7
    order by 1, 2, 3, 4, 5, 6, 7
    on conflict (org_id, token_id, hour, key_id, permission, project, verdict) do update
      set count = usage_hour.count + excluded.count, last_at = greatest(usage_hour.last_at, excluded.last_at)
  `.execute(kysely);
}

export interface UsageFilter {
  readonly orgId: string;
  /** One token, or those of a level that somebody may see. */
  readonly of: { readonly tokenId: string } | { readonly level: Level; readonly visible: Visible };
  /** `refused`: whatever was not allowed. */
  readonly verdict?: string | undefined;
  /** The hours that begin at or after this, and before that. */
  readonly after: Date;
  readonly before: Date;
}

export interface TotalRow {
  readonly permission: string;
  readonly project: string;
  readonly verdict: string;
  readonly count: number;
  readonly last_at: Date;
}

export type BucketRow = TotalRow & { readonly start: Date };

function usesIn(db: Db, { orgId, of, verdict, after, before }: UsageFilter) {
  let query = db
    .selectFrom("usage_hour")
    .select(({ fn }) => [
      "permission",
      "project",
      "verdict",
      // Counts are far below 2^53; as text they would be bigint's.
      sql<number>`sum(count)::float8`.as("count"),
      fn.max("last_at").as("last_at"),
    ])
    .where("org_id", "=", orgId)
    .where("hour", ">=", after)
    .where("hour", "<", before);
  if (verdict === "refused") query = query.where("verdict", "<>", "allowed");
  else if (verdict !== undefined) query = query.where("verdict", "=", verdict);
  return "tokenId" in of
    ? query.where("token_id", "=", of.tokenId)
    : query.where("token_id", "in", visibleTokenIds(db, of.level, of.visible));
}

/** By what was asked for and what became of it; the most frequent first. */
export async function sumUses(db: Db, filter: UsageFilter, limit: number): Promise<TotalRow[]> {
  return usesIn(db, filter)
    .groupBy(["permission", "project", "verdict"])
    .orderBy("count", "desc")
    .orderBy("permission")
    .orderBy("project")
    .orderBy("verdict")
    .limit(limit)
    .execute();
}

/** The same by hours or by days of UTC; the newest first. */
export async function listUses(
  db: Db,
  filter: UsageFilter,
  groupBy: "hour" | "day",
  limit: number,
): Promise<BucketRow[]> {
  const start =
    groupBy === "hour"
      ? sql<Date>`hour`
      : sql<Date>`date_trunc('day', hour at time zone 'UTC') at time zone 'UTC'`;
  return usesIn(db, filter)
    .select(start.as("start"))
    .groupBy(["start", "permission", "project", "verdict"])
    .orderBy("start", "desc")
    .orderBy("permission")
    .orderBy("project")
    .orderBy("verdict")
    .limit(limit)
    .execute();
}

/** The most frequent reason first. */
export async function sumVerdicts(
  db: Db,
  filter: UsageFilter,
): Promise<{ verdict: string; count: number }[]> {
  return db
    .selectFrom(usesIn(db, filter).groupBy(["permission", "project", "verdict"]).as("used"))
    .select(["verdict", sql<number>`sum(count)::float8`.as("count")])
    .groupBy("verdict")
    .orderBy("count", "desc")
    .orderBy("verdict")
    .execute();
}
