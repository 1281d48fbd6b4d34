import type { Words } from "./output/words.ts";
import { timeWithDay } from "./output/time.ts";

const HEADER = "keywright-key-ends";
const DAY_SECONDS = 24 * 3600;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Listens for what the server says of the end of the key that the command line itself uses. */
export interface KeyEnd {
  /** `send`, overheard. */
  overhearing(send: Fetch, token: string): Fetch;
  /** Says what has been heard. */
  tell(words: Words): Promise<void>;
}

export function listenForKeyEnd(): KeyEnd {
  let heard: { readonly endsAt: string; readonly token: string } | undefined;
  return {
    overhearing: (send, token) => async (url, init) => {
      const answer = await send(url, init);
      const endsAt = instantFrom(answer.headers.get(HEADER));
      if (endsAt !== undefined) heard = { endsAt, token };
      return answer;
    },
    async tell(words) {
      if (heard === undefined || (await isShortLived(heard.token))) return;
      const renew = process.env["KEYWRIGHT_TOKEN"] ? "Put another into KEYWRIGHT_TOKEN, or log" : "Log";
      words.warn(
        `The token that you use ends ${timeWithDay(heard.endsAt)}. ${renew} in again before: keywright login`,
      );
    },
  };
}

/** One that was made for hours or days always ends soon: whoever asked for it knows. */
async function isShortLived(token: string): Promise<boolean> {
  // Whoever has heard something has loaded it already; whoever only completes a word never needs it.
  const { EXPIRING_SOON_DAYS } = await import("@keywright/contract");
  const { iat, exp } = claimsOf(token);
  return typeof iat === "number" && typeof exp === "number" && exp - iat <= EXPIRING_SOON_DAYS * DAY_SECONDS;
}

function claimsOf(token: string): { readonly iat?: unknown; readonly exp?: unknown } {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) ?? {};
  } catch {
    return {};
  }
}

function instantFrom(header: string | null): string | undefined {
  const time = Date.parse(header ?? "");
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
