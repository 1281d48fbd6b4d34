import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Context, Contexts } from "./contexts.ts";
import { readContexts } from "./contexts-file.ts";
import { readToken } from "./tokens.ts";

/** The server that a command speaks to, and as whom. */
export interface Chosen {
  readonly url: string;
  readonly token: string | undefined;
  /** What it comes from, unless the environment said it all. */
  readonly context: (Context & { readonly name: string }) | undefined;
}

type Given = Pick<GlobalOptions, "context" | "url">;

/**
 * `--context` and `--url` win over `KEYWRIGHT_URL` and `KEYWRIGHT_TOKEN`, these over the current context. The token of a
 * context is sent to that context's server and to no other.
 */
export async function choose(given: Given, env: NodeJS.ProcessEnv): Promise<Chosen> {
  const envToken = given.context === undefined ? env["KEYWRIGHT_TOKEN"] || undefined : undefined;
  const envUrl = given.context === undefined ? env["KEYWRIGHT_URL"] || undefined : undefined;
  const wantedUrl = cleanUrl(given.url ?? envUrl);
  // With both, the files of this machine are not even looked at: CI has none.
  if (wantedUrl !== undefined && envToken !== undefined) {
    return { url: wantedUrl, token: envToken.trim(), context: undefined };
  }
  const context = pick(await readContexts(), given.context, wantedUrl);
  if (envToken !== undefined && context !== undefined) {
    return { url: context.url, token: envToken.trim(), context: undefined };
  }
  if (wantedUrl !== undefined && context?.url !== wantedUrl) {
    return { url: wantedUrl, token: undefined, context: undefined };
  }
  if (context === undefined) throw nowhere(envToken !== undefined);
  return { url: context.url, token: await readToken(context), context };
}

function pick({ current, contexts }: Contexts, name: string | undefined, url: string | undefined) {
  if (name !== undefined) return named(contexts, name);
  const atUrl = Object.keys(contexts).filter((name) => url === undefined || contexts[name]?.url === url);
  const chosen = current !== undefined && atUrl.includes(current) ? current : undefined;
  if (url !== undefined && chosen === undefined && atUrl.length > 1) {
    throw new Failure(EXIT.usage, `There are several contexts for ${url}: ${atUrl.join(", ")}.`, [
      "Say which one: --context <name>",
    ]);
  }
  const found = chosen ?? (url === undefined ? undefined : atUrl[0]);
  return found === undefined ? undefined : named(contexts, found);
}

export function named(contexts: Contexts["contexts"], name: string): Context & { readonly name: string } {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context) return { ...context, name };
  const known = Object.keys(contexts);
  throw new Failure(EXIT.usage, `There is no context ${name}.`, [
    known.length > 0 ? `There are: ${known.join(", ")}` : "Log in first: keywright login",
  ]);
}

function nowhere(hasToken: boolean): Failure {
  if (hasToken) return new Failure(EXIT.usage, "KEYWRIGHT_TOKEN is set: set KEYWRIGHT_URL too.");
  return new Failure(EXIT.notLoggedIn, "You are not logged in.", ["Log in: keywright login --url <url>"]);
}

/** Nothing that was given is repeated: it may hold a password. */
export function cleanUrl(text: string): string;
export function cleanUrl(text: string | undefined): string | undefined;
export function cleanUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const clean = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (!clean || url.search || url.hash) {
    throw new Failure(EXIT.usage, "The url must be an address such as https://keywright.example.com.");
  }
  return url.href.replace(/\/+$/, "");
}
