import { DEFAULT_MAX_KEYS } from "../key-reader.ts";
import type { Socket } from "./connection.ts";
import type { VerifierEvent } from "./verifier.ts";

export interface VerifierOptions {
  /** Address of the Keywright server, as in its `KEYWRIGHT_PUBLIC_URL`. */
  readonly url: string;
  /** A token with a permission `…:admin:verification:verify`, or a function that answers the one to use now. */
  readonly credential: string | (() => string | Promise<string>);
  /** `aud` that tokens must name; the address of the server unless said otherwise. */
  readonly audience?: string | readonly string[];
  /** `iss` that tokens must have; the address of the server unless said otherwise. */
  readonly issuer?: string;
  /** How this process is called in the list of verifiers; at most 100 characters. */
  readonly name?: string;
  /**
   * What to do when no server has vouched for the state within the lease: refuse with `stale` ("deny", the default),
   * or ask a server for every check ("introspect"). There is no third way.
   */
  readonly onStale?: "deny" | "introspect";
  /** How many keys are remembered. */
  readonly maxKeys?: number;
  /** How long a check with `atLeastRevision` waits for it; 2000 unless said otherwise. */
  readonly revisionWaitMs?: number;
  /** How often use is reported; 5000, which is also the most. */
  readonly usageIntervalMs?: number;
  readonly onEvent?: (event: VerifierEvent) => void;
  /** For runtimes without a global WebSocket, and for tests. */
  readonly webSocket?: (url: string) => Socket;
  readonly fetch?: typeof fetch;
}

const USAGE_INTERVAL_MS = 5000;
const REVISION_WAIT_MS = 2000;
/** A server speaks every second; this long without a word, and the line is dead. */
const SILENCE_MS = 5000;
const NAME_MAX_LENGTH = 100;

/** The options with everything said. Throws `TypeError` for what cannot be right. */
export function readOptions(options: VerifierOptions) {
  const url = readUrl(options.url);
  const { credential, onStale = "deny", usageIntervalMs = USAGE_INTERVAL_MS } = options;
  if (typeof credential === "string" && credential === "")
    throw new TypeError("credential must not be empty");
  if (onStale !== "deny" && onStale !== "introspect")
    throw new TypeError("onStale must be deny or introspect");
  if (!(usageIntervalMs > 0 && usageIntervalMs <= USAGE_INTERVAL_MS)) {
    throw new TypeError(`usageIntervalMs must be above 0 and at most ${USAGE_INTERVAL_MS}`);
  }
  return {
    url,
    credential: typeof credential === "string" ? () => credential : credential,
    issuer: options.issuer ?? url,
    audience: options.audience ?? url,
    name: (options.name ?? "verifier").slice(0, NAME_MAX_LENGTH),
    onStale,
    maxKeys: options.maxKeys ?? DEFAULT_MAX_KEYS,
    revisionWaitMs: options.revisionWaitMs ?? REVISION_WAIT_MS,
    usageIntervalMs,
    silenceMs: SILENCE_MS,
    onEvent: options.onEvent ?? (() => {}),
    connect: options.webSocket ?? ((address: string) => new WebSocket(address) as unknown as Socket),
    fetch: options.fetch ?? globalThis.fetch,
    monotonicMs: () => performance.now(),
    random: () => Math.random(),
  };
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new TypeError("url must be an http or https address");
  return text.replace(/\/+$/, "");
}
