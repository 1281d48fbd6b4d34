import type { Db, Tx } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import type { ExternalKeyRow } from "./key-queries.ts";
import type { ExternalTokenRow } from "./queries.ts";

type TokenIdentity = Pick<ExternalTokenRow, "org_id" | "team_id" | "id">;

export async function sealValue(
  tx: Tx,
  encryption: Encryption,
  token: TokenIdentity,
  { keyId, value, now }: { readonly keyId: string; readonly value: string; readonly now: Date },
) {
  const sealed = await encryption.seal(tx, token.org_id, sealingIdentity(token, keyId), value, now);
  return { data_key_id: sealed.dataKeyId, ciphertext: sealed.ciphertext };
}

/** Undefined when it is not kept any more, as it is not once the key has been replaced or revoked. */
export async function openValue(
  db: Db,
  encryption: Encryption,
  token: TokenIdentity,
  { id, data_key_id: dataKeyId, ciphertext }: ExternalKeyRow,
): Promise<string | undefined> {
  if (dataKeyId === null || ciphertext === null) return undefined;
  return encryption.open(db, token.org_id, sealingIdentity(token, id), { dataKeyId, ciphertext });
}

/** The organization is bound in as the scope. */
function sealingIdentity({ team_id, id }: TokenIdentity, keyId: string): string {
  return `external-token\0${team_id}\0${id}\0${keyId}`;
}
