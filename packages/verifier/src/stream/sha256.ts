import { sha256 } from "@noble/hashes/sha2.js";

interface NodeCrypto {
  hash(algorithm: string, text: string, encoding: string): string;
}

type ProcessLike = { getBuiltinModule?: (name: string) => NodeCrypto | undefined };

/**
 * A synchronous SHA-256 as text. Where the runtime has a native one (Node, Bun, Deno offer it without an import) that
 * is used; elsewhere one in JavaScript, since WebCrypto's cannot answer at once.
 */
export function fastestSha256(): (text: string) => string {
  const { process } = globalThis as { process?: ProcessLike };
  const native = process?.getBuiltinModule?.("node:crypto");
  if (typeof native?.hash === "function") return (text) => native.hash("sha256", text, "base64");
  const encoder = new TextEncoder();
  return (text) => String.fromCharCode(...sha256(encoder.encode(text)));
}
