import { sql } from "kysely";
import type { Db } from "../db/database.ts";

interface OfRole {
  readonly orgId: string;
  readonly roleId: string;
  /** Since then. */
  readonly after: Date;
}

interface Use {
  readonly permission: string;
  readonly project: string;
}

function allowedUses(db: Db, { orgId, roleId, after }: OfRole) {
  return db
    .selectFrom("usage_hour")
    .where("usage_hour.org_id", "=", orgId)
    .where("usage_hour.hour", ">=", after)
    .where("usage_hour.verdict", "=", "allowed")
    .where("usage_hour.permission", "<>", "")
    .where("usage_hour.token_id", "in", (eb) =>
      eb
        .selectFrom("token")
        .select("token.id")
        .where("token.org_id", "=", orgId)
        .where("token.role_id", "=", roleId),
    );
}

/** What the role's tokens were allowed, by permission and project. */
export async function usesOfRole(db: Db, of: OfRole): Promise<Use[]> {
  return allowedUses(db, of).select(["permission", "project"]).distinct().execute();
}

/** How often, and by how many tokens, these uses were made; by permission, the most frequent first. */
export async function countTokensOf(
  db: Db,
  of: OfRole,
  uses: readonly Use[],
): Promise<{ permission: string; calls: number; tokens: number }[]> {
  if (uses.length === 0) return [];
  const asked = sql`select * from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as asked (permission text, project text)`;
  return allowedUses(db, of)
    .select([
      "usage_hour.permission",
      sql<number>`sum(usage_hour.count)::float8`.as("calls"),
      sql<number>`count(distinct usage_hour.token_id)::int`.as("tokens"),
    ])
    .where(sql<boolean>`(usage_hour.permission, usage_hour.project) in (${asked})`)
    .groupBy("usage_hour.permission")
    .orderBy("calls", "desc")
    .orderBy("usage_hour.permission")
    .execute();
}
