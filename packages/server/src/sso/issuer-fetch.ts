import { lookup } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { CustomFetch } from "openid-client";
import { bareHost, isLoopbackHost, isPublicAddress } from "./addresses.ts";

/** Whoever may name an issuer decides where we send requests to: so these are kept short, small and to the public internet. */
const TIMEOUT_MS = 5000;
const ANSWER_MAX_BYTES = 256 * 1024;

export interface IssuerReach {
  /** The operator's word: issuers may lie on this machine and in private networks too. */
  readonly privateAddresses: boolean;
}

/** Where the rules of `reach` do not lead. */
class OutOfReach extends Error {
  override readonly name = "OutOfReach";
}

export function mayReach(url: URL, { privateAddresses }: IssuerReach): boolean {
  const host = bareHost(url);
  if (url.username !== "" || url.password !== "") return false;
  if (isIP(host) !== 0 && !isPublicAddress(host) && !privateAddresses) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url) && privateAddresses);
}

/** A fetch that goes nowhere but where `reach` allows, and follows no redirect: openid-client takes none. */
export function createIssuerFetch(reach: IssuerReach): CustomFetch {
  return async (address, { method, headers, body }) => {
    const url = new URL(address);
    if (!mayReach(url, reach)) throw new OutOfReach("an address that issuers may not have");
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const request = send(url, {
        method,
        headers: { ...headers, "accept-encoding": "identity" },
        lookup: lookUpWithin(reach),
        // Of everything together: an answer that trickles is over too.
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      request.on("response", (answer) => resolve(readAnswer(answer)));
      request.on("error", reject);
      request.end(body === undefined || body === null ? undefined : bytesOf(body));
    });
  };
}

/** The very address that was judged is connected to, so that a name cannot mean another one a moment later. */
function lookUpWithin({ privateAddresses }: IssuerReach): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "");
      const allowed = found.every(({ address }) => privateAddresses || isPublicAddress(address));
      const [first] = found;
      if (!allowed || !first) return done(new OutOfReach("a name of a private address"), "");
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
}

function bytesOf(body: unknown): string | Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (typeof body === "string" || body instanceof URLSearchParams) return String(body);
  throw new TypeError("a body of a kind that sign-ins do not send");
}

async function readAnswer(answer: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_MAX_BYTES) {
      answer.destroy();
      throw new OutOfReach("an answer that is too large");
    }
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (const name of ["content-type", "www-authenticate", "dpop-nonce"]) {
    const value = answer.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const status = answer.statusCode ?? 0;
  const hasBody = ![204, 205, 304].includes(status);
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers });
}
