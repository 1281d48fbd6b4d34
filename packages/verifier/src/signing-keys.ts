import type { PublicJwk } from "./changes.ts";

/** A public key that may have signed a token. */
export class SigningKey {
  readonly jwk: PublicJwk;
  #imported: Promise<CryptoKey> | undefined;

  constructor(jwk: PublicJwk) {
    this.jwk = jwk;
  }

  /** Imported on first use, once; after a failure the next use tries again. */
  cryptoKey(): Promise<CryptoKey> {
    return (this.#imported ??= this.#import());
  }

  async #import(): Promise<CryptoKey> {
    const { kty, crv, x } = this.jwk;
    try {
      return await crypto.subtle.importKey("jwk", { kty, crv, x }, { name: crv }, false, ["verify"]);
    } catch (error) {
      this.#imported = undefined;
      throw error;
    }
  }
}

/** The signing keys of a set by `kid`. */
export function signingKeysOf(keys: readonly PublicJwk[]): ReadonlyMap<string, SigningKey> {
  return new Map(keys.map((jwk) => [jwk.kid, new SigningKey(jwk)]));
}
