import type { Db } from "../db/database.ts";
import type { Work } from "../changes/work.ts";
import { missingPermission } from "../missing-permission.ts";
import { lockToRotate } from "./keys.ts";
import { listActiveKeys } from "./key-queries.ts";
import { type Mint, mintAgain } from "./mint.ts";
import { isOwn, mayWithTokens } from "./own.ts";
import { findToken, type TokenRow } from "./queries.ts";
import { isEnded } from "./show.ts";
import { type TokenCommand, tokenHasEnded } from "./tokens.ts";

/** A token whose value the caller may send somewhere: one that they could be shown it of, by giving it a new key. */
export async function lockToDeliver(work: Work, command: TokenCommand): Promise<TokenRow> {
  const token = await lockToRotate(work, command);
  const { caller, catalogue, orgId, team } = command;
  const asked = { caller, catalogue, orgId, teamId: team?.id ?? null };
  // Of a token that rotates another, the gate asks for this.
  if (isOwn(caller, token) || mayWithTokens(asked, "create")) return token;
  throw missingPermission("team:admin:api-tokens:create", caller);
}

interface SourceToken {
  readonly orgId: string;
  readonly teamId: string;
  readonly id: string;
}

/** The newest key that works, signed once more: the value is kept nowhere. Refused when there is none. */
export async function newestValue(
  mint: Mint,
  db: Db,
  { orgId, teamId, id }: SourceToken,
  now: Date,
): Promise<string> {
  const token = await findToken(db, { orgId, teamId }, id);
  if (!token || isEnded(token, now)) throw tokenHasEnded();
  const newest = (await listActiveKeys(db, orgId, id, now)).at(-1);
  if (!newest) throw tokenHasEnded();
  const { id: keyId, kid, issued_at: issuedAt, expires_at: expiresAt } = newest;
  return mintAgain(mint, db, token, { id: keyId, kid, issuedAt, expiresAt });
}
