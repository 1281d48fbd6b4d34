import { MAX_BITS, type Bits } from "./bits.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SEXTETS: ReadonlyMap<string, number> = new Map(
  [...ALPHABET].map((character, value) => [character, value]),
);
const MAX_TEXT_LENGTH = Math.ceil(MAX_BITS / 6);

/**
 * A set as base64url without padding (RFC 4648, section 5): its words in order, each as four bytes, lowest first,
 * without trailing zero words. So every set has exactly one text; the empty set is the empty text.
 */
export function encodeBits(bits: Bits): string {
  const words = bits.subarray(0, bits.findLastIndex((word) => word !== 0) + 1);
  const view = new DataView(new ArrayBuffer(words.length * 4));
  words.forEach((word, index) => view.setUint32(index * 4, word, true));
  return toBase64Url(new Uint8Array(view.buffer));
}

/** Reads what `encodeBits` wrote; undefined for any other text, also for another spelling of the same set. */
export function decodeBits(text: string): Bits | undefined {
  const bytes = text.length > MAX_TEXT_LENGTH ? undefined : fromBase64Url(text);
  if (bytes === undefined || bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer);
  const bits = Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
  return encodeBits(bits) === text ? bits : undefined;
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let bit = 0; bit < bytes.length * 8; bit += 6) {
    const index = bit >> 3;
    const pair = (bytes[index]! << 8) | (bytes[index + 1] ?? 0);
    text += ALPHABET[(pair >> (10 - (bit & 7))) & 63];
  }
  return text;
}

/** The whole bytes that the text spells. Bits left over are dropped: `decodeBits` sees that they were not zero. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bit = 0;
  for (const character of text) {
    const sextet = SEXTETS.get(character);
    if (sextet === undefined) return undefined;
    const pair = sextet << (10 - (bit & 7));
    bytes[bit >> 3]! |= pair >> 8;
    bytes[(bit >> 3) + 1]! |= pair & 255;
    bit += 6;
  }
  return bytes;
}
