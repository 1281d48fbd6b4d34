import type { FastifyInstance, FastifyRequest } from "fastify";
import { readForm, requireParameter } from "./form.ts";
import { TOKEN_PATH } from "./metadata.ts";
import { OauthError } from "./oauth-error.ts";

/** RFC 6749 section 5.1, and RFC 8693 section 2.2.1. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: "Bearer";
  /** Left out for a token that does not expire. */
  readonly expires_in?: number;
  readonly issued_token_type?: string;
  readonly scope?: string;
}

/** Trades what the form holds for a token, or throws an `OauthError`. */
export type Grant = (request: FastifyRequest, form: ReadonlyMap<string, string>) => Promise<TokenAnswer>;

/** By the name that `grant_type` gives them. */
export type Grants = Readonly<Record<string, Grant>>;

/** RFC 6749 section 3.2: where every kind of grant becomes a token. */
export function mountTokenEndpoint(scope: FastifyInstance, grants: Grants): void {
  const byType = new Map(Object.entries(grants));
  scope.post(TOKEN_PATH, async (request) => {
    const form = readForm(request.body);
    const grant = byType.get(requireParameter(form, "grant_type"));
    if (!grant) throw new OauthError("unsupported_grant_type", "This kind of grant is not known here");
    return grant(request, form);
  });
}

/** `expires_in`, from when the token was issued. */
export function secondsUntil(expiresAt: Date | null, now: Date): { expires_in?: number } {
  return expiresAt === null ? {} : { expires_in: Math.ceil((expiresAt.getTime() - now.getTime()) / 1000) };
}
