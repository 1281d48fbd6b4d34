import { errors, jwtVerify, type JWTHeaderParameters, type JWTVerifyOptions } from "jose";
import { parseClaims, type KeyClaims } from "./claims.ts";

/** The header `typ` of a key (RFC 9068 section 2.1). */
export const HEADER_TYPE = "at+jwt";

/** The one algorithm of a key: Ed25519 under its JOSE name (RFC 8037 section 3.1). */
export const ALGORITHM = "EdDSA";

/** Longer tokens are refused unread: hashing or decoding them is work for an attacker. */
export const MAX_TOKEN_BYTES = 8192;

/** How a key is read. */
export interface ReadKeyOptions {
  /** The one accepted `iss`. */
  readonly issuer: string;
  /** `aud` must name this, or one of these. */
  readonly audience: string | readonly string[];
  /** The signing key of that id; undefined when there is none. */
  readonly keyFor: (kid: string) => CryptoKey | Promise<CryptoKey> | undefined;
}

/** A key whose signature, issuer and audience hold. Whether it is in time and still stands is for `check` to say. */
export interface SignedKey {
  readonly claims: KeyClaims;
  /** Id of the key that signed it. */
  readonly kid: string;
}

/** Why a token is not a key of this installation. */
export interface Unreadable {
  readonly reason: "malformed" | "bad_signature" | "wrong_audience" | "stale";
}

// Three base64url parts, the last the 64 bytes of an Ed25519 signature, whose 86th character carries two bits. Decoders
// forgive spaces, padding and stray bits: here a key is written in one way only, or it could fill the cache under many
// names.
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]{86}$/;
const LAST_CHARACTERS = "AQgw";

// Time is judged at every check, so that a remembered key ends when it should. jose has no switch for it: a tolerance
// of all time is one.
const NO_TIME_CHECK = Number.MAX_SAFE_INTEGER;

class UnreadableHeader extends errors.JOSEError {}
class UnknownSigner extends errors.JOSEError {}

/**
 * Reads a key and checks all that never changes about it: algorithm, `typ`, `crit`, signature, issuer, audience and the
 * shape of its claims (RFC 8725 section 3, RFC 9068 section 4). `jku`, `x5u` and `jwk` are never looked at.
 * Refusals are returned; only a failure of the machine itself rejects.
 */
export async function readKey(token: string, options: ReadKeyOptions): Promise<SignedKey | Unreadable> {
  if (token.length > MAX_TOKEN_BYTES || !SHAPE.test(token)) return { reason: "malformed" };
  if (!LAST_CHARACTERS.includes(token.slice(-1))) return { reason: "bad_signature" };
  try {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      (header) => signerOf(header, options),
      verifyOptions(options),
    );
    const claims = parseClaims(payload);
    return claims ? { claims, kid: protectedHeader.kid as string } : { reason: "malformed" };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function verifyOptions({ issuer, audience }: ReadKeyOptions): JWTVerifyOptions {
  return {
    algorithms: [ALGORITHM],
    typ: HEADER_TYPE,
    issuer,
    audience: typeof audience === "string" ? audience : [...audience],
    clockTolerance: NO_TIME_CHECK,
  };
}

function signerOf(header: JWTHeaderParameters, { keyFor }: ReadKeyOptions): CryptoKey | Promise<CryptoKey> {
  if (header.crit !== undefined) throw new UnreadableHeader("No critical header parameter is understood");
  if (typeof header.kid !== "string") throw new UnreadableHeader("kid is missing");
  const key = keyFor(header.kid);
  if (key === undefined) throw new UnknownSigner("No signing key has this kid");
  return key;
}

function reasonOf(error: unknown): Unreadable["reason"] {
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof UnknownSigner)
    return "bad_signature";
  if (error instanceof errors.JWTClaimValidationFailed) {
    const isElsewhere = error.reason === "check_failed" && (error.claim === "iss" || error.claim === "aud");
    return isElsewhere ? "wrong_audience" : "malformed";
  }
  if (error instanceof errors.JOSEError) return "malformed";
  throw error;
}
