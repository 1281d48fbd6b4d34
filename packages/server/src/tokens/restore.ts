import type { AuthorityState } from "@keywright/verifier";
import type { Db } from "../db/database.ts";
import { findKeyToRestore } from "./key-queries.ts";
import { type Mint, mintAgain } from "./mint.ts";

interface RestoreDeps {
  readonly mint: Mint;
  readonly orgs: AuthorityState["orgs"];
}

/**
 * Puts the values back into the kept answer to an issue or a rotation, for the caller who repeats the request with the
 * same Idempotency-Key. The kept answer has none: they are signed again, and only while their key stands.
 */
export async function restoreTokens(
  { mint, orgs }: RestoreDeps,
  db: Db,
  orgId: string,
  data: unknown,
  now: Date,
): Promise<unknown> {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  const restored: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    // The operator who makes an organization is answered a token of that organization.
    const inner = name === "ownerToken" ? (madeOrg(orgs, data)?.id ?? orgId) : orgId;
    restored[name] = await restoreTokens({ mint, orgs }, db, inner, value, now);
  }
  const keyId = keyIdOf(data);
  const value = keyId && (await signAgain(mint, db, orgId, keyId, now));
  return value ? { ...restored, token: value } : restored;
}

function madeOrg(orgs: AuthorityState["orgs"], data: object) {
  const { id } = data as { id?: unknown };
  return typeof id === "string" ? orgs.bySlug(id) : undefined;
}

function keyIdOf(data: object): string | undefined {
  const { key } = data as { key?: { id?: unknown } };
  return typeof key?.id === "string" ? key.id : undefined;
}

async function signAgain(
  mint: Mint,
  db: Db,
  orgId: string,
  keyId: string,
  now: Date,
): Promise<string | undefined> {
  const row = await findKeyToRestore(db, orgId, keyId);
  if (!row || row.revoked_at) return undefined;
  const ends = [row.expires_at, row.key_ends_at, row.key_expires_at];
  if (ends.some((end) => end !== null && end <= now)) return undefined;
  const key = {
    id: row.key_id,
    kid: row.key_kid,
    issuedAt: row.key_issued_at,
    expiresAt: row.key_expires_at,
  };
  return mintAgain(mint, db, row, key);
}
