/** Where a token is kept: the system's keychain, or a file that its owner alone can read. */
export type TokenPlace = "keychain" | "file";

/** One login: a server, and what was logged in to there. Holds no secret. */
export interface Context {
  readonly url: string;
  readonly tokenId: string;
  readonly tokenIn: TokenPlace;
  readonly org: string;
  /** The team that commands act in unless told otherwise. */
  readonly team?: string;
  /** By the login itself. A token that was given to it may be in use elsewhere too. */
  readonly issued?: true;
}

export interface Contexts {
  readonly current?: string;
  readonly contexts: Readonly<Record<string, Context>>;
}

export const NO_CONTEXTS: Contexts = { contexts: {} };

/** Of the file. A later one that older command lines cannot read gets the next number. */
const VERSION = 1;
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export function isContextName(name: string): boolean {
  return NAME.test(name);
}

export function withContext({ contexts }: Contexts, name: string, context: Context): Contexts {
  return { current: name, contexts: { ...contexts, [name]: context } };
}

export function withoutContext({ current, contexts }: Contexts, name: string): Contexts {
  const { [name]: _, ...rest } = contexts;
  return { ...(current !== undefined && current !== name && { current }), contexts: rest };
}

/** A name that is free, or that names a login to the same place, which the new one replaces. */
export function contextNameFor(wanted: string, url: string, { contexts }: Contexts): string {
  const base = slugged(wanted);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    const taken = contexts[name];
    if (taken === undefined || taken.url === url) return name;
  }
}

function slugged(text: string): string {
  const slug = text.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, "-");
  return isContextName(slug) ? slug : "default";
}

export function contextsText(contexts: Contexts): string {
  return `${JSON.stringify({ version: VERSION, ...contexts }, undefined, 2)}\n`;
}

/** Undefined for what is not such a file; `newer` for one of a later command line. */
export function contextsFrom(text: string): Contexts | "newer" | undefined {
  const file = parsed(text);
  if (!isObject(file) || typeof file["version"] !== "number") return undefined;
  if (file["version"] > VERSION) return "newer";
  const { current, contexts } = file;
  if (!isObject(contexts) || !Object.entries(contexts).every(isNamedContext)) return undefined;
  if (current === undefined) return { contexts: contexts as Contexts["contexts"] };
  if (typeof current !== "string" || !Object.hasOwn(contexts, current)) return undefined;
  return { current, contexts: contexts as Contexts["contexts"] };
}

function isNamedContext([name, context]: [string, unknown]): boolean {
  if (!isContextName(name) || !isObject(context)) return false;
  const { url, tokenId, tokenIn, org, team, issued } = context;
  return (
    [url, org].every((text) => typeof text === "string") &&
    URL.canParse(String(url)) &&
    isTokenId(tokenId) &&
    (tokenIn === "keychain" || tokenIn === "file") &&
    (team === undefined || typeof team === "string") &&
    (issued === undefined || issued === true)
  );
}

/** It names a file. */
function isTokenId(value: unknown): boolean {
  return typeof value === "string" && /^tok_[0-9a-z]{26}$/.test(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
