import type { AsyncEntry } from "@napi-rs/keyring";

const SERVICE = "keywright";

/**
 * The entry for one token. On Linux only the Secret Service counts: the kernel's keyring, which the library would fall
 * back to, forgets everything at the next start.
 */
async function entryFor(tokenId: string): Promise<AsyncEntry> {
  const { AsyncEntry } = await import("@napi-rs/keyring");
  return new AsyncEntry(SERVICE, tokenId, { linux: { store: "secret-service" } });
}

/** False where there is no keychain, or none that works: read back what was written, to be sure. */
export async function keepInKeychain(tokenId: string, token: string): Promise<boolean> {
  try {
    const entry = await entryFor(tokenId);
    await entry.setPassword(token);
    return (await entry.getPassword()) === token;
  } catch {
    return false;
  }
}

/** Undefined when it holds no such token. Throws when it cannot be opened. */
export async function readFromKeychain(tokenId: string): Promise<string | undefined> {
  const entry = await entryFor(tokenId);
  return (await entry.getPassword()) ?? undefined;
}

export async function removeFromKeychain(tokenId: string): Promise<void> {
  const entry = await entryFor(tokenId);
  await entry.deletePassword();
}
