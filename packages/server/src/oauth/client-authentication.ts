import { api } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import type { Authority } from "../authority/authority.ts";
import { bearerToken } from "../http/credentials.ts";
import type { TokenAdmission, TokenGate } from "../http/gate.ts";
import { Refusal } from "../refusal.ts";
import { OauthError } from "./oauth-error.ts";

/** As RFC 8414 names them: a registered access token type, and two registered client authentication methods. */
export const CLIENT_AUTHENTICATION_METHODS = ["Bearer", "client_secret_basic", "client_secret_post"] as const;

const BASIC = 'Basic realm="keywright", charset="UTF-8"';
const EVERY_WAY = `Bearer realm="keywright", ${BASIC}`;

interface ClientSecret {
  readonly clientId: string;
  readonly secret: string;
}

interface Deps {
  readonly authority: Authority;
  readonly gate: TokenGate;
}

/**
 * Who asks: someone who may verify, with a token as `Authorization: Bearer`, or, for clients that know only a client id
 * and secret (RFC 6749 section 2.3.1), with the token's id and its value.
 */
export async function authenticateClient(
  { authority, gate }: Deps,
  request: FastifyRequest,
  form: ReadonlyMap<string, string>,
): Promise<TokenAdmission> {
  const { authorization } = request.headers;
  const isBasic = authorization !== undefined && /^Basic\b/i.test(authorization);
  const isPost = form.has("client_secret");
  if (isPost && authorization !== undefined) {
    throw new OauthError("invalid_request", "Only one way of client authentication may be used");
  }
  if (!isBasic && !isPost) {
    // RFC 6750 section 3.1: who sends no credentials is told nothing but that some are needed.
    if (bearerToken(request) === undefined) throw invalidClient("Client authentication is needed", EVERY_WAY);
    return gate(request, api.verify);
  }
  const given = isBasic ? readBasic(authorization) : secretIn(form);
  if (isBasic && given) refuseOtherClient(given, form);
  if (!given || !(await isRight(authority, given))) throw invalidClient("The client is not known", BASIC);
  try {
    return await gate(request, api.verify, given.secret);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === "stale") throw error;
    throw new OauthError("unauthorized_client", "The client may not ask about tokens");
  }
}

async function isRight(authority: Authority, { clientId, secret }: ClientSecret): Promise<boolean> {
  const verdict = await authority.authenticate(secret);
  if (!verdict.allowed && verdict.reason === "stale") throw new Refusal("stale");
  return verdict.allowed && verdict.principal.tokenId === clientId;
}

function secretIn(form: ReadonlyMap<string, string>): ClientSecret | undefined {
  const [clientId, secret] = [form.get("client_id"), form.get("client_secret")];
  return clientId === undefined || secret === undefined ? undefined : { clientId, secret };
}

/** RFC 6749 section 2.3.1: id and secret are each form-encoded before they become one Basic credential. */
function readBasic(authorization: string): ClientSecret | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*) *$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1) return undefined;
  const [clientId, secret] = [formDecoded(text.slice(0, colon)), formDecoded(text.slice(colon + 1))];
  return clientId === undefined || secret === undefined ? undefined : { clientId, secret };
}

function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** Some clients repeat their id in the body; another one's would leave open who asks. */
function refuseOtherClient({ clientId }: ClientSecret, form: ReadonlyMap<string, string>): void {
  const named = form.get("client_id");
  if (named === undefined || named === clientId) return;
  throw new OauthError("invalid_request", "The client is named twice, and not alike");
}

function invalidClient(description: string, challenge: string): OauthError {
  return new OauthError("invalid_client", description, { status: 401, challenge });
}
