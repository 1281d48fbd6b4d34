/** How a token stands in `Authorization`: after the word `Bearer` (RFC 6750) or `Token`, or bare, with no word before it. */
export type Scheme = "Bearer" | "Token" | "bare";

/** `isMeant`: whether a header is of this scheme at all; `token`: the single token that it then has to hold. */
const SCHEMES: Readonly<Record<Scheme, { readonly isMeant: RegExp; readonly token: RegExp }>> = {
  Bearer: { isMeant: /^Bearer\b/i, token: /^Bearer +(\S+) *$/i },
  Token: { isMeant: /^Token\b/i, token: /^Token +(\S+) *$/i },
  // Two words are a scheme and what belongs to it.
  bare: { isMeant: /^\S+ *$/, token: /^(\S+) *$/ },
};

/** Takes what a header `Authorization` holds: undefined without credentials, "" for credentials that are malformed. */
export type TokenReader = (authorization: string | null | undefined) => string | undefined;

/**
 * Reads the token of `Authorization: Bearer …`, and of nothing else unless `schemes` says so: never one from the query
 * (RFC 6750 section 2.3). Throws `TypeError` for schemes it does not know, and without `Bearer`, which challenges name.
 */
export function tokenReader(schemes: readonly Scheme[] = ["Bearer"]): TokenReader {
  const unknown = schemes.filter((scheme) => !Object.hasOwn(SCHEMES, scheme));
  if (unknown.length > 0 || !schemes.includes("Bearer")) {
    throw new TypeError(`schemes must hold "Bearer", and may hold "Token" and "bare".`);
  }
  // The named ones first: a lone `Bearer` is no token.
  const taken = (["Bearer", "Token", "bare"] as const).filter((scheme) => schemes.includes(scheme));
  return (authorization) => {
    if (authorization == null) return undefined;
    const scheme = taken.find((each) => SCHEMES[each].isMeant.test(authorization));
    return scheme && (SCHEMES[scheme].token.exec(authorization)?.[1] ?? "");
  };
}
