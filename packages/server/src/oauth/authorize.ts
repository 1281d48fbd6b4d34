import { CLI_CLIENT_ID } from "@keywright/contract";
import type { FastifyInstance } from "fastify";
import type { Database } from "../db/database.ts";
import { originOf } from "../http/origin.ts";
import { beginBrowserLogin } from "../login-requests/begin.ts";
import { withParameters } from "../login-requests/redirect.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { readClientName } from "./client.ts";
import { readForm } from "./form.ts";
import { isLoopbackAddress } from "./loopback.ts";
import { AUTHORIZATION_PATH } from "./metadata.ts";
import { OauthError } from "./oauth-error.ts";

interface AuthorizeDeps {
  readonly database: Database;
  readonly issuer: string;
}

const STATE_MAX_LENGTH = 500;
/** The SHA-256 of the client's verifier (RFC 7636 section 4.2). */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** RFC 6749 section 4.1.1: a command line has sent a person here, in their browser. They go on to the page where they answer. */
export function mountAuthorization(app: FastifyInstance, { database, issuer }: AuthorizeDeps): void {
  // A HEAD would begin something too.
  app.get(AUTHORIZATION_PATH, { exposeHeadRoute: false }, async (request, reply) => {
    const [, query = ""] = request.raw.url?.split(/\?(.*)/s) ?? [];
    const redirectUri = requireAddress(new URLSearchParams(query));
    reply.header("referrer-policy", "no-referrer");
    try {
      const begin = { ...readRequest(query), redirectUri, origin: originOf(request), now: new Date() };
      const { id } = await beginBrowserLogin(database, begin);
      return await reply.redirect(`${issuer}/approve/${id}`, 303);
    } catch (error) {
      const { code, message } = asOauth(error);
      const [state, ...more] = new URLSearchParams(query).getAll("state");
      const known = state !== undefined && more.length === 0 && { state };
      const answer = { error: code, error_description: message, iss: issuer, ...known };
      return reply.redirect(withParameters(redirectUri, answer), 303);
    }
  });
}

/** RFC 6749 section 4.1.2.1: nobody is sent to an address that is not the client's. */
function requireAddress(query: URLSearchParams): string {
  const [clientId, ...otherClients] = query.getAll("client_id");
  if (clientId !== CLI_CLIENT_ID || otherClients.length > 0) {
    throw refuseField("validation_failed", "client_id", "There is no such client.");
  }
  const [redirectUri = "", ...otherAddresses] = query.getAll("redirect_uri");
  if (isLoopbackAddress(redirectUri) && otherAddresses.length === 0) return redirectUri;
  throw refuseField("validation_failed", "redirect_uri", NOT_LOOPBACK);
}

const NOT_LOOPBACK =
  "A command line is answered on its own machine: at http://127.0.0.1:<port>/ or http://[::1]:<port>/. " +
  "If somebody sent you here, do not go on.";

function readRequest(query: string) {
  const form = readForm(query);
  const responseType = form.get("response_type");
  if (responseType === undefined) throw new OauthError("invalid_request", "response_type is missing");
  if (responseType !== "code") {
    throw new OauthError("unsupported_response_type", "The response_type must be code");
  }
  const codeChallenge = form.get("code_challenge") ?? "";
  if (form.get("code_challenge_method") !== "S256" || !CHALLENGE.test(codeChallenge)) {
    throw new OauthError("invalid_request", "A code_challenge of the method S256 is needed (RFC 7636)");
  }
  const state = form.get("state");
  if (state !== undefined && (state.length > STATE_MAX_LENGTH || !/^[ -~]+$/.test(state))) {
    throw new OauthError("invalid_request", "The state must be short and printable");
  }
  return { clientName: readClientName(form), state, codeChallenge };
}

/** What the client can be told; all else is answered to the browser. */
function asOauth(error: unknown): OauthError {
  if (error instanceof OauthError) return error;
  if (!(error instanceof Refusal)) throw error;
  return new OauthError("temporarily_unavailable", "Too many requests came from this address");
}
