import type { Db, Tx } from "../db/database.ts";
import type { Level, RoleRow } from "./queries.ts";

interface MemberHolds {
  readonly orgId: string;
  readonly memberId: string;
  readonly roleIds: readonly string[];
}

/** Live roles of these slugs. Until commit none of them is edited or deleted. */
export async function lockRolesBySlug(
  tx: Tx,
  { orgId, teamId }: Level,
  slugs: readonly string[],
): Promise<RoleRow[]> {
  if (slugs.length === 0) return [];
  return tx
    .selectFrom("role")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("team_id", teamId === null ? "is" : "=", teamId)
    .where("slug", "in", slugs)
    .where("deleted_at", "is", null)
    .orderBy("id")
    .forShare()
    .execute();
}

/** Whoever gives or takes an owner role afterwards waits for this transaction. */
export async function lockOwnerRoles(
  tx: Tx,
  { orgId, roleIds }: Omit<MemberHolds, "memberId">,
): Promise<void> {
  await tx
    .selectFrom("role")
    .select("id")
    .where("org_id", "=", orgId)
    .where("id", "in", roleIds)
    .where("kind", "=", "owner")
    .orderBy("id")
    .forUpdate()
    .execute();
}

interface OwnerlessRow {
  readonly team_slug: string | null;
}

export async function findOwnerRoleWithoutHolder(
  tx: Tx,
  { orgId, roleIds }: Omit<MemberHolds, "memberId">,
): Promise<OwnerlessRow | undefined> {
  return tx
    .selectFrom("role")
    .leftJoin("team", (join) =>
      join.onRef("team.org_id", "=", "role.org_id").onRef("team.id", "=", "role.team_id"),
    )
    .select("team.slug as team_slug")
    .where("role.org_id", "=", orgId)
    .where("role.id", "in", roleIds)
    .where("role.kind", "=", "owner")
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("role_member")
            .select("role_member.member_id")
            .whereRef("role_member.org_id", "=", "role.org_id")
            .whereRef("role_member.role_id", "=", "role.id"),
        ),
      ),
    )
    .orderBy("role.id")
    .executeTakeFirst();
}

/** False when the member holds the role already. */
export async function insertHold(
  tx: Tx,
  { orgId, roleId, memberId, since }: { orgId: string; roleId: string; memberId: string; since: Date },
): Promise<boolean> {
  const row = await tx
    .insertInto("role_member")
    .values({ org_id: orgId, role_id: roleId, member_id: memberId, since })
    .onConflict((conflict) => conflict.doNothing())
    .returning("role_id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Answers how many holds there were. */
export async function deleteMemberHolds(tx: Tx, { orgId, memberId, roleIds }: MemberHolds): Promise<number> {
  const rows = await tx
    .deleteFrom("role_member")
    .where("org_id", "=", orgId)
    .where("member_id", "=", memberId)
    .where("role_id", "in", roleIds)
    .returning("role_id")
    .execute();
  return rows.length;
}

export interface HeldRow {
  readonly member_id: string;
  readonly role_id: string;
  readonly slug: string;
  readonly name: string;
  readonly team_slug: string | null;
}

/** What these members hold: with `teamId` in that team, with null in the organization itself, left out everywhere. */
export async function listHolds(
  db: Db,
  { orgId, teamId }: { orgId: string; teamId?: string | null },
  memberIds: readonly string[],
): Promise<HeldRow[]> {
  if (memberIds.length === 0) return [];
  let query = db
    .selectFrom("role_member")
    .innerJoin("role", (join) =>
      join.onRef("role.org_id", "=", "role_member.org_id").onRef("role.id", "=", "role_member.role_id"),
    )
    .leftJoin("team", (join) =>
      join.onRef("team.org_id", "=", "role.org_id").onRef("team.id", "=", "role.team_id"),
    )
    .select([
      "role_member.member_id",
      "role.id as role_id",
      "role.slug",
      "role.name",
      "team.slug as team_slug",
    ])
    .where("role_member.org_id", "=", orgId)
    .where("role_member.member_id", "in", memberIds)
    .where("role.deleted_at", "is", null);
  if (teamId !== undefined) query = query.where("role.team_id", teamId === null ? "is" : "=", teamId);
  return query.orderBy("role.slug").orderBy("role.id").execute();
}

export async function markTeamRolesDeleted(
  tx: Tx,
  orgId: string,
  teamId: string,
  now: Date,
): Promise<string[]> {
  const rows = await tx
    .updateTable("role")
    .set({ deleted_at: now, updated_at: now })
    .where("org_id", "=", orgId)
    .where("team_id", "=", teamId)
    .where("deleted_at", "is", null)
    .returning("id")
    .execute();
  return rows.map(({ id }) => id);
}

export async function deleteHoldsOfRoles(tx: Tx, orgId: string, roleIds: readonly string[]): Promise<void> {
  if (roleIds.length === 0) return;
  await tx.deleteFrom("role_member").where("org_id", "=", orgId).where("role_id", "in", roleIds).execute();
}
