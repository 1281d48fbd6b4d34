import { homedir } from "node:os";
import { sep } from "node:path";
import type { Cli } from "../cli.ts";
import { CONFIG_FOLDER } from "../context/contexts-file.ts";
import type { TokenPlace } from "../context/contexts.ts";
import { timeWithDay } from "../output/time.ts";
import type { Kept } from "./keep.ts";

const TOKEN_KEPT: Readonly<Record<TokenPlace, string>> = {
  keychain: "The token is in the keychain.",
  file: `No keychain works here: the token is in ${fromHome(CONFIG_FOLDER)}, readable by you alone.`,
};

function fromHome(path: string): string {
  const home = homedir();
  return path.startsWith(`${home}${sep}`) ? `~${path.slice(home.length)}` : path;
}

/** What the login has come to. */
export async function tellLogin({ words, out }: Cli, { name, context, me }: Kept): Promise<void> {
  const { org, team, expiresAt } = me.principal;
  const place = team === undefined ? org : `${org} / ${team}`;
  const ends = expiresAt === null ? "does not expire" : `expires ${timeWithDay(expiresAt)}`;
  words.done(`Logged in to ${place} with role ${me.role?.id ?? "none"} · ${ends}`);
  words.note(`Context ${name}. ${TOKEN_KEPT[context.tokenIn]}`);
  if (process.env["KEYWRIGHT_TOKEN"])
    words.warn("KEYWRIGHT_TOKEN is set: it is used instead, until you unset it.");
  await out.result({ name, ...context });
}
