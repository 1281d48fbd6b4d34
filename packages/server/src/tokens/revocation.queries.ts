import { sql, type Updateable } from "kysely";
import type { Tx } from "../db/database.ts";
import { anyOf } from "../db/any-of.ts";
import type { Schema } from "../db/schema.ts";

export interface RevokedRow {
  readonly org_id: string;
  readonly id: string;
  readonly forget_at: Date | null;
}

/** What is kept of an end with the token. */
export type End = Pick<
  Updateable<Schema["token"]>,
  "end_reason" | "ended_by_type" | "ended_by_id" | "revoked_at"
> & { readonly revoked_at: Date };

interface Which {
  readonly ids?: readonly string[];
  /** Also those that have expired: verifiers whose clocks are behind still accept them. */
  readonly expiredToo?: boolean;
  readonly roleIds?: readonly string[];
  readonly memberId?: string;
  readonly teamId?: string;
  /** The trust rule that issued them. */
  readonly creatorId?: string;
  readonly derived?: Derived;
}

/** What was derived from these tokens or, if keys of theirs are named, with these. */
export interface Derived {
  readonly from: readonly string[];
  readonly keyIds?: readonly string[];
}

/** Revokes the tokens that all the given conditions name and that have not ended yet; answers them. */
export async function revokeRows(tx: Tx, orgId: string, which: Which, end: End): Promise<RevokedRow[]> {
  const { ids, expiredToo, roleIds, memberId, teamId, creatorId, derived } = which;
  const lists = [ids, roleIds, derived?.from];
  if (lists.some((list) => list?.length === 0)) return [];
  if ([...lists, memberId, teamId, creatorId].every((condition) => condition === undefined))
    throw new Error("revoke which tokens?");
  let query = tx.selectFrom("token").select("id").where("org_id", "=", orgId).where("revoked_at", "is", null);
  if (!expiredToo) {
    query = query.where(({ or, eb }) =>
      or([eb("expires_at", "is", null), eb("expires_at", ">", end.revoked_at)]),
    );
  }
  if (ids) query = query.where("id", "=", anyOf(ids));
  if (roleIds) query = query.where("role_id", "in", roleIds);
  if (memberId !== undefined) query = query.where("owner", "=", "member").where("member_id", "=", memberId);
  if (teamId !== undefined) query = query.where("team_id", "=", teamId);
  if (creatorId !== undefined) query = query.where("creator_id", "=", creatorId);
  if (derived) query = query.where("derived_from", "=", anyOf(derived.from));
  if (derived?.keyIds) query = query.where("derived_from_key", "in", derived.keyIds);
  return (
    tx
      .updateTable("token")
      .set(end)
      .where("org_id", "=", orgId)
      // Locked in one order by all, so that nobody waits for each other.
      .where("id", "in", query.orderBy("id").forUpdate())
      .returning(["org_id", "id", "forget_at"])
      .execute()
  );
}

/** Lets derived tokens expire no later than this; answers those that would have. */
export async function shortenRows(
  tx: Tx,
  orgId: string,
  { from, keyIds }: Derived,
  expiresAt: Date,
): Promise<RevokedRow[]> {
  if (from.length === 0 || keyIds?.length === 0) return [];
  let query = tx
    .selectFrom("token")
    .select("id")
    .where("org_id", "=", orgId)
    .where("revoked_at", "is", null)
    .where("derived_from", "=", anyOf(from))
    .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", expiresAt)]));
  if (keyIds) query = query.where("derived_from_key", "in", keyIds);
  return tx
    .updateTable("token")
    .set({ expires_at: expiresAt })
    .where("org_id", "=", orgId)
    .where("id", "in", query.orderBy("id").forUpdate())
    .returning(["org_id", "id", "forget_at"])
    .execute();
}

/** All that a token issued or let issue, and what that did in turn: tokens, and trust rules. */
export async function madeBy(
  tx: Tx,
  orgId: string,
  tokenId: string,
): Promise<{ tokenIds: string[]; trustRuleIds: string[] }> {
  const { rows } = await sql<{ id: string; is_rule: boolean }>`
    with recursive made(id, is_rule) as (
      select ${tokenId}::text collate "C", false
      union
      select child.id, child.is_rule
      from made
      join (
        select org_id, id, creator_id, false as is_rule from token
        union all
        select org_id, id, creator_id, true from trust_rule
      ) child on child.creator_id = made.id
      where child.org_id = ${orgId}
    )
    select id, is_rule from made where id <> ${tokenId}
  `.execute(tx);
  const idsOf = (isRule: boolean) => rows.filter((row) => row.is_rule === isRule).map(({ id }) => id);
  return { tokenIds: idsOf(false), trustRuleIds: idsOf(true) };
}
