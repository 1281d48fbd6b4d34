import type { FastifyRequest } from "fastify";

const USUAL = "Bearer ";
const BEARER = /^Bearer +(\S+) *$/i;

/** The token of `Authorization: Bearer …`; never one from the query (RFC 6750 section 2.3). Undefined without credentials. */
export function bearerToken(request: Pick<FastifyRequest, "headers">): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  // As nearly everybody writes it: to look at each character would cost more than to verify the token.
  if (authorization.startsWith(USUAL) && !authorization.includes(" ", USUAL.length)) {
    return authorization.slice(USUAL.length);
  }
  const token = BEARER.exec(authorization)?.[1];
  if (token !== undefined) return token;
  // A Bearer header that holds no single token is malformed, which the verifier says of the empty text.
  return /^Bearer\b/i.test(authorization) ? "" : undefined;
}

/** With an Authorization header of any kind, that alone says who asks; a session's cookie beside it counts for nothing. */
export function saysWhoByHeader(request: FastifyRequest): boolean {
  return request.headers.authorization !== undefined;
}
