import type { Db, Tx } from "../db/database.ts";

export interface SessionRow {
  readonly session_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly two_factor_enabled: boolean;
  readonly used_at: Date;
  readonly expires_at: Date;
  readonly sso_org_id: string | null;
}

export async function findSession(db: Db, token: string): Promise<SessionRow | undefined> {
  return sessionsWithUsers(db).where("session.token", "=", token).executeTakeFirst();
}

export async function findSessionById(db: Db, id: string): Promise<SessionRow | undefined> {
  return sessionsWithUsers(db).where("session.id", "=", id).executeTakeFirst();
}

function sessionsWithUsers(db: Db) {
  return db
    .selectFrom("session")
    .innerJoin("user", "user.id", "session.user_id")
    .leftJoin("sso_identity", "sso_identity.id", "session.sso_identity_id")
    .select(["session.id as session_id", "session.updated_at as used_at", "session.expires_at"])
    .select(["user.id as user_id", "user.name", "user.email", "user.two_factor_enabled"])
    .select("sso_identity.org_id as sso_org_id");
}

/** Whoever ends the session waits until this transaction has. */
export async function keepSession(tx: Tx, token: string): Promise<void> {
  await tx.selectFrom("session").select("id").where("token", "=", token).forKeyShare().executeTakeFirst();
}

export async function keepSessionOfId(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom("session").select("id").where("id", "=", id).forKeyShare().executeTakeFirst();
}

/** Whoever removes the member or takes a role from them waits until this transaction has ended. */
export async function keepMember(tx: Tx, userId: string, orgId: string): Promise<void> {
  await tx
    .selectFrom("member")
    .select("id")
    .where("org_id", "=", orgId)
    .where("user_id", "=", userId)
    .forKeyShare()
    .executeTakeFirst();
}

export async function orgIdsOf(db: Db, userId: string): Promise<string[]> {
  const rows = await db.selectFrom("member").select("org_id").where("user_id", "=", userId).execute();
  return rows.map(({ org_id }) => org_id);
}

export interface HoldRow {
  readonly org_id: string;
  readonly member_id: string;
  readonly email: string;
  readonly name: string | null;
  /** Null for a member without roles. */
  readonly role_id: string | null;
  readonly role_name: string | null;
  readonly role_slug: string | null;
  readonly team_id: string | null;
}

/** A person's places in organizations, a row for each role they hold, and one where they hold none. */
export async function listHoldsOf(db: Db, userId: string, orgId?: string): Promise<HoldRow[]> {
  let query = db
    .selectFrom("member")
    .leftJoin("role_member", (join) =>
      join.onRef("role_member.org_id", "=", "member.org_id").onRef("role_member.member_id", "=", "member.id"),
    )
    .leftJoin("role", (join) =>
      join
        .onRef("role.org_id", "=", "role_member.org_id")
        .onRef("role.id", "=", "role_member.role_id")
        .on("role.deleted_at", "is", null),
    )
    .select(["member.org_id", "member.id as member_id", "member.email", "member.name"])
    .select(["role.id as role_id", "role.name as role_name", "role.slug as role_slug", "role.team_id"])
    .where("member.user_id", "=", userId);
  if (orgId !== undefined) query = query.where("member.org_id", "=", orgId);
  return query.orderBy("member.org_id").orderBy("role.slug").execute();
}

/** So that a session in use does not end as idle. */
export async function markSessionUsed(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.updateTable("session").set({ updated_at: now }).where("id", "=", id).execute();
}

/** What people call these organizations and their teams, by id. */
export async function namesOf(db: Db, orgIds: readonly string[]): Promise<Map<string, string>> {
  if (orgIds.length === 0) return new Map();
  const orgs = await db.selectFrom("org").select(["id", "name"]).where("id", "in", orgIds).execute();
  const teams = await db.selectFrom("team").select(["id", "name"]).where("org_id", "in", orgIds).execute();
  return new Map([...orgs, ...teams].map(({ id, name }) => [id, name]));
}

interface MembershipRow {
  readonly org_id: string;
  readonly id: string;
  readonly email: string;
}

export async function listMembershipsOf(db: Db, userId: string): Promise<MembershipRow[]> {
  return db.selectFrom("member").select(["org_id", "id", "email"]).where("user_id", "=", userId).execute();
}
