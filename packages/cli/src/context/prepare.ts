import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { isContextName } from "./contexts.ts";
import { CONFIG_FOLDER, readContexts } from "./contexts-file.ts";
import { requireWritable } from "./private-files.ts";
import { TOKENS_FOLDER } from "./tokens.ts";

/** Before a token is issued: what would keep us from keeping it. */
export async function prepareToKeep(name: string | undefined): Promise<void> {
  if (name !== undefined && !isContextName(name)) {
    throw new Failure(EXIT.usage, "A context's name has lower-case letters, digits, dots and dashes.");
  }
  await readContexts();
  await requireWritable(CONFIG_FOLDER);
  await requireWritable(TOKENS_FOLDER);
}
