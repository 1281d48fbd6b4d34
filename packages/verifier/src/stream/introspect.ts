import type { Reason } from "@keywright/policy";
import type { CheckRequest } from "../check.ts";
import type { Refused } from "../verdict.ts";

const TIMEOUT_MS = 5000;

export interface RemoteOptions {
  readonly url: string;
  readonly credential: () => string | Promise<string>;
  readonly fetch: typeof fetch;
}

/** A server's verdict, for a verifier that may not decide by itself at this moment. */
export type RemoteVerdict =
  | { readonly allowed: true; readonly remote: true; readonly revision: number }
  | (Refused & { readonly remote: true });

/** Asks the server for one check. Whatever goes wrong on the way is `stale`: nobody is let in. */
export async function verifyRemotely(
  { url, credential, fetch }: RemoteOptions,
  token: string,
  request: CheckRequest,
): Promise<RemoteVerdict> {
  try {
    const response = await fetch(`${url}/v1/verify`, {
      method: "POST",
      headers: { authorization: `Bearer ${await credential()}`, "content-type": "application/json" },
      body: JSON.stringify({ token, ...request }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status !== 200) return STALE;
    const { data } = (await response.json()) as { data?: unknown };
    return readVerdict(data) ?? STALE;
  } catch {
    return STALE;
  }
}

const STALE: RemoteVerdict = Object.freeze({ allowed: false, reason: "stale", revision: 0, remote: true });

function readVerdict(data: unknown): RemoteVerdict | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { allowed, reason, missing, revision } = data as Record<string, unknown>;
  if (typeof revision !== "number") return undefined;
  if (allowed === true) return { allowed, revision, remote: true };
  if (allowed !== false || typeof reason !== "string") return undefined;
  return {
    allowed,
    reason: reason as Reason,
    ...(typeof missing === "string" && { missing }),
    revision,
    remote: true,
  };
}
