import type { VerifiedKey } from "./verified-key.ts";

// An Ed25519 signature in base64url.
const SIGNATURE_LENGTH = 86;

interface Entry {
  /** All of the token before its signature. */
  readonly signed: string;
  readonly key: VerifiedKey;
}

/**
 * Verified keys by their token, at most `maxKeys` of them. What is secret in a token is its signature: that is kept as
 * a hash, and the rest, which is worth nothing without it, as it is. So a lookup hashes 86 characters and not hundreds,
 * and still finds a key only by the whole of its token.
 *
 * Two generations instead of a list in order of use: when the younger is full it becomes the older, and what was in the
 * older and not asked for since is dropped. A hit in the younger is one map lookup and writes nothing.
 */
export class KeysCache {
  readonly #hash: (text: string) => string;
  readonly #maxPerGeneration: number;
  #young = new Map<string, Entry>();
  #old = new Map<string, Entry>();

  constructor(maxKeys: number, hash: (text: string) => string) {
    if (!Number.isSafeInteger(maxKeys) || maxKeys < 2)
      throw new RangeError("maxKeys must be a whole number from 2");
    this.#maxPerGeneration = Math.floor(maxKeys / 2);
    this.#hash = hash;
  }

  /** How many are held; one that was asked for lately may count twice. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(token: string): VerifiedKey | undefined {
    const name = this.#hash(token.slice(-SIGNATURE_LENGTH));
    const young = this.#young.get(name);
    const entry = young ?? this.#old.get(name);
    if (entry === undefined || entry.signed !== token.slice(0, -SIGNATURE_LENGTH)) return undefined;
    if (young === undefined) this.#remember(name, entry);
    return entry.key;
  }

  set(token: string, key: VerifiedKey): void {
    const signed = detached(token.slice(0, -SIGNATURE_LENGTH));
    this.#remember(this.#hash(token.slice(-SIGNATURE_LENGTH)), { signed, key });
  }

  #remember(name: string, entry: Entry): void {
    if (this.#young.size >= this.#maxPerGeneration) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, entry);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// A part of a string can be a view that keeps the whole alive, here with the signature: a copy does not.
function detached(text: string): string {
  return decoder.decode(encoder.encode(text));
}
