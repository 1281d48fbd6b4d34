import type { Insertable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";
import type { Level } from "./queries.ts";

export async function insertInvitation(tx: Tx, row: Insertable<Schema["invitation"]>): Promise<void> {
  await tx.insertInto("invitation").values(row).execute();
}

/** The earlier ones to the same place. */
export async function deleteInvitations(tx: Tx, { orgId, teamId }: Level, memberId: string): Promise<void> {
  await tx
    .deleteFrom("invitation")
    .where("org_id", "=", orgId)
    .where("team_id", teamId === null ? "is" : "=", teamId)
    .where("member_id", "=", memberId)
    .execute();
}

export interface InvitationRow {
  readonly org_id: string;
  readonly org_slug: string;
  readonly org_name: string;
  readonly team_id: string | null;
  readonly team_slug: string | null;
  readonly team_name: string | null;
  readonly member_id: string;
  readonly email: string;
  readonly name: string | null;
  readonly invited_by: string | null;
  readonly expires_at: Date;
}

/** By its secret alone: who has it belongs to no organization yet. Undefined for one that has expired. */
export async function findInvitation(
  db: Db,
  secretHash: string,
  now: Date,
): Promise<InvitationRow | undefined> {
  return db
    .selectFrom("invitation")
    .innerJoin("org", "org.id", "invitation.org_id")
    .innerJoin("member", (join) =>
      join.onRef("member.org_id", "=", "invitation.org_id").onRef("member.id", "=", "invitation.member_id"),
    )
    .leftJoin("team", (join) =>
      join.onRef("team.org_id", "=", "invitation.org_id").onRef("team.id", "=", "invitation.team_id"),
    )
    .select(["invitation.org_id", "org.slug as org_slug", "org.name as org_name"])
    .select(["team.id as team_id", "team.slug as team_slug", "team.name as team_name"])
    .select(["member.id as member_id", "member.email", "member.name"])
    .select(["invitation.invited_by", "invitation.expires_at"])
    .where("invitation.secret_hash", "=", secretHash)
    .where("invitation.expires_at", ">", now)
    .executeTakeFirst();
}

/** As people call them. */
export async function findPlaceNames(
  db: Db,
  { orgId, teamId }: Level,
): Promise<{ org: string; team: string | null }> {
  return db
    .selectFrom("org")
    .leftJoin("team", (join) => join.onRef("team.org_id", "=", "org.id").on("team.id", "=", teamId ?? ""))
    .select(["org.name as org", "team.name as team"])
    .where("org.id", "=", orgId)
    .executeTakeFirstOrThrow();
}
