import { ConnectorError } from "../connector-error.ts";
import type { PublicKey } from "./api.ts";

/** Seals a value so that only the holder of the key can open it: GitHub takes secrets in no other form. */
export async function seal(value: string, { key }: PublicKey): Promise<string> {
  // Large, and most installations seal nothing.
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  const { ORIGINAL } = sodium.base64_variants;
  try {
    return sodium.to_base64(sodium.crypto_box_seal(value, sodium.from_base64(key, ORIGINAL)), ORIGINAL);
  } catch {
    throw new ConnectorError(
      "unexpected_answer",
      "Could not seal a secret: GitHub gave a public key that is none.",
    );
  }
}
