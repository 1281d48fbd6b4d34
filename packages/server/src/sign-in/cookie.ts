import { createHmac, timingSafeEqual } from "node:crypto";

export interface CookieSignature {
  /** The cookie's name. */
  readonly name: string;
  /** What the library signs it with. */
  readonly secret: string;
}

/** What a request's cookies say of a session: none, one that we did not sign, or its token. */
export type SessionCookie = { readonly token: string } | "forged" | undefined;

/** The library signs with HMAC-SHA256 behind the last dot. A cookie that is sent twice is none of ours. */
export function readSessionCookie(
  header: string | undefined,
  { name, secret }: CookieSignature,
): SessionCookie {
  const values = cookiesNamed(header ?? "", name);
  if (values.length === 0) return undefined;
  const [value = ""] = values.length === 1 ? values : [];
  const dot = value.lastIndexOf(".");
  const token = value.slice(0, Math.max(dot, 0));
  const given = Buffer.from(value.slice(dot + 1), "base64");
  const expected = createHmac("sha256", secret).update(token).digest();
  const authentic = token !== "" && given.length === expected.length && timingSafeEqual(given, expected);
  return authentic ? { token } : "forged";
}

interface CookieAttributes {
  readonly path?: string | undefined;
  readonly secure?: boolean | undefined;
  readonly maxAge: number;
}

/** The same, for a session that the library does not begin itself. */
export function writeSessionCookie(
  token: string,
  { name, secret }: CookieSignature,
  { path = "/", secure = false, maxAge }: CookieAttributes,
): string {
  const signed = encodeURIComponent(
    `${token}.${createHmac("sha256", secret).update(token).digest("base64")}`,
  );
  const attributes = [
    `Path=${path}`,
    `Max-Age=${maxAge}`,
    "HttpOnly",
    "SameSite=Lax",
    ...(secure ? ["Secure"] : []),
  ];
  return [`${name}=${signed}`, ...attributes].join("; ");
}

/** The header without a cookie, and with all others. */
export function withoutCookie(header: string, name: string): string {
  return pairsOf(header)
    .filter((pair) => !pair.startsWith(`${name}=`))
    .join("; ");
}

function pairsOf(header: string): string[] {
  return header.split(";").map((pair) => pair.trim());
}

function cookiesNamed(header: string, name: string): string[] {
  return pairsOf(header)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => decode(pair.slice(name.length + 1)));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return "";
  }
}
