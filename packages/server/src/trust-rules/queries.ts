import type { Insertable, Selectable, Updateable } from "kysely";
import { anyOf } from "../db/any-of.ts";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";
import { DUPLICATE, sqlState } from "../db/sql-state.ts";
import type { TeamKey } from "../teams/team-key.ts";

export type TrustRule = Selectable<Schema["trust_rule"]>;

/** A rule with what people want to see beside it: its role, and who made it. */
export type TrustRuleRow = TrustRule & {
  role_slug: string;
  creator_name: string | null;
};

function rulesWithNames(db: Db) {
  return db
    .selectFrom("trust_rule")
    .innerJoin("role", (join) =>
      join.onRef("role.org_id", "=", "trust_rule.org_id").onRef("role.id", "=", "trust_rule.role_id"),
    )
    .leftJoin("token", (join) =>
      join.onRef("token.org_id", "=", "trust_rule.org_id").onRef("token.id", "=", "trust_rule.creator_id"),
    )
    .leftJoin("member", (join) =>
      join.onRef("member.org_id", "=", "trust_rule.org_id").onRef("member.id", "=", "trust_rule.creator_id"),
    )
    .selectAll("trust_rule")
    .select("role.slug as role_slug")
    .select(({ fn }) => fn.coalesce("token.name", "member.name", "member.email").as("creator_name"));
}

export async function listTrustRuleRows(
  db: Db,
  { orgId, teamId }: TeamKey,
  { beforeId, limit, offset }: Window,
): Promise<TrustRuleRow[]> {
  return rulesWithNames(db)
    .where("trust_rule.org_id", "=", orgId)
    .where("trust_rule.team_id", "=", teamId)
    .where("trust_rule.id", "<", beforeId)
    .orderBy("trust_rule.id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function findTrustRule(
  db: Db,
  { orgId, teamId }: TeamKey,
  id: string,
): Promise<TrustRuleRow | undefined> {
  return rulesWithNames(db)
    .where("trust_rule.org_id", "=", orgId)
    .where("trust_rule.team_id", "=", teamId)
    .where("trust_rule.id", "=", id)
    .executeTakeFirst();
}

/** Before anything else is known: a job names the rule alone, and by that the organization. */
export async function findTrustRuleAnywhere(db: Db, id: string): Promise<TrustRule | undefined> {
  return db.selectFrom("trust_rule").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Whoever edits or deletes the rule waits for who uses it, and the other way round. */
export async function findTrustRuleForUpdate(
  tx: Tx,
  team: TeamKey,
  id: string,
): Promise<TrustRuleRow | undefined> {
  await tx
    .selectFrom("trust_rule")
    .select("id")
    .where("org_id", "=", team.orgId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return findTrustRule(tx, team, id);
}

/** Undefined when the team has a rule of this name. */
export async function insertTrustRule(
  tx: Tx,
  row: Insertable<Schema["trust_rule"]>,
): Promise<{ id: string } | undefined> {
  return tx
    .insertInto("trust_rule")
    .values(row)
    .onConflict((conflict) => conflict.columns(["org_id", "team_id", "name"]).doNothing())
    .returning("id")
    .executeTakeFirst();
}

/** False when the team has another rule of this name; then nothing more can be done in this transaction. */
export async function updateTrustRule(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Updateable<Schema["trust_rule"]>,
): Promise<boolean> {
  try {
    await tx.updateTable("trust_rule").set(fields).where("org_id", "=", orgId).where("id", "=", id).execute();
    return true;
  } catch (error) {
    if (sqlState(error) !== DUPLICATE) throw error;
    return false;
  }
}

/** Marks it as used, and keeps it as it stands until this transaction ends. */
export async function useTrustRule(
  tx: Tx,
  orgId: string,
  id: string,
  now: Date,
): Promise<TrustRule | undefined> {
  return tx
    .updateTable("trust_rule")
    .set({ last_used_at: now })
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

export async function deleteTrustRuleRows(
  tx: Tx,
  orgId: string,
  { ids, roleId }: { ids?: readonly string[]; roleId?: string },
): Promise<string[]> {
  if (ids?.length === 0) return [];
  if (!ids && roleId === undefined) throw new Error("delete which trust rules?");
  let query = tx.deleteFrom("trust_rule").where("org_id", "=", orgId);
  if (ids) query = query.where("id", "=", anyOf(ids));
  if (roleId !== undefined) query = query.where("role_id", "=", roleId);
  return (await query.returning("name").execute()).map(({ name }) => name);
}
