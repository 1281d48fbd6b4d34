import type { Insertable, Selectable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import type { Schema } from "../db/schema.ts";

type MemberRow = Selectable<Schema["member"]>;

/** A team, or with `teamId` null the organization itself. */
export interface Level {
  readonly orgId: string;
  readonly teamId: string | null;
}

/** A person as a member of the team, or of the organization. */
export interface MembershipRow {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly invited_at: Date;
  readonly joined_at: Date | null;
  /** When the person first signed in with this address. */
  readonly signed_in_at: Date | null;
}

interface MembershipFilter {
  readonly holding?: string;
  readonly memberIds?: readonly string[] | undefined;
}

/** Newest first; with `holding`, those who hold this role. */
export async function listMembershipRows(
  db: Db,
  level: Level,
  { holding, memberIds }: MembershipFilter,
  { beforeId, limit, offset }: Window,
): Promise<MembershipRow[]> {
  let query = memberships(db, level).where("member.id", "<", beforeId);
  if (memberIds) query = query.where("member.id", "in", memberIds);
  if (holding !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom("role_member")
          .select("role_member.member_id")
          .whereRef("role_member.org_id", "=", "member.org_id")
          .whereRef("role_member.member_id", "=", "member.id")
          .where("role_member.role_id", "=", holding),
      ),
    );
  }
  const rows = await query.orderBy("member.id", "desc").limit(limit).offset(offset).execute();
  return rows.map((row) => membershipRow(row, level));
}

export async function findMembershipRow(
  db: Db,
  level: Level,
  memberId: string,
): Promise<MembershipRow | undefined> {
  const row = await memberships(db, level).where("member.id", "=", memberId).executeTakeFirst();
  return row && membershipRow(row, level);
}

function memberships(db: Db, { orgId, teamId }: Level) {
  return (
    db
      .selectFrom("member")
      .leftJoin("team_member", (join) =>
        join
          .onRef("team_member.org_id", "=", "member.org_id")
          .onRef("team_member.member_id", "=", "member.id")
          .on("team_member.team_id", "=", teamId ?? ""),
      )
      .leftJoin("user", "user.id", "member.user_id")
      .select(["member.id", "member.email", "member.invited_at", "member.joined_at"])
      // Invited under one name, people call themselves by another.
      .select(({ fn }) => fn.coalesce("user.name", "member.name").as("name"))
      .select(["team_member.invited_at as team_invited_at", "team_member.joined_at as team_joined_at"])
      .where("member.org_id", "=", orgId)
      .$if(teamId !== null, (query) => query.where("team_member.member_id", "is not", null))
  );
}

function membershipRow(
  row: Omit<MemberRow, "org_id" | "user_id"> & { team_invited_at: Date | null; team_joined_at: Date | null },
  { teamId }: Level,
): MembershipRow {
  const { id, email, name, invited_at, joined_at, team_invited_at, team_joined_at } = row;
  return {
    id,
    email,
    name,
    invited_at: team_invited_at ?? invited_at,
    joined_at: teamId === null ? joined_at : team_joined_at,
    signed_in_at: joined_at,
  };
}

/** What is given to a member or taken away waits here: before it reads, whatever another is doing to them is done. */
export async function lockMember(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx
    .selectFrom("member")
    .select("id")
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

export async function findMemberByEmail(
  db: Db,
  orgId: string,
  email: string,
): Promise<MemberRow | undefined> {
  return db
    .selectFrom("member")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("email", "=", email)
    .executeTakeFirst();
}

/** The person of this address, locked: the row given, or the one there is. */
export async function insertOrLockMember(tx: Tx, row: Insertable<Schema["member"]>): Promise<MemberRow> {
  return (
    tx
      .insertInto("member")
      .values(row)
      // Not "do nothing", which would answer no row and lock none.
      .onConflict((conflict) => conflict.columns(["org_id", "email"]).doUpdateSet({ email: row.email }))
      .returningAll()
      .executeTakeFirstOrThrow()
  );
}

/** False when the person is in the team already. */
export async function insertTeamMember(tx: Tx, row: Insertable<Schema["team_member"]>): Promise<boolean> {
  const inserted = await tx
    .insertInto("team_member")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning("member_id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function deleteTeamMember(tx: Tx, { orgId, teamId }: Level, memberId: string): Promise<void> {
  await tx
    .deleteFrom("team_member")
    .where("org_id", "=", orgId)
    .where("team_id", "=", teamId)
    .where("member_id", "=", memberId)
    .execute();
}

/** Their place in every team goes along by foreign keys. */
export async function deleteMember(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx.deleteFrom("member").where("org_id", "=", orgId).where("id", "=", id).execute();
}

/** From now on the person is a member, in the organization and in every team they were invited to. */
export async function setJoined(
  tx: Tx,
  { orgId, memberId, userId, now }: { orgId: string; memberId: string; userId: string; now: Date },
): Promise<void> {
  await tx
    .updateTable("member")
    .set(({ fn, val }) => ({ user_id: userId, joined_at: fn.coalesce("joined_at", val(now)) }))
    .where("org_id", "=", orgId)
    .where("id", "=", memberId)
    .execute();
  await tx.deleteFrom("invitation").where("org_id", "=", orgId).where("member_id", "=", memberId).execute();
  await setTeamJoined(tx, { orgId, memberId, now });
}

export async function setTeamJoined(
  tx: Tx,
  { orgId, memberId, now }: { orgId: string; memberId: string; now: Date },
): Promise<void> {
  await tx
    .updateTable("team_member")
    .set({ joined_at: now })
    .where("org_id", "=", orgId)
    .where("member_id", "=", memberId)
    .where("joined_at", "is", null)
    .execute();
}
