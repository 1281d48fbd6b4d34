import { actorType, callerId } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import type { EndReason } from "../db/schema.ts";
import { deleteTrustRulesById } from "../trust-rules/remove.ts";
import { tokenEnded } from "./ends.ts";
import {
  type Derived,
  type End,
  madeBy,
  type RevokedRow,
  revokeRows,
  shortenRows,
} from "./revocation.queries.ts";

/**
 * Revokes tokens one by one for verifiers, and all that was derived from them; what has ended before stays as it ended.
 * Level by level: to derive takes the lock that revoking has by then, so that nothing is derived unseen meanwhile.
 */
async function revoke(
  work: Work,
  orgId: string,
  which: Parameters<typeof revokeRows>[2],
  reason: EndReason,
): Promise<RevokedRow[]> {
  const rows: RevokedRow[] = [];
  let level = await revokeRows(work.tx, orgId, which, endNow(work, reason));
  while (level.length > 0) {
    rows.push(...level);
    const derived = { from: idsOf(level) };
    level = await revokeRows(work.tx, orgId, { derived }, endNow(work, "parent_ended"));
  }
  for (const row of rows) work.changeAuthority(orgId, tokenEnded(row, { endsAt: work.now, now: work.now }));
  return rows;
}

function endNow({ now, caller }: Work, reason: EndReason): End {
  const by = { ended_by_type: actorType(caller), ended_by_id: callerId(caller) };
  return { revoked_at: now, end_reason: reason, ...by };
}

function idsOf(rows: readonly RevokedRow[]): string[] {
  return rows.map(({ id }) => id);
}

export async function revokeOne(work: Work, orgId: string, id: string): Promise<void> {
  await revoke(work, orgId, { ids: [id], expiredToo: true }, "revoked");
}

interface Made {
  readonly revokedIssued: readonly string[];
  readonly deletedTrustRules: readonly string[];
}

/** All that a token issued, and what that issued in turn, in whatever team; also by trust rules that they made. */
export async function revokeIssuedBy(work: Work, orgId: string, tokenId: string): Promise<Made> {
  const { tokenIds, trustRuleIds } = await madeBy(work.tx, orgId, tokenId);
  await deleteTrustRulesById(work.tx, orgId, trustRuleIds);
  return {
    revokedIssued: idsOf(await revoke(work, orgId, { ids: tokenIds }, "issuer_revoked")),
    deletedTrustRules: trustRuleIds,
  };
}

/** The tokens that a trust rule issued. */
export async function revokeTokensOfTrustRule(
  work: Work,
  { orgId, trustRuleId }: { orgId: string; trustRuleId: string },
): Promise<number> {
  return (await revoke(work, orgId, { creatorId: trustRuleId }, "trust_rule_changed")).length;
}

/** Derived tokens end when what they were derived from or with ends: now, or at a time to come. */
export async function endDerived(work: Work, orgId: string, derived: Derived, at: Date): Promise<void> {
  if (at <= work.now) await revoke(work, orgId, { derived }, "parent_ended");
  else await shortenDerived(work, orgId, derived, at);
}

/** Level by level, as they are revoked. Whole seconds, and never later than what they were derived from. */
async function shortenDerived(work: Work, orgId: string, derived: Derived, at: Date): Promise<void> {
  const expiresAt = new Date(Math.floor(at.getTime() / 1000) * 1000);
  let level = await shortenRows(work.tx, orgId, derived, expiresAt);
  while (level.length > 0) {
    for (const row of level)
      work.changeAuthority(orgId, tokenEnded(row, { endsAt: expiresAt, now: work.now }, "expired"));
    level = await shortenRows(work.tx, orgId, { from: idsOf(level) }, expiresAt);
  }
}

/** The tokens a member owns, of certain roles or of all: they die with the member's hold. */
export async function revokeMemberTokens(
  work: Work,
  { orgId, memberId, roleIds }: { orgId: string; memberId: string; roleIds?: readonly string[] },
): Promise<number> {
  const which = { memberId, ...(roleIds && { roleIds }) };
  return (await revoke(work, orgId, which, "member_lost_role")).length;
}

/** Of a role that is being deleted: its deletion alone is what verifiers need to know. What is derived has its role. */
export async function revokeTokensOfRole(work: Work, orgId: string, roleId: string): Promise<number> {
  return (await revokeRows(work.tx, orgId, { roleIds: [roleId] }, endNow(work, "role_deleted"))).length;
}

/** Of a team that is being deleted: its roles go with it. */
export async function revokeTokensOfTeam(
  work: Work,
  { orgId, teamId }: { orgId: string; teamId: string },
): Promise<number> {
  return (await revokeRows(work.tx, orgId, { teamId }, endNow(work, "role_deleted"))).length;
}
