import type { CustomFetch } from "openid-client";
import { isLoopbackHost } from "../outbound/addresses.ts";
import { mayReach as mayReachAtAll, OutOfReach, type Reach } from "../outbound/reach.ts";
import { type OutboundAnswer, send } from "../outbound/send.ts";

/** Whoever may name an issuer decides where we send requests to: so these are kept short and small. */
const TIMEOUT_MS = 5000;
const ANSWER_MAX_BYTES = 256 * 1024;

export type IssuerReach = Reach;

/** Who people are is not asked in the clear, but on this machine. */
export function mayReach(url: URL, reach: IssuerReach): boolean {
  return mayReachAtAll(url, reach) && (url.protocol === "https:" || isLoopbackHost(url));
}

/** A fetch that goes nowhere but where `reach` allows, and follows no redirect: openid-client takes none. */
export function createIssuerFetch(reach: IssuerReach): CustomFetch {
  return async (address, { method, headers, body }) => {
    const url = new URL(address);
    if (!mayReach(url, reach)) throw new OutOfReach("an address that issuers may not have");
    const answer = await send(url, {
      method,
      headers,
      body: body === undefined || body === null ? undefined : bytesOf(body),
      reach,
      answerMaxBytes: ANSWER_MAX_BYTES,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return asResponse(answer);
  };
}

function bytesOf(body: unknown): string | Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (typeof body === "string" || body instanceof URLSearchParams) return String(body);
  throw new TypeError("a body of a kind that sign-ins do not send");
}

function asResponse({ status, headers: given, body }: OutboundAnswer): Response {
  const headers = new Headers();
  for (const name of ["content-type", "www-authenticate", "dpop-nonce"]) {
    const value = given[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const hasBody = ![204, 205, 304].includes(status);
  return new Response(hasBody ? new Uint8Array(body) : null, { status, headers });
}
