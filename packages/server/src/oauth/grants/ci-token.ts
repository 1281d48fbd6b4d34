import { CI_TOKEN_MAX_LENGTH } from "@keywright/contract";
import { compactVerify, decodeJwt, decodeProtectedHeader, errors, type JWTPayload } from "jose";
import { OauthError } from "../oauth-error.ts";
import { type IssuerKeys, IssuerUnavailable } from "./issuer-keys.ts";

/** All of them with a public key: whoever can check such a signature cannot make it. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** How far an issuer's clock may be ahead of ours. Nothing is added to a token's life. */
const CLOCK_TOLERANCE_SECONDS = 30;

interface Expected {
  readonly issuer: string;
  readonly audience: string;
}

/** The claims of a CI token that is what it says, made for this audience, and valid now. Else says which check failed. */
export async function readCiToken(
  keysOf: IssuerKeys,
  { issuer, audience }: Expected,
  token: string,
  now: () => Date,
): Promise<JWTPayload> {
  if (token.length > CI_TOKEN_MAX_LENGTH) throw invalid("is too long");
  requireReadable(token);
  const unproven = decode(token);
  // Asked before the signature, for another issuer's keys would say nothing about it.
  if (unproven.iss !== issuer) throw invalid("was issued by another issuer than the trust rule names");
  await requireSigned(keysOf, issuer, token);
  // Asking the issuer takes its time, and the token may expire meanwhile.
  requireTimes(unproven, now().getTime() / 1000);
  const { aud } = unproven;
  const audiences = Array.isArray(aud) ? aud : [aud];
  // One that is made for others as well is for none of them alone.
  if (audiences.length !== 1 || audiences[0] !== audience) throw invalid("was made for another audience");
  return unproven;
}

function requireReadable(token: string): void {
  const { alg, typ, crit } = headerOf(token);
  if (alg === undefined || !ALGORITHMS.includes(alg))
    throw invalid("is signed in a way that proves nothing: only signatures with a public key are accepted");
  if (crit !== undefined) throw invalid("has a header that is not understood");
  // RFC 8725 section 3.11: what issuers sign for another purpose says so.
  if (typ !== undefined && !/^(application\/)?jwt$/i.test(typ)) throw invalid("is not an identity token");
}

function headerOf(token: string) {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw invalid("is not a JWT");
  }
}

function decode(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw invalid("is not a JWT");
  }
}

async function requireSigned(keysOf: IssuerKeys, issuer: string, token: string): Promise<void> {
  try {
    await compactVerify(token, await keysOf(issuer), { algorithms: ALGORITHMS });
  } catch (error) {
    throw ofSignature(error);
  }
}

function ofSignature(error: unknown): unknown {
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return invalid("does not have a right signature");
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return invalid("is signed with a key that the issuer does not publish");
  if (
    error instanceof IssuerUnavailable ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid
  )
    return new OauthError("temporarily_unavailable", "The issuer of the token cannot be asked for its keys", {
      status: 503,
    });
  // A header of a kind that nobody knows, a key of another kind than the signature, and so on.
  return error instanceof errors.JOSEError || error instanceof TypeError
    ? invalid("cannot be checked")
    : error;
}

function requireTimes({ exp, nbf, iat }: JWTPayload, nowSeconds: number): void {
  if (typeof exp !== "number") throw invalid("does not say when it expires");
  if (exp <= nowSeconds) throw invalid("has expired");
  const latest = nowSeconds + CLOCK_TOLERANCE_SECONDS;
  if (nbf !== undefined && !(typeof nbf === "number" && nbf <= latest)) throw invalid("is not valid yet");
  if (iat !== undefined && !(typeof iat === "number" && iat <= latest))
    throw invalid("was issued in the future");
}

function invalid(what: string): OauthError {
  return new OauthError("invalid_grant", `The subject_token ${what}`);
}
