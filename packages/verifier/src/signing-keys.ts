import type { PublicJwk } from "./changes.ts";

/** A public key that may have signed a token. */
export class SigningKey {
  readonly jwk: PublicJwk;
  #imported: CryptoKey | Promise<CryptoKey> | undefined;

  constructor(jwk: PublicJwk) {
    this.jwk = jwk;
  }

  /** Imported on first use, once; after a failure the next use tries again. */
  cryptoKey(): CryptoKey | Promise<CryptoKey> {
    return (this.#imported ??= this.#import());
  }

  async #import(): Promise<CryptoKey> {
    const { kty, crv, x } = this.jwk;
    try {
      const key = await crypto.subtle.importKey("jwk", { kty, crv, x }, { name: crv }, false, ["verify"]);
      return (this.#imported = key);
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
