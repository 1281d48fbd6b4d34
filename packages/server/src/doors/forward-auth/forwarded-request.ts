import type { IncomingHttpHeaders } from "node:http";

/** The request that a gateway asks about, as its client has sent it. */
export interface ForwardedRequest {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly uri: string;
}

/** Gateways of two families tell it in different headers: nginx by its recipes, and Traefik, Caddy and others. */
const FAMILIES = [
  { method: "x-original-method", uri: "x-original-uri" },
  { method: "x-forwarded-method", uri: "x-forwarded-uri" },
] as const;

export const FORWARDED_URI_HEADERS = FAMILIES.map(({ uri }) => uri);

/**
 * What the gateway's headers say. A gateway writes its own family's headers, but lets those of the other one through as
 * the client has made them up: so where both are there they must say the same, and neither may be there in part.
 */
export function readForwardedHeaders(headers: IncomingHttpHeaders): ForwardedRequest | undefined {
  let said: ForwardedRequest | undefined;
  for (const family of FAMILIES) {
    const [method, uri] = [headers[family.method], headers[family.uri]];
    if (method === undefined && uri === undefined) continue;
    if (typeof method !== "string" || typeof uri !== "string") return undefined;
    if (said && (said.method !== method || said.uri !== uri)) return undefined;
    said = { method, uri };
  }
  return said;
}
