import type { AuthorityState } from "@keywright/verifier";
import type { Db } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { findKeyToRestore } from "./key-queries.ts";
import { type Mint, mintAgain } from "./mint.ts";

interface RestoreDeps {
  readonly mint: Mint;
  readonly orgs: AuthorityState["orgs"];
}

/**
 * Puts the values back into the kept answer to an issue or a rotation, for the caller who repeats the request with the
 * same Idempotency-Key. The kept answer has none: they are signed again. Also when their key has ended since: who lost
 * the first answer is told what was done, and a value that nobody accepts is no secret. Refused when there is no record of
 * the key any more: without its value the answer would not be the first one.
 */
export async function restoreTokens(
  deps: RestoreDeps,
  db: Db,
  orgId: string,
  data: unknown,
): Promise<unknown> {
  if (!isObject(data)) return data;
  const restored = await restoreIn(deps, db, orgId, data);
  if (restored) return restored;
  throw new Refusal("token_ended", {
    detail: "This was done, and the key that it made is gone since: its value cannot be answered again.",
  });
}

/** Undefined when the key that it shows is gone. What is only beside it, such as an owner's token, is left out then. */
async function restoreIn(
  { mint, orgs }: RestoreDeps,
  db: Db,
  orgId: string,
  data: object,
): Promise<object | undefined> {
  const restored: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    // The operator who makes an organization is answered a token of that organization.
    const inner = name === "ownerToken" ? (madeOrg(orgs, data)?.id ?? orgId) : orgId;
    restored[name] = isObject(value) ? await restoreIn({ mint, orgs }, db, inner, value) : value;
  }
  const keyId = keyIdOf(data);
  if (keyId === undefined) return restored;
  const token = await signAgain(mint, db, orgId, keyId);
  return token === undefined ? undefined : { ...restored, token };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function madeOrg(orgs: AuthorityState["orgs"], data: object) {
  const { id } = data as { id?: unknown };
  return typeof id === "string" ? orgs.bySlug(id) : undefined;
}

function keyIdOf(data: object): string | undefined {
  const { key } = data as { key?: { id?: unknown } };
  return typeof key?.id === "string" ? key.id : undefined;
}

async function signAgain(mint: Mint, db: Db, orgId: string, keyId: string): Promise<string | undefined> {
  const row = await findKeyToRestore(db, orgId, keyId);
  if (!row) return undefined;
  const key = {
    id: row.key_id,
    kid: row.key_kid,
    issuedAt: row.key_issued_at,
    expiresAt: row.key_expires_at,
  };
  return mintAgain(mint, db, row, key);
}
