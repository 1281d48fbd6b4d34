import { ALGORITHM, type PublicJwk } from "@keywright/verifier";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { type Encryption, INSTALLATION_SCOPE } from "../encryption/data-keys.ts";
import { Refusal } from "../refusal.ts";
import {
  deleteSpentSigningKeys,
  insertSigningKey,
  listSigningKeyRows,
  lockSigningKeys,
  promoteNextSigningKey,
  publicSigningKeys,
  retireCurrentSigningKey,
  signingKeyTimes,
} from "./queries.ts";

export { publicSigningKeys };

const AUDIT_TARGET_TYPE = "signing-key";
/**
 * Servers go on signing with a key until they hear that it is retired, and what they are signing at that moment is not
 * yet stored. Far longer than either takes.
 */
const KEPT_AFTER_RETIRING_MS = 10 * 60_000;

/** How long others may keep the JWKS that we publish. */
export const JWKS_MAX_AGE_SECONDS = 300;
/** Longer than that by what it takes until every server publishes a new key: the lease of one that is cut off, and some. */
const KNOWN_EVERYWHERE_AFTER_MS = (JWKS_MAX_AGE_SECONDS + 30) * 1000;

/** On first start: one key that signs, and the next one, published so that every verifier knows it before it signs. */
export async function createFirstSigningKeys(work: Work, encryption: Encryption): Promise<void> {
  await createSigningKey(work, encryption, "current");
  await createSigningKey(work, encryption, "next");
}

/** The published next key signs from now on. The old one verifies until its last token has ended. */
export async function rotateSigningKey(work: Work, encryption: Encryption, orgId: string) {
  await lockSigningKeys(work.tx);
  await refuseUntilNextIsKnown(work);
  const previous = await retireCurrentSigningKey(work.tx, work.now);
  const current = await promoteNextSigningKey(work.tx);
  if (!current) throw new Error("there is no next signing key to rotate to");
  await createSigningKey(work, encryption, "next");
  const spent = await deleteSpentSigningKeys(work.tx, {
    now: work.now,
    retiredBefore: new Date(work.now.getTime() - KEPT_AFTER_RETIRING_MS),
  });
  work.changeAuthority(null, { kind: "signing_keys_set", keys: await publicSigningKeys(work.tx) });
  work.recordEvent({
    orgId,
    action: "signing-key.rotate",
    target: { type: AUDIT_TARGET_TYPE, id: current, key: current, name: current },
    before: { current: previous },
    after: { current, dropped: spent },
  });
  const row = (await listSigningKeyRows(work.tx)).find(({ kid }) => kid === current);
  if (!row) throw new Error("the rotated signing key is missing");
  return row;
}

/**
 * Who verifies with a JWT library keeps the JWKS for a while. If one without the next key may still be kept somewhere,
 * tokens signed by it would be refused there. The first two were published together.
 */
async function refuseUntilNextIsKnown({ tx, now }: Work): Promise<void> {
  const keys = await signingKeyTimes(tx);
  const next = keys.find(({ state }) => state === "next");
  if (!next || !keys.some(({ created_at }) => created_at < next.created_at)) return;
  const knownAt = new Date(next.created_at.getTime() + KNOWN_EVERYWHERE_AFTER_MS);
  if (knownAt <= now) return;
  throw new Refusal("signing_key_too_new", {
    detail: `The next signing key has just been published, and must be known to all who keep the JWKS before it signs. Rotate from ${knownAt.toISOString()} on.`,
  });
}

async function createSigningKey(
  work: Work,
  encryption: Encryption,
  state: "current" | "next",
): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const { x } = await exportJWK(publicKey);
  const bare = { kty: "OKP", crv: "Ed25519", x: x as string } as const;
  const kid = await calculateJwkThumbprint(bare);
  const jwk: PublicJwk = { ...bare, kid, alg: ALGORITHM, use: "sig" };
  const privateJwk = JSON.stringify(await exportJWK(privateKey));
  const sealed = await encryption.seal(
    work.tx,
    INSTALLATION_SCOPE,
    signingKeyIdentity(kid),
    privateJwk,
    work.now,
  );
  await insertSigningKey(work.tx, {
    kid,
    state,
    public_jwk: json(jwk),
    data_key_id: sealed.dataKeyId,
    ciphertext: sealed.ciphertext,
    created_at: work.now,
    retired_at: null,
  });
}

export function signingKeyIdentity(kid: string): string {
  return `signing-key\0${kid}`;
}
