import { compileNarrowing } from "@keywright/policy";
import { narrowingFromClaim, type KeyClaims } from "./claims.ts";
import { MAX_TOKEN_BYTES, readKey, type Unreadable } from "./jwt.ts";
import { KeysCache } from "./keys-cache.ts";
import type { AuthorityState } from "./state.ts";
import { VerifiedKey } from "./verified-key.ts";

/** How many keys are remembered unless told otherwise, at about 1.3 kB each. */
export const DEFAULT_MAX_KEYS = 50_000;

export interface KeyReaderOptions {
  readonly state: AuthorityState;
  /** The one accepted `iss`. */
  readonly issuer: string;
  /** `aud` must name this, or one of these. */
  readonly audience: string | readonly string[];
  /**
   * SHA-256 of a text, itself as text in any encoding: what the cache keeps instead of a signature. It is synchronous,
   * which WebCrypto cannot be; with `node:crypto`: `(text) => hash("sha256", text, "base64")`.
   */
  readonly hash: (text: string) => string;
  readonly maxKeys?: number;
}

/** Reads a token: at once when its signature has been checked before, else with a promise. `await` serves both. */
export interface KeyReader {
  read(token: string): VerifiedKey | Promise<VerifiedKey | Unreadable>;
}

/**
 * A reader that checks each signature once and remembers the key by a hash, never by the token. Only keys that verified
 * are remembered, so that garbage cannot push them out, and all who ask for a new token at the same time share one
 * check. A remembered key may have lost its signing key since: `check` and `authenticateKey` refuse it.
 */
export function createKeyReader(options: KeyReaderOptions): KeyReader {
  const { hash, maxKeys = DEFAULT_MAX_KEYS } = options;
  const cache = new KeysCache(maxKeys, hash);
  const underway = new Map<string, Promise<VerifiedKey | Unreadable>>();

  const readOnce = async (token: string): Promise<VerifiedKey | Unreadable> => {
    try {
      const key = await verifyToken(token, options);
      if (key instanceof VerifiedKey) cache.set(token, key);
      return key;
    } finally {
      underway.delete(token);
    }
  };

  return {
    read(token) {
      if (token.length > MAX_TOKEN_BYTES) return Promise.resolve({ reason: "malformed" });
      const known = cache.get(token) ?? underway.get(token);
      if (known !== undefined) return known;
      const reading = readOnce(token);
      underway.set(token, reading);
      return reading;
    },
  };
}

async function verifyToken(token: string, options: KeyReaderOptions): Promise<VerifiedKey | Unreadable> {
  const { state, issuer, audience } = options;
  // Without a snapshot no signing key is known, and to call every signature bad would be untrue.
  if (!state.ready) return { reason: "stale" };
  let signedBy = "";
  const read = await readKey(token, {
    issuer,
    audience,
    keyFor: (kid) => {
      const signingKey = state.signingKeys.get(kid);
      signedBy = signingKey?.jwk.x ?? "";
      return signingKey?.cryptoKey();
    },
  });
  if ("reason" in read) return read;
  const narrowing = narrowingOf(read.claims);
  if (narrowing === undefined) return { reason: "malformed" };
  return new VerifiedKey({ ...read, narrowing, signedBy });
}

function narrowingOf({ nrw }: KeyClaims) {
  if (nrw === undefined) return null;
  const definition = narrowingFromClaim(nrw);
  return definition && compileNarrowing(definition);
}
