import type { Db } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { Refusal } from "../refusal.ts";
import { findExternalKey } from "./key-queries.ts";
import { openValue } from "./key-value.ts";
import { findExternalTokenRow } from "./queries.ts";

/**
 * Puts the value back into the kept answer to an issue or a rotation, for the caller who repeats the request with the same
 * Idempotency-Key. Undefined for answers to anything else.
 */
export async function restoreExternalToken(
  encryption: Encryption,
  db: Db,
  orgId: string,
  data: unknown,
): Promise<object | undefined> {
  const keyId = keyIdOf(data);
  if (keyId === undefined) return undefined;
  const key = await findExternalKey(db, orgId, keyId);
  const row = key && (await findExternalTokenRow(db, orgId, key.external_token_id));
  const token = row && (await openValue(db, encryption, row, key));
  if (token !== undefined) return { ...(data as object), token };
  throw new Refusal("token_ended", {
    detail: "This was done, and the key that it made is gone since: its value cannot be answered again.",
  });
}

function keyIdOf(data: unknown): string | undefined {
  const { key } = (data ?? {}) as { key?: { id?: unknown } | null };
  return typeof key?.id === "string" && key.id.startsWith("ekey_") ? key.id : undefined;
}
