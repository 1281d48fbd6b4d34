import type { Insertable, Selectable, Updateable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";
import type { Level, RoleRow } from "../roles/queries.ts";

/** A token with what people want to see beside it: its role, and who issued it. */
export type TokenRow = Selectable<Schema["token"]> & {
  role_slug: string;
  role_name: string;
  role_kind: RoleRow["kind"];
  role_deleted_at: Date | null;
  creator_name: string | null;
  creator_email: string | null;
  /** Of the token that it was derived from. */
  parent_name: string | null;
  /** Of what ended it, if that has one. */
  ended_by_name: string | null;
};

function tokensWithNames(db: Db, orgId: string) {
  return db
    .selectFrom("token")
    .innerJoin("role", (join) =>
      join.onRef("role.org_id", "=", "token.org_id").onRef("role.id", "=", "token.role_id"),
    )
    .leftJoin("token as creator", (join) =>
      join.onRef("creator.org_id", "=", "token.org_id").onRef("creator.id", "=", "token.creator_id"),
    )
    .leftJoin("member", (join) =>
      join.onRef("member.org_id", "=", "token.org_id").onRef("member.id", "=", "token.creator_id"),
    )
    .leftJoin("trust_rule", (join) =>
      join.onRef("trust_rule.org_id", "=", "token.org_id").onRef("trust_rule.id", "=", "token.creator_id"),
    )
    .leftJoin("token as parent", (join) =>
      join.onRef("parent.org_id", "=", "token.org_id").onRef("parent.id", "=", "token.derived_from"),
    )
    .leftJoin("token as ender", (join) =>
      join.onRef("ender.org_id", "=", "token.org_id").onRef("ender.id", "=", "token.ended_by_id"),
    )
    .leftJoin("member as ending_member", (join) =>
      join
        .onRef("ending_member.org_id", "=", "token.org_id")
        .onRef("ending_member.id", "=", "token.ended_by_id"),
    )
    .selectAll("token")
    .select([
      "role.slug as role_slug",
      "role.name as role_name",
      "role.kind as role_kind",
      "role.deleted_at as role_deleted_at",
      "member.email as creator_email",
      "parent.name as parent_name",
    ])
    .select(({ fn }) => [
      fn.coalesce("creator.name", "member.name", "trust_rule.name").as("creator_name"),
      fn.coalesce("ender.name", "ending_member.name", "ending_member.email").as("ended_by_name"),
    ])
    .where("token.org_id", "=", orgId);
}

function tokensAt(db: Db, { orgId, teamId }: Level) {
  return tokensWithNames(db, orgId).where("token.team_id", teamId === null ? "is" : "=", teamId);
}

export async function findToken(db: Db, level: Level, id: string): Promise<TokenRow | undefined> {
  return tokensAt(db, level).where("token.id", "=", id).executeTakeFirst();
}

export async function findTokens(db: Db, level: Level, ids: readonly string[]): Promise<TokenRow[]> {
  return ids.length === 0 ? [] : tokensAt(db, level).where("token.id", "in", ids).execute();
}

/** Of the organization and of all its teams. */
export async function findTokensAnywhere(db: Db, orgId: string, ids: readonly string[]): Promise<TokenRow[]> {
  return ids.length === 0 ? [] : tokensWithNames(db, orgId).where("token.id", "in", ids).execute();
}

/** Locks the token, so that its keys and its end are changed by one transaction at a time. */
export async function findTokenForUpdate(tx: Tx, level: Level, id: string): Promise<TokenRow | undefined> {
  await tx
    .selectFrom("token")
    .select("id")
    .where("org_id", "=", level.orgId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return findToken(tx, level, id);
}

export async function insertToken(tx: Tx, row: Insertable<Schema["token"]>): Promise<void> {
  await tx.insertInto("token").values(row).execute();
}

export async function updateToken(
  tx: Tx,
  orgId: string,
  id: string,
  fields: Pick<
    Updateable<Schema["token"]>,
    "name" | "description" | "expires_at" | "noticed_days" | "notice_look_at"
  >,
): Promise<void> {
  await tx.updateTable("token").set(fields).where("org_id", "=", orgId).where("id", "=", id).execute();
}

export interface TokenPolicyRow {
  readonly allow_no_expiry: boolean;
  readonly max_lifetime_seconds: number | null;
}

/** The policies that bind a level: its organization's, and its team's. */
export async function tokenPolicies(db: Db, { orgId, teamId }: Level): Promise<TokenPolicyRow[]> {
  const org = db
    .selectFrom("org")
    .select(["allow_no_expiry", "max_lifetime_seconds"])
    .where("id", "=", orgId);
  if (teamId === null) return org.execute();
  return org
    .unionAll(
      db
        .selectFrom("team")
        .select(["allow_no_expiry", "max_lifetime_seconds"])
        .where("org_id", "=", orgId)
        .where("id", "=", teamId),
    )
    .execute();
}

/** Keeps the hold until this transaction ends: a token of it is issued before the hold goes, and goes with it, or not at all. */
export async function memberHoldsRole(
  tx: Tx,
  orgId: string,
  roleId: string,
  memberId: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom("role_member")
    .select("since")
    .where("org_id", "=", orgId)
    .where("role_id", "=", roleId)
    .where("member_id", "=", memberId)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined;
}

/** Every role of the level, deleted ones too: their ended tokens are still shown to those who could see them. */
export async function listRolesOfTokens(db: Db, { orgId, teamId }: Level): Promise<RoleRow[]> {
  return db
    .selectFrom("role")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("team_id", teamId === null ? "is" : "=", teamId)
    .execute();
}
