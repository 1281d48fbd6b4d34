import type { Cli } from "../cli.ts";
import { cleanUrl } from "../context/chosen.ts";
import { readContexts } from "../context/contexts-file.ts";

const DEFAULT_URL = "http://127.0.0.1:4600";

/** The server to log in to: what was said, else that of the current context, else what the person answers. */
export async function urlToLoginTo(cli: Cli): Promise<string> {
  const { contexts, current } = await readContexts();
  const named = contexts[cli.options.context ?? current ?? ""]?.url;
  const given = cli.options.url ?? process.env["KEYWRIGHT_URL"] ?? named;
  if (given) return cleanUrl(given);
  const instead = "Say which server to log in to: keywright login --url <url>";
  return cleanUrl((await cli.ask.text("Address of the Keywright server", instead, DEFAULT_URL)).trim());
}

/** Between processes of one machine nobody listens in. */
export function warnOfPlainHttp({ words }: Cli, url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname)) return;
  words.warn(`${url} is not encrypted: whoever is on the way can read the token.`);
}
