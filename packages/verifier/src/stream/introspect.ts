import type { Reason } from "@keywright/policy";
import { decodeJwt } from "jose";
import type { CheckRequest } from "../check.ts";
import { type KeyClaims, parseClaims } from "../claims.ts";
import { type NamedPrincipal, principalOf } from "../principal.ts";
import { isRecord } from "../shapes.ts";
import type { Refused } from "../verdict.ts";

const TIMEOUT_MS = 5000;

export interface RemoteOptions {
  readonly url: string;
  readonly credential: () => string | Promise<string>;
  readonly issuer: string;
  readonly audience: string | readonly string[];
  readonly fetch: typeof fetch;
}

/** A server's verdict, for a verifier that may not decide by itself at this moment. */
export type RemoteVerdict =
  | {
      readonly allowed: true;
      readonly remote: true;
      readonly principal: NamedPrincipal;
      readonly revision: number;
    }
  | RemoteRefused;

type RemoteRefused = Omit<Refused, "principal"> & {
  readonly remote: true;
  readonly principal?: NamedPrincipal;
};

/** Asks the server for one check. Whatever goes wrong on the way is `stale`: nobody is let in. */
export async function verifyRemotely(
  options: RemoteOptions,
  token: string,
  request: CheckRequest,
): Promise<RemoteVerdict> {
  const { url, credential, fetch } = options;
  try {
    const response = await fetch(`${url}/v1/verify`, {
      method: "POST",
      headers: { authorization: `Bearer ${await credential()}`, "content-type": "application/json" },
      body: JSON.stringify({ token, ...request }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status !== 200) return refused("stale");
    const { data } = (await response.json()) as { data?: unknown };
    return readVerdict(data, token, options);
  } catch {
    return refused("stale");
  }
}

function refused(reason: Reason, revision = 0, missing?: unknown): RemoteRefused {
  return { allowed: false, reason, ...(typeof missing === "string" && { missing }), revision, remote: true };
}

function readVerdict(data: unknown, token: string, options: RemoteOptions): RemoteVerdict {
  if (!isRecord(data) || typeof data.revision !== "number") return refused("stale");
  const { allowed, reason, missing, revision } = data;
  const principal = isRecord(data.principal) ? readPrincipal(data.principal, token) : undefined;
  if (allowed === false && typeof reason === "string") {
    const verdict = refused(reason as Reason, revision, missing);
    return principal ? { ...verdict, principal: principal.named } : verdict;
  }
  if (allowed !== true || !principal) return refused("stale");
  // The server has asked whether the token is for the installation, and not whether it is for this API.
  if (!isMeantFor(principal.claims, options)) return refused("wrong_audience", revision);
  return { allowed: true, principal: principal.named, revision, remote: true };
}

/** The ids stand in the token, for which the server has just vouched if it read the same key in it. */
function readPrincipal(shown: Readonly<Record<string, unknown>>, token: string) {
  const claims = parseClaims(decodeJwt(token));
  if (!claims || claims.sub !== shown.tokenId || claims.jti !== shown.keyId) return undefined;
  const endsAt = readInstant(shown.expiresAt);
  return endsAt === undefined ? undefined : { claims, named: principalOf(claims, endsAt) };
}

/** Epoch seconds; null for never, undefined for what is no instant. */
function readInstant(value: unknown): number | null | undefined {
  if (value === null) return null;
  const seconds = typeof value === "string" ? Date.parse(value) / 1000 : Number.NaN;
  return Number.isNaN(seconds) ? undefined : seconds;
}

function isMeantFor({ iss, aud }: KeyClaims, { issuer, audience }: RemoteOptions): boolean {
  const accepted = new Set([audience].flat());
  return iss === issuer && [aud].flat().some((one) => accepted.has(one));
}
