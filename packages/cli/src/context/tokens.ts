import { join } from "node:path";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import type { Context, TokenPlace } from "./contexts.ts";
import { CONFIG_FOLDER } from "./contexts-file.ts";
import { keepInKeychain, readFromKeychain, removeFromKeychain } from "./keychain.ts";
import { readPrivateFile, removePrivateFile, writePrivateFile } from "./private-files.ts";

export const TOKENS_FOLDER = join(CONFIG_FOLDER, "tokens");

export function tokenFile(tokenId: string): string {
  return join(TOKENS_FOLDER, tokenId);
}

/** In the keychain where there is one that works, else in a file. */
export async function keepToken(tokenId: string, token: string): Promise<TokenPlace> {
  if (await keepInKeychain(tokenId, token)) return "keychain";
  await writePrivateFile(tokenFile(tokenId), token);
  return "file";
}

/** Undefined when it is not there any more. */
export async function readToken({ tokenId, tokenIn }: Context): Promise<string | undefined> {
  if (tokenIn === "file") return readPrivateFile(tokenFile(tokenId));
  try {
    return await readFromKeychain(tokenId);
  } catch (cause) {
    throw new Failure(
      EXIT.notLoggedIn,
      "The keychain, which holds the token, cannot be opened.",
      ["Unlock it, or log in again: keywright login"],
      { cause },
    );
  }
}

export async function removeToken({ tokenId, tokenIn }: Pick<Context, "tokenId" | "tokenIn">): Promise<void> {
  if (tokenIn === "file") await removePrivateFile(tokenFile(tokenId));
  else await removeFromKeychain(tokenId);
}
