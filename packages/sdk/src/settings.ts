import { VERSION } from "./version.ts";

/** Longer than any answer that the server itself may hold back (30 s). */
export const DEFAULT_TIMEOUT_MS = 60_000;

export interface ClientSettings {
  /** Where Keywright runs, such as `https://keywright.example.com`; a path prefix is kept. */
  readonly url: string;
  /** The API token's value, a JWT. Without one, only public operations answer. */
  readonly token?: string | undefined;
  /** Used instead of the global `fetch`. */
  readonly fetch?: Fetch | undefined;
  /** `keywright-sdk/<version>` if left out; browsers send their own. */
  readonly userAgent?: string | undefined;
  /** Until the whole answer has been read, in milliseconds: 60000 if left out. */
  readonly timeoutMs?: number | undefined;
}

/** The part of the standard `fetch` that is used: always a string and always an init. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Connection {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
}

/** The messages never repeat what was given: a URL may hold a password, and the token is a secret. */
export function connectionFrom(settings: ClientSettings): Connection {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = settings;
  if (!(timeoutMs > 0)) throw new TypeError("timeoutMs must be a positive number of milliseconds");
  const headers: Record<string, string> = {};
  const userAgent = settings.userAgent ?? defaultUserAgent();
  if (userAgent !== undefined) headers["user-agent"] = userAgent;
  if (settings.token !== undefined) headers["authorization"] = `Bearer ${checkedToken(settings.token)}`;
  return {
    baseUrl: checkedBaseUrl(settings.url),
    headers,
    fetch: settings.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    timeoutMs,
  };
}

function checkedBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const clean = url && !url.username && !url.password && !url.search && !url.hash;
  if (!clean || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      "url must be an address like https://keywright.example.com, without user, query or fragment",
    );
  }
  return url.href.replace(/\/+$/, "");
}

/** An HTTP library that refuses a header quotes its value in the error, so a value it would refuse stops here. */
function checkedToken(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError("token must be the token's value alone: no spaces, no line breaks, not empty");
  }
  return token;
}

/** In a browser the header would be one more that every cross-origin server has to allow. */
function defaultUserAgent(): string | undefined {
  return "document" in globalThis ? undefined : `keywright-sdk/${VERSION}`;
}
