import { createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";
import { createEncryption, INSTALLATION_SCOPE } from "../src/encryption/data-keys.ts";
import { loadMasterKeys } from "../src/encryption/master-keys.ts";
import { masterKeyFile } from "../src/config.ts";
import { findCurrentSigningKey } from "../src/signing-keys/queries.ts";
import { signingKeyIdentity } from "../src/signing-keys/signing-keys.ts";
import type { TestService } from "./harness.ts";

export type Fields = Readonly<Record<string, unknown>>;

const encode = (text: string | Uint8Array): string => Buffer.from(text).toString("base64url");

/** A JWS in compact form over any header and payload, right or wrong. */
export function compact(header: Fields | string, payload: Fields | string, key: KeyObject): string {
  const text = (part: Fields | string) => encode(typeof part === "string" ? part : JSON.stringify(part));
  const signed = `${text(header)}.${text(payload)}`;
  return `${signed}.${encode(sign(null, Buffer.from(signed), key))}`;
}

export interface Parts {
  readonly header: Fields;
  readonly claims: Fields;
}

export function decode(token: string): Parts {
  const [header = "", claims = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Fields;
  return { header: read(header), claims: read(claims) };
}

/** The private half of the key that signs in this installation, taken from where the service keeps it. */
export async function installationKey(kw: TestService): Promise<KeyObject> {
  const encryption = createEncryption(await loadMasterKeys([], masterKeyFile(kw.dataDir)));
  const { kysely } = kw.database;
  const row = await findCurrentSigningKey(kysely);
  if (!row) throw new Error("the installation has no signing key");
  const sealed = { dataKeyId: row.data_key_id, ciphertext: row.ciphertext };
  const text = await encryption.open(kysely, INSTALLATION_SCOPE, signingKeyIdentity(row.kid), sealed);
  return createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: "jwk" });
}

export function strangersKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}
