import type { NamedPrincipal } from "./principal.ts";

/** Stands in answers to calls with a key that ends soon, and says when. */
export const KEY_ENDS_HEADER = "keywright-key-ends";

/** How long before its end a key ends soon: as long as a token is `expiring` to Keywright; a test holds the two together. */
export const ENDS_SOON_SECONDS = 7 * 24 * 3600;

/**
 * When the principal's key ends, if it ends soon: an IMF-fixdate (RFC 9110 section 5.6.7) as value of `KEY_ENDS_HEADER`,
 * in the syntax of RFC 8594's Sunset. Undefined when there is nothing to say.
 */
export function endsSoon(
  { expiresAt }: Pick<NamedPrincipal, "expiresAt">,
  nowSeconds: number,
): string | undefined {
  if (expiresAt === null || !(expiresAt - nowSeconds <= ENDS_SOON_SECONDS)) return undefined;
  return new Date(expiresAt * 1000).toUTCString();
}
