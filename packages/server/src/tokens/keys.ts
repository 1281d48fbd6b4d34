import { KEYS_PER_TOKEN_MAX } from "@keywright/contract";
import { callerId } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { findRoleById } from "../roles/find.ts";
import { keyEnded } from "./ends.ts";
import { requireMayGive } from "./issue.ts";
import { type KeyRow, listActiveKeys, setKeyEnd } from "./key-queries.ts";
import { type Mint, type MintedKey, mintKey } from "./mint.ts";
import { isOwn } from "./own.ts";
import type { TokenRow } from "./queries.ts";
import { endDerived } from "./revocation.ts";
import { isEnded } from "./show.ts";
import { eventOn, lockVisibleToken, type TokenCommand, tokenHasEnded } from "./tokens.ts";

/** Issues a new key and gives the others an end: now, at a given time (overlap), or, with null, none. */
export async function rotateToken(
  work: Work,
  mint: Mint,
  command: TokenCommand,
  { otherKeysExpiresAt }: { otherKeysExpiresAt?: string | null | undefined },
): Promise<MintedKey> {
  const token = await lockToRotate(work, command);
  const othersEndAt = readOverlap(otherKeysExpiresAt, work.now);
  const others = await listActiveKeys(work.tx, command.orgId, token.id, work.now);
  const remaining = othersEndAt !== null && othersEndAt <= work.now ? 0 : others.length;
  if (remaining >= KEYS_PER_TOKEN_MAX) {
    throw new Refusal("too_many_keys", {
      detail: `A token has ${KEYS_PER_TOKEN_MAX} keys at most. Delete one, or let the others end.`,
    });
  }
  const ended = othersEndAt ? await endKeys(work, others, othersEndAt) : [];
  work.changeAuthority(command.orgId);
  const key = await mintKey(mint, work.tx, token, { now: work.now, expiresAt: token.expires_at });
  work.recordEvent({
    ...eventOn(token, command),
    action: "token.rotate",
    before: { keys: others.map(({ id }) => id) },
    after: { keyId: key.id, otherKeysExpiresAt: othersEndAt, ended },
  });
  return key;
}

/** A token that its caller may give new keys. */
export async function lockToRotate(work: Work, command: TokenCommand): Promise<TokenRow> {
  const token = await lockVisibleToken(work, command, "create");
  if (isEnded(token, work.now)) throw tokenHasEnded();
  await requireMayHoldValue(work, command, token);
  return token;
}

/** The answer shows a value that can do all the token can: nobody may learn it who could not have issued it. */
async function requireMayHoldValue(work: Work, command: TokenCommand, token: TokenRow): Promise<void> {
  if (callerId(command.caller) === token.id || isOwn(command.caller, token)) return;
  if (token.owner === "member") {
    throw new Refusal("owner_not_allowed", {
      detail: "A token that belongs to a member is rotated by that member alone.",
    });
  }
  const role = await findRoleById(work.tx, command.orgId, token.role_id);
  if (!role) throw tokenHasEnded();
  requireMayGive(work, command.catalogue, role, token.narrowing);
}

function readOverlap(text: string | null | undefined, now: Date): Date | null {
  if (text === null) return null;
  if (text === undefined) return now;
  const endsAt = new Date(text);
  if (endsAt < now) throw refuseField("validation_failed", "otherKeysExpiresAt", "must not be in the past");
  return endsAt;
}

/** Those that would have worked for longer; with them ends what was derived with them. */
export async function endKeys(work: Work, keys: readonly KeyRow[], at: Date): Promise<string[]> {
  const earlier = keys.filter((key) => {
    const end = key.ends_at ?? key.expires_at;
    return end === null || at < end;
  });
  for (const key of earlier) {
    await setKeyEnd(work.tx, key.org_id, key.token_id, key.id, at);
    work.changeAuthority(key.org_id, keyEnded(key, { endsAt: at, now: work.now }));
    await endDerived(work, key.org_id, { from: [key.token_id], keyIds: [key.id] }, at);
  }
  return earlier.map(({ id }) => id);
}

/** One key stops working, at once and for good; the token and its other keys stay. */
export async function deleteKey(work: Work, command: TokenCommand, keyId: string): Promise<{ id: string }> {
  const token = await lockVisibleToken(work, command, "delete");
  const keys = await listActiveKeys(work.tx, command.orgId, token.id, work.now);
  const key = keys.find(({ id }) => id === keyId);
  if (!key) throw new Refusal("not_found");
  await endKeys(work, [key], work.now);
  work.recordEvent({
    ...eventOn(token, command),
    action: "token.delete-key",
    before: { keyId },
    after: { keys: keys.length - 1 },
  });
  return { id: key.id };
}
