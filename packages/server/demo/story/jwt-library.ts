import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { NotAsPromised } from "../promised.ts";
import type { Stage } from "../stage.ts";

/** What anybody can find out about a token with `jose` and the public keys, without any software of Keywright's. */
export async function checkWithJwtLibrary(stage: Stage, token: string): Promise<JWTPayload> {
  const keys = (await stage.getPublic("/.well-known/jwks.json")) as JSONWebKeySet;
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { issuer: stage.url, typ: "at+jwt" });
    return payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new NotAsPromised(`jose refuses the token: ${error.message}`, { cause: error });
  }
}
