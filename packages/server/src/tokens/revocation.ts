import type { Work } from "../changes/work.ts";
import { tokenEnded } from "./ends.ts";
import { type RevokedRow, revokeRows, tokensIssuedBy } from "./revocation.queries.ts";

/** Revokes tokens one by one for verifiers; what has ended before stays as it ended. */
async function revoke(
  work: Work,
  orgId: string,
  which: Parameters<typeof revokeRows>[2],
): Promise<RevokedRow[]> {
  const rows = await revokeRows(work.tx, orgId, which, work.now);
  for (const row of rows) work.changeAuthority(orgId, tokenEnded(row, { endsAt: work.now, now: work.now }));
  return rows;
}

export async function revokeOne(work: Work, orgId: string, id: string): Promise<void> {
  await revoke(work, orgId, { ids: [id], expiredToo: true });
}

/** All that a token issued, and what that issued in turn, in whatever team. */
export async function revokeIssuedBy(work: Work, orgId: string, tokenId: string): Promise<string[]> {
  const ids = await tokensIssuedBy(work.tx, orgId, tokenId);
  return (await revoke(work, orgId, { ids })).map(({ id }) => id);
}

/** The tokens a member owns, of certain roles or of all: they die with the member's hold. */
export async function revokeMemberTokens(
  work: Work,
  { orgId, memberId, roleIds }: { orgId: string; memberId: string; roleIds?: readonly string[] },
): Promise<number> {
  return (await revoke(work, orgId, { memberId, ...(roleIds && { roleIds }) })).length;
}

/** Of a role that is being deleted: its deletion alone is what verifiers need to know. */
export async function revokeTokensOfRole(work: Work, orgId: string, roleId: string): Promise<number> {
  return (await revokeRows(work.tx, orgId, { roleIds: [roleId] }, work.now)).length;
}

/** Of a team that is being deleted: its roles go with it. */
export async function revokeTokensOfTeam(
  work: Work,
  { orgId, teamId }: { orgId: string; teamId: string },
): Promise<number> {
  return (await revokeRows(work.tx, orgId, { teamId }, work.now)).length;
}
