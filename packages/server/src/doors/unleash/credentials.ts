import { TOKEN_MAX_LENGTH } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import type { Authority } from "../../authority/authority.ts";
import { Refusal } from "../../refusal.ts";

const TOKEN_ID = /^tok_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** `Authorization: <token>`, or with `Bearer` before it. */
export function presentedToken({ headers }: Pick<FastifyRequest, "headers">): string | undefined {
  const token = headers.authorization?.replace(/^Bearer(\s+|$)/i, "").trim();
  return token === "" ? undefined : token;
}

export function isTokenId(text: string): boolean {
  return TOKEN_ID.test(text);
}

/** The id of the token that a path names, by its id or by its value. Undefined for what names none. */
export async function namedTokenId(authority: Authority, text: string): Promise<string | undefined> {
  if (isTokenId(text)) return text;
  if (text.length > TOKEN_MAX_LENGTH) return undefined;
  const read = await authority.read(text);
  if (!("reason" in read)) return read.claims.sub;
  if (read.reason === "stale") throw new Refusal("stale");
  return undefined;
}
