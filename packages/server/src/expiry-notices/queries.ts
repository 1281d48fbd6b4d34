import { sql } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import { json } from "../db/json.ts";
import type { TeamKey } from "../teams/team-key.ts";

/** A team, or with `teamId` null the organization itself. */
interface Level {
  readonly orgId: string;
  readonly teamId: string | null;
}

/** Where a token is, and whose. */
export interface HeldToken {
  readonly org_id: string;
  readonly id: string;
  readonly team_id: string | null;
  readonly member_id: string | null;
  /** The member who issued it. */
  readonly issuer_id: string | null;
}

/** A token as it stands when it is looked at, and what is set for it. */
export interface LookedToken extends HeldToken {
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly noticed_days: number | null;
  readonly has_ended: boolean;
  readonly is_suspended: boolean;
  readonly days: readonly number[];
  readonly by_mail: boolean;
  readonly connection_id: string | null;
}

/**
 * Locks the tokens that have waited for longest to be looked at: no other server does meanwhile. Concerns every
 * organization: the installation looks for all of them.
 */
export async function claimTokens(
  tx: Tx,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<LookedToken[]> {
  // The tokens alone first: they come by their index then, whatever the database knows of its tables.
  const { rows } = await sql<LookedToken>`
    with token as materialized (
      select * from token
      where notice_look_at <= ${now}::timestamptz
      order by notice_look_at
      limit ${limit}
      for update skip locked
    )
    select token.org_id, token.id, token.team_id, token.member_id, token.created_at, token.expires_at,
      token.noticed_days,
      case when token.creator_type = 'member' then token.creator_id end as issuer_id,
      token.revoked_at is not null or role.deleted_at is not null as has_ended,
      org.suspended_at is not null as is_suspended,
      coalesce(team.expiry_notice_days, org.expiry_notice_days) as days,
      coalesce(team.expiry_notice_email, org.expiry_notice_email) as by_mail,
      team.expiry_notice_connection_id as connection_id
    from token
    join org on org.id = token.org_id
    join role on role.org_id = token.org_id and role.id = token.role_id
    left join team on team.org_id = token.org_id and team.id = token.team_id
  `.execute(tx);
  return rows;
}

interface LookNote {
  readonly org_id: string;
  readonly id: string;
  readonly noticed_days: number | null;
  readonly notice_look_at: Date | null;
}

export async function noteLooks(tx: Tx, notes: readonly LookNote[]): Promise<void> {
  await sql`
    update token set noticed_days = note.noticed_days, notice_look_at = note.notice_look_at
    from jsonb_to_recordset(${json(notes)}::jsonb)
      as note(org_id text, id text, noticed_days integer, notice_look_at timestamptz)
    where token.org_id = note.org_id and token.id = note.id
  `.execute(tx);
}

/** Whether they have come, and not left: the team, or the organization. */
export async function hasJoined(db: Db, { orgId, teamId }: Level, memberId: string): Promise<boolean> {
  const member = db
    .selectFrom("member")
    .select("member.id")
    .where("member.org_id", "=", orgId)
    .where("member.id", "=", memberId)
    .where("member.joined_at", "is not", null);
  if (teamId === null) return (await member.executeTakeFirst()) !== undefined;
  const inTeam = member
    .innerJoin("team_member", (join) =>
      join.onRef("team_member.org_id", "=", "member.org_id").onRef("team_member.member_id", "=", "member.id"),
    )
    .where("team_member.team_id", "=", teamId)
    .where("team_member.joined_at", "is not", null);
  return (await inTeam.executeTakeFirst()) !== undefined;
}

/** The owners there who have joined. */
export async function listOwnerIds(db: Db, { orgId, teamId }: Level, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("role")
    .innerJoin("role_member", (join) =>
      join.onRef("role_member.org_id", "=", "role.org_id").onRef("role_member.role_id", "=", "role.id"),
    )
    .innerJoin("member", (join) =>
      join.onRef("member.org_id", "=", "role_member.org_id").onRef("member.id", "=", "role_member.member_id"),
    )
    .select("member.id")
    .where("role.org_id", "=", orgId)
    .where("role.team_id", teamId === null ? "is" : "=", teamId)
    .where("role.kind", "=", "owner")
    .where("role.deleted_at", "is", null)
    .where("member.joined_at", "is not", null)
    .orderBy("member.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

interface TokenKey {
  readonly orgId: string;
  readonly tokenId: string;
}

/** A living token that expires, with its place as people and paths call it. */
export interface ExpiringToken extends HeldToken {
  readonly name: string;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly org_slug: string;
  readonly org_name: string;
  readonly team_slug: string | null;
  readonly team_name: string | null;
  readonly connection_id: string | null;
}

/** Undefined when it has ended meanwhile. */
export async function findExpiring(
  db: Db,
  { orgId, tokenId }: TokenKey,
  now: Date,
): Promise<ExpiringToken | undefined> {
  return db
    .selectFrom("token")
    .innerJoin("org", "org.id", "token.org_id")
    .innerJoin("role", (join) =>
      join.onRef("role.org_id", "=", "token.org_id").onRef("role.id", "=", "token.role_id"),
    )
    .leftJoin("team", (join) =>
      join.onRef("team.org_id", "=", "token.org_id").onRef("team.id", "=", "token.team_id"),
    )
    .select(["token.org_id", "token.id", "token.team_id", "token.member_id"])
    .select(["token.name", "token.expires_at", "token.last_used_at"])
    .select((eb) =>
      eb
        .case()
        .when("token.creator_type", "=", "member")
        .then(eb.ref("token.creator_id"))
        .else(null)
        .end()
        .as("issuer_id"),
    )
    .select(["org.slug as org_slug", "org.name as org_name", "team.slug as team_slug"])
    .select(["team.name as team_name", "team.expiry_notice_connection_id as connection_id"])
    .where("token.org_id", "=", orgId)
    .where("token.id", "=", tokenId)
    .where("token.expires_at", ">", now)
    .where("token.revoked_at", "is", null)
    .where("role.deleted_at", "is", null)
    .where("org.suspended_at", "is", null)
    .$narrowType<{ expires_at: Date }>()
    .executeTakeFirst();
}

interface ReaderRow {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
}

/** A member who has joined; undefined when they are gone. */
export async function findReader(db: Db, orgId: string, memberId: string): Promise<ReaderRow | undefined> {
  return db
    .selectFrom("member")
    .leftJoin("user", "user.id", "member.user_id")
    .select(["member.id", "member.email"])
    .select(({ fn }) => fn.coalesce("user.name", "member.name").as("name"))
    .where("member.org_id", "=", orgId)
    .where("member.id", "=", memberId)
    .where("member.joined_at", "is not", null)
    .executeTakeFirst();
}

/** Whether notices of the team are sent through the connection. */
export async function isNoticeConnection(
  db: Db,
  { orgId, teamId }: TeamKey,
  connectionId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom("team")
    .select("id")
    .where("org_id", "=", orgId)
    .where("id", "=", teamId)
    .where("expiry_notice_connection_id", "=", connectionId)
    .executeTakeFirst();
  return row !== undefined;
}
