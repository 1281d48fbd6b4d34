import type { KeyClaims, NarrowingClaim } from "@keywright/verifier";
import type { Tx } from "../db/database.ts";
import type { Db } from "../db/database.ts";
import { newId } from "../ids.ts";
import type { Signer } from "../signing-keys/signer.ts";
import { insertKey } from "./key-queries.ts";

export interface Mint {
  readonly signer: Signer;
  /** `iss` and `aud` of every token: this installation, and the API it protects. */
  readonly issuer: string;
}

/** What of a token goes into its keys. */
export interface TokenIdentity {
  readonly org_id: string;
  readonly id: string;
  readonly team_id: string | null;
  readonly role_id: string;
  readonly entity_type: KeyClaims["entityType"];
  readonly exposure: "secret" | "publishable";
  readonly narrowing: NarrowingClaim | null;
}

interface KeyIdentity {
  readonly id: string;
  readonly kid: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date | null;
}

export interface MintedKey extends KeyIdentity {
  /** The secret value: answered once and kept nowhere. */
  readonly value: string;
}

/** Makes one more key of a token. */
export async function mintKey(
  { signer, issuer }: Mint,
  tx: Tx,
  token: TokenIdentity,
  { now, expiresAt }: { now: Date; expiresAt: Date | null },
): Promise<MintedKey> {
  const key = { id: newId("key"), kid: await signer.currentKid(tx), issuedAt: now, expiresAt };
  await insertKey(tx, {
    org_id: token.org_id,
    token_id: token.id,
    id: key.id,
    kid: key.kid,
    issued_at: now,
    expires_at: expiresAt,
    ends_at: null,
    last_used_at: null,
  });
  return { ...key, value: await signer.sign(tx, key.kid, keyClaims(issuer, token, key)) };
}

/** The value of a key again: signing is deterministic, so nothing needs to be stored for it. */
export async function mintAgain(
  { signer, issuer }: Mint,
  db: Db,
  token: TokenIdentity,
  key: KeyIdentity,
): Promise<string> {
  return signer.sign(db, key.kid, keyClaims(issuer, token, key));
}

function keyClaims(issuer: string, token: TokenIdentity, key: KeyIdentity): KeyClaims {
  return {
    iss: issuer,
    aud: issuer,
    sub: token.id,
    jti: key.id,
    client_id: token.id,
    iat: Math.floor(key.issuedAt.getTime() / 1000),
    ...(key.expiresAt && { exp: Math.floor(key.expiresAt.getTime() / 1000) }),
    org: token.org_id,
    ...(token.team_id !== null && { team: token.team_id }),
    role: token.role_id,
    entityType: token.entity_type,
    ...(token.exposure === "publishable" && { pub: true }),
    ...(token.narrowing && { nrw: inOrder(token.narrowing) }),
  };
}

/** The database keeps its members in an order of its own; a value that is signed again is the same to the letter. */
function inOrder({ p, pr, e, ip, o }: NarrowingClaim): NarrowingClaim {
  return {
    ...(p !== undefined && { p }),
    ...(pr !== undefined && { pr }),
    ...(e !== undefined && { e }),
    ...(ip !== undefined && { ip }),
    ...(o !== undefined && { o }),
  };
}
