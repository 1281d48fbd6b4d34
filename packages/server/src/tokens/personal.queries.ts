import { sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { RoleRow } from "../roles/find.ts";
import type { Visible } from "./list.queries.ts";

/** Keeps these locks apart from all others of their kind. */
const LOCK_CLASS = 4600_0006;

export interface OfMember {
  readonly orgId: string;
  readonly memberId: string;
}

/**
 * Until commit nobody else issues a token that belongs to this member. An advisory lock, because all that a person writes
 * keeps their member's row already: two that wanted more of it would wait for each other.
 */
export async function lockPersonalTokens(tx: Tx, { memberId }: OfMember): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(${memberId}))`.execute(tx);
}

/** How many living tokens belong to a member, those derived from them left aside, and how many may. */
export async function countPersonalTokens(
  db: Db,
  { orgId, memberId }: OfMember,
  now: Date,
): Promise<{ active: number; max: number }> {
  return db
    .selectFrom("org")
    .select("personal_tokens_max as max")
    .select(({ selectFrom }) =>
      selectFrom("token")
        .select(sql<number>`count(*)::int`.as("count"))
        .where("org_id", "=", orgId)
        .where("member_id", "=", memberId)
        .where("derived_from", "is", null)
        .where("revoked_at", "is", null)
        .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
        .$asScalar()
        .$notNull()
        .as("active"),
    )
    .where("id", "=", orgId)
    .executeTakeFirstOrThrow();
}

/** Which member a token belongs to; null for a token of a team or of the organization. */
export async function memberOfToken(db: Db, orgId: string, tokenId: string): Promise<string | null> {
  const row = await db
    .selectFrom("token")
    .select("member_id")
    .where("org_id", "=", orgId)
    .where("id", "=", tokenId)
    .executeTakeFirst();
  return row?.member_id ?? null;
}

/** The roles of all tokens that belong or belonged to a member. */
export async function listRolesOfMember(db: Db, { orgId, memberId }: OfMember): Promise<RoleRow[]> {
  const roleIds = db
    .selectFrom("token")
    .select("role_id")
    .where("org_id", "=", orgId)
    .where("member_id", "=", memberId);
  return db.selectFrom("role").selectAll().where("org_id", "=", orgId).where("id", "in", roleIds).execute();
}

/** One that belongs to a member, and where. */
export interface PersonalToken {
  readonly id: string;
  readonly team_slug: string | null;
  readonly team_name: string | null;
}

interface PersonalTokenFilter {
  readonly visible: Visible;
  /** Undefined: the ended ones too. */
  readonly activeAt: Date | undefined;
}

/** Newest first; those of teams that are gone are gone with them. */
export async function listPersonalTokenIds(
  db: Db,
  { orgId, memberId }: OfMember,
  { visible, activeAt }: PersonalTokenFilter,
  { beforeId, limit, offset }: Window,
): Promise<PersonalToken[]> {
  let query = db
    .selectFrom("token")
    .innerJoin("role", (join) =>
      join.onRef("role.org_id", "=", "token.org_id").onRef("role.id", "=", "token.role_id"),
    )
    .leftJoin("team", (join) =>
      join.onRef("team.org_id", "=", "token.org_id").onRef("team.id", "=", "token.team_id"),
    )
    .select(["token.id", "team.slug as team_slug", "team.name as team_name"])
    .where("token.org_id", "=", orgId)
    .where("token.member_id", "=", memberId)
    .where(({ or, eb }) => or([eb("token.team_id", "is", null), eb("team.id", "is not", null)]));
  if (visible) {
    const { roleIds, principalId } = visible;
    query = query.where(({ or, eb }) =>
      or([
        ...(roleIds.length > 0 ? [eb("token.role_id", "in", roleIds)] : []),
        eb("token.id", "=", principalId),
        eb("token.creator_id", "=", principalId),
      ]),
    );
  }
  if (activeAt) {
    query = query
      .where("token.revoked_at", "is", null)
      .where("role.deleted_at", "is", null)
      .where(({ or, eb }) => or([eb("token.expires_at", "is", null), eb("token.expires_at", ">", activeAt)]));
  }
  return query
    .where("token.id", "<", beforeId)
    .orderBy("token.id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function isPersonalNameTaken(
  db: Db,
  { orgId, memberId }: OfMember,
  name: string,
  now: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom("token")
    .select("id")
    .where("org_id", "=", orgId)
    .where("member_id", "=", memberId)
    .where("name", "=", name)
    .where("revoked_at", "is", null)
    .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
