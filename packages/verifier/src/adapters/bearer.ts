const BEARER = /^Bearer +(\S+) *$/i;

/**
 * The token of `Authorization: Bearer …`, and of nothing else: never one from the query (RFC 6750 section 2.3).
 * Undefined without credentials; "" for a Bearer header that holds no single token, which is malformed.
 */
export function bearerToken(authorization: string | null | undefined): string | undefined {
  if (authorization == null || !/^Bearer\b/i.test(authorization)) return undefined;
  return BEARER.exec(authorization)?.[1] ?? "";
}
