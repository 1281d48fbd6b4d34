import type { Catalogue } from "@keywright/policy";
import type { Team } from "@keywright/verifier";
import type { PrincipalCaller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { toldAnew } from "../expiry-notices/look.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { tokenEnded } from "./ends.ts";
import { holdOffIssuing } from "./issuing.ts";
import { isOwn, requireWithTokens } from "./own.ts";
import { findTokenForUpdate, type TokenRow, updateToken } from "./queries.ts";
import { endDerived, revokeIssuedBy, revokeOne } from "./revocation.ts";
import { isEnded } from "./show.ts";
import { requireVisible } from "./visibility.ts";

/** A token of a team or of the organization, as its caller may see it. */
export interface TokenCommand {
  readonly orgId: string;
  readonly team: Pick<Team, "id" | "slug"> | null;
  readonly catalogue: Catalogue;
  readonly caller: PrincipalCaller;
  readonly tokenId: string;
}

/** A person who may not do this with tokens of others does it with their own: those of others are out of sight then. */
export async function lockVisibleToken(
  work: Work,
  command: TokenCommand,
  action: "create" | "update" | "delete",
): Promise<TokenRow> {
  const { orgId, catalogue, caller, tokenId } = command;
  const level = { orgId, teamId: command.team?.id ?? null };
  const row = await findTokenForUpdate(work.tx, level, tokenId);
  const token = await requireVisible(work.tx, { catalogue, caller }, level, row);
  if (!isOwn(caller, token)) requireWithTokens({ catalogue, caller, ...level }, action);
  return token;
}

interface TokenPatch {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly expiresAt?: string | undefined;
}

/** Name and description may change, and the expiry may come nearer. Role and narrowing never change: issue another. */
export async function patchToken(work: Work, command: TokenCommand, patch: TokenPatch): Promise<TokenRow> {
  const before = await lockVisibleToken(work, command, "update");
  const expiresAt =
    patch.expiresAt === undefined ? undefined : readEarlierExpiry(before, patch.expiresAt, work.now);
  const fields = {
    ...(patch.name !== undefined && { name: patch.name }),
    ...(patch.description !== undefined && { description: patch.description }),
    ...(expiresAt && { expires_at: expiresAt }),
    ...(expiresAt && expiresAt.getTime() !== before.expires_at?.getTime() && toldAnew(work.now)),
  };
  if (Object.keys(fields).length > 0) await updateToken(work.tx, command.orgId, before.id, fields);
  if (expiresAt) {
    work.changeAuthority(command.orgId, tokenEnded(before, { endsAt: expiresAt, now: work.now }, "expired"));
    await endDerived(work, command.orgId, { from: [before.id] }, expiresAt);
  }
  const after = { ...before, ...fields };
  work.recordEvent({
    ...eventOn(after, command),
    action: "token.update",
    before: auditFields(before),
    after: auditFields(after),
  });
  return after;
}

function readEarlierExpiry(row: TokenRow, text: string, now: Date): Date {
  if (isEnded(row, now)) throw tokenHasEnded();
  const expiresAt = new Date(Math.floor(Date.parse(text) / 1000) * 1000);
  if (expiresAt <= now)
    throw refuseField("validation_failed", "expiresAt", "must be in the future; to end it now, revoke it");
  if (row.expires_at && expiresAt > row.expires_at) {
    throw refuseField(
      "validation_failed",
      "expiresAt",
      "may only come nearer; for more time, issue another token",
    );
  }
  return expiresAt;
}

/** Refused everywhere from this revision on, for good. With `includeIssued`, also all it issued, and what those issued. */
export async function revokeToken(
  work: Work,
  command: TokenCommand,
  { includeIssued }: { includeIssued: boolean },
): Promise<{ id: string; revokedAt: string; revokedIssued: number }> {
  // First of all locks: whoever is issuing meanwhile waits for rows that this will lock.
  if (includeIssued) await holdOffIssuing(work.tx, command.orgId);
  const row = await lockVisibleToken(work, command, "delete");
  await revokeOne(work, command.orgId, row.id);
  const issued = includeIssued ? await revokeIssuedBy(work, command.orgId, row.id) : undefined;
  // Without changes it still takes a revision: by it the caller learns since when nobody accepts the token.
  work.changeAuthority(command.orgId);
  const revokedAt = row.revoked_at ?? row.role_deleted_at ?? work.now;
  work.recordEvent({
    ...eventOn(row, command),
    action: "token.revoke",
    before: auditFields(row),
    after: { revokedAt, includeIssued, ...issued },
  });
  return { id: row.id, revokedAt: revokedAt.toISOString(), revokedIssued: issued?.revokedIssued.length ?? 0 };
}

type SystemCommand = Pick<TokenCommand, "orgId" | "team" | "tokenId">;

/** By the service itself, for a token that has come into doubt. False when there is nothing left to revoke. */
export async function revokeUnlessEnded(work: Work, command: SystemCommand): Promise<boolean> {
  const { orgId, team, tokenId } = command;
  const row = await findTokenForUpdate(work.tx, { orgId, teamId: team?.id ?? null }, tokenId);
  if (!row || isEnded(row, work.now)) return false;
  await revokeOne(work, orgId, row.id);
  work.recordEvent({
    ...eventOn(row, command),
    action: "token.revoke",
    before: auditFields(row),
    after: { revokedAt: work.now },
  });
  return true;
}

export function tokenHasEnded(): Refusal {
  return new Refusal("token_ended", { detail: "The token has expired or been revoked. Issue another." });
}

export function eventOn(row: TokenRow, { orgId, team }: Pick<TokenCommand, "orgId" | "team">) {
  return { orgId, team, target: { type: "token", id: row.id, key: row.id, name: row.name } };
}

function auditFields({ name, description, expires_at, revoked_at }: TokenRow) {
  return { name, description, expiresAt: expires_at, revokedAt: revoked_at };
}
