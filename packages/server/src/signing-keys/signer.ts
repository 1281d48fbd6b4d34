import { ALGORITHM, HEADER_TYPE, type KeyClaims } from "@keywright/verifier";
import { importJWK, type JWK, type JWTPayload, SignJWT } from "jose";
import type { Db } from "../db/database.ts";
import { type Encryption, INSTALLATION_SCOPE } from "../encryption/data-keys.ts";
import { findCurrentSigningKey, findSigningKey } from "./queries.ts";
import { signingKeyIdentity } from "./signing-keys.ts";

type PrivateKey = Awaited<ReturnType<typeof importJWK>>;

/** Makes the JWT of a key. Ed25519 is deterministic: the same claims under the same kid give the same token again. */
export interface Signer {
  /** The id of the key that signs now. */
  currentKid(db: Db): Promise<string>;
  sign(db: Db, kid: string, claims: KeyClaims): Promise<string>;
  /** After a rotation: ask the database again which key is current. */
  forgetCurrent(): void;
}

export function createSigner(encryption: Encryption, issuerLabel: string): Signer {
  const privateKeys = new Map<string, PrivateKey>();
  let current: string | undefined;

  async function privateKey(db: Db, kid: string): Promise<PrivateKey> {
    const known = privateKeys.get(kid);
    if (known) return known;
    const row = await findSigningKey(db, kid);
    if (!row) throw new Error(`signing key ${kid} is missing`);
    const sealed = { dataKeyId: row.data_key_id, ciphertext: row.ciphertext };
    const text = await encryption.open(db, INSTALLATION_SCOPE, signingKeyIdentity(kid), sealed);
    const key = await importJWK(JSON.parse(text) as JWK, ALGORITHM);
    privateKeys.set(kid, key);
    return key;
  }

  return {
    async currentKid(db) {
      current ??= (await findCurrentSigningKey(db))?.kid;
      if (!current) throw new Error("there is no current signing key");
      return current;
    },
    async sign(db, kid, claims) {
      return new SignJWT({ ...claims } as JWTPayload)
        .setProtectedHeader(keyHeader(issuerLabel, kid))
        .sign(await privateKey(db, kid));
    },
    forgetCurrent() {
      current = undefined;
    },
  };
}

/** `kw` first: all tokens of an installation begin alike, which gives secret scanners one exact pattern. */
function keyHeader(issuerLabel: string, kid: string) {
  return { kw: issuerLabel, typ: HEADER_TYPE, alg: ALGORITHM, kid };
}

/** The regular expression that every token of this installation matches, and next to nothing else does. */
export function tokenPattern(issuerLabel: string): string {
  const beforeKid = JSON.stringify(keyHeader(issuerLabel, "")).slice(0, -'"}'.length);
  // Base64 works in groups of three bytes: what comes after the last whole group depends on the kid.
  const wholeGroups = Buffer.from(beforeKid).subarray(
    0,
    Buffer.byteLength(beforeKid) - (Buffer.byteLength(beforeKid) % 3),
  );
  const prefix = wholeGroups.toString("base64url");
  return `${prefix}[A-Za-z0-9_-]{40,120}\\.[A-Za-z0-9_-]{100,8000}\\.[A-Za-z0-9_-]{86}`;
}
