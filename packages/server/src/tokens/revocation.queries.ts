import { sql } from "kysely";
import type { Tx } from "../db/database.ts";

export interface RevokedRow {
  readonly org_id: string;
  readonly id: string;
  readonly forget_at: Date | null;
}

interface Which {
  readonly ids?: readonly string[];
  /** Also those that have expired: verifiers whose clocks are behind still accept them. */
  readonly expiredToo?: boolean;
  readonly roleIds?: readonly string[];
  readonly memberId?: string;
  readonly teamId?: string;
}

/** Revokes the tokens that all the given conditions name and that have not ended yet; answers them. */
export async function revokeRows(tx: Tx, orgId: string, which: Which, now: Date): Promise<RevokedRow[]> {
  const { ids, expiredToo, roleIds, memberId, teamId } = which;
  if (ids?.length === 0 || roleIds?.length === 0) return [];
  if (!ids && !roleIds && memberId === undefined && teamId === undefined)
    throw new Error("revoke which tokens?");
  let query = tx.selectFrom("token").select("id").where("org_id", "=", orgId).where("revoked_at", "is", null);
  if (!expiredToo) {
    query = query.where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", now)]));
  }
  if (ids) query = query.where("id", "in", ids);
  if (roleIds) query = query.where("role_id", "in", roleIds);
  if (memberId !== undefined) query = query.where("owner", "=", "member").where("member_id", "=", memberId);
  if (teamId !== undefined) query = query.where("team_id", "=", teamId);
  return (
    tx
      .updateTable("token")
      .set({ revoked_at: now })
      .where("org_id", "=", orgId)
      // Locked in one order by all, so that nobody waits for each other.
      .where("id", "in", query.orderBy("id").forUpdate())
      .returning(["org_id", "id", "forget_at"])
      .execute()
  );
}

export async function tokensIssuedBy(tx: Tx, orgId: string, tokenId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive issued as (
      select id from token where org_id = ${orgId} and creator_id = ${tokenId}
      union
      select token.id from token join issued on token.creator_id = issued.id where token.org_id = ${orgId}
    )
    select id from issued
  `.execute(tx);
  return rows.map(({ id }) => id);
}
