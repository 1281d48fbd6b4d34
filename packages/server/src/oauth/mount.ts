import { api, requiredPermissions, WAIT_MAX_SECONDS, WaitSeconds } from "@keywright/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authority } from "../authority/authority.ts";
import type { Database } from "../db/database.ts";
import { type AtOnce, giveBodyBack } from "../http/at-once.ts";
import { callerOf, type TokenGate } from "../http/gate.ts";
import { PROGRAM_HEADERS, sendAtOnce } from "../http/program-routes.ts";
import { refuseOtherMethods } from "../http/other-methods.ts";
import type { Uses } from "../usage/uses.ts";
import type { PropagationWatch } from "../verifiers/propagation.ts";
import type { RedeemDeps } from "../login-requests/redeem.ts";
import { mountAuthorization } from "./authorize.ts";
import { authenticateClient } from "./client-authentication.ts";
import { mountDeviceAuthorization } from "./device-authorization.ts";
import { readForm, requireParameter } from "./form.ts";
import { authorizationCodeGrant } from "./grants/authorization-code.ts";
import { deviceCodeGrant } from "./grants/device-code.ts";
import type { IssuerKeys } from "./grants/issuer-keys.ts";
import { TOKEN_EXCHANGE, tokenExchangeGrant } from "./grants/token-exchange.ts";
import { createIntrospection } from "./introspection.ts";
import { introspectionAtOnce } from "./introspection-at-once.ts";
import {
  AUTHORIZATION_PATH,
  DEVICE_AUTHORIZATION_PATH,
  INTROSPECTION_PATH,
  mountOauthMetadata,
  REVOCATION_PATH,
  TOKEN_PATH,
} from "./metadata.ts";
import { answerOauthError, OauthError } from "./oauth-error.ts";
import { revokeByPossession } from "./revocation.ts";
import { type Grants, mountTokenEndpoint } from "./token.ts";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json; charset=utf-8";

interface OauthDeps {
  readonly authority: Authority;
  readonly database: Database;
  readonly gate: TokenGate;
  readonly uses: Uses;
  readonly propagation: PropagationWatch;
  readonly issuer: string;
  readonly logins: RedeemDeps;
  readonly issuerKeys: IssuerKeys;
}

/** What OAuth clients know: logging in, tokens, introspection, revocation, and where to find them. */
export async function mountOauth(app: FastifyInstance, atOnce: AtOnce, deps: OauthDeps): Promise<void> {
  const grants: Grants = {
    authorization_code: authorizationCodeGrant(deps.logins),
    "urn:ietf:params:oauth:grant-type:device_code": deviceCodeGrant(deps.logins),
    [TOKEN_EXCHANGE]: tokenExchangeGrant({ ...deps.logins, ...deps }),
  };
  mountOauthMetadata(app, deps.issuer, Object.keys(grants));
  mountAuthorization(app, deps);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(FORM, { parseAs: "string" }, (_request, body, done) => done(null, body));
    scope.addContentTypeParser("*", (_request, _payload, done) =>
      done(new OauthError("invalid_request", `The body must be ${FORM}`)),
    );
    scope.setErrorHandler(answerOauthError);
    scope.addHook("onRequest", (_request, reply, done) => {
      reply.headers(PROGRAM_HEADERS);
      done();
    });
    mountDeviceAuthorization(scope, deps);
    mountTokenEndpoint(scope, grants);
    mountIntrospection(scope, atOnce, deps);
    mountRevocation(scope, deps);
  });
  refuseOtherMethods(app, AUTHORIZATION_PATH, new Set(["GET"]));
  const posted = [DEVICE_AUTHORIZATION_PATH, TOKEN_PATH, INTROSPECTION_PATH, REVOCATION_PATH];
  for (const path of posted) refuseOtherMethods(app, path, new Set(["POST"]));
}

function mountIntrospection(scope: FastifyInstance, atOnce: AtOnce, deps: OauthDeps): void {
  const introspection = createIntrospection(deps);
  const permissions = requiredPermissions(api.verify);
  const accepted = permissions.join(", ");
  const headers = Object.entries({
    ...PROGRAM_HEADERS,
    "cache-control": "no-store",
    "content-type": JSON_TYPE,
    "x-accepted-permissions": accepted,
  }).flat();
  const door = introspectionAtOnce({ ...deps, introspection, headers, contentType: FORM });
  atOnce.doors.set(INTROSPECTION_PATH, door);
  const options = { config: { permissions }, preParsing: giveBodyBack };
  scope.post(INTROSPECTION_PATH, options, async (request, reply) => {
    reply.header("x-accepted-permissions", accepted);
    const form = readForm(request.body);
    const { caller } = await authenticateClient(deps, request, form);
    door.admit(caller);
    const token = requireParameter(form, "token");
    const source = { ip: form.get("ip"), website: form.get("origin") };
    const about = { token, source, scope: form.get("scope") };
    const text = await introspection.introspect(caller, about);
    return sendAtOnce(request, reply, headers, text);
  });
}

function mountRevocation(scope: FastifyInstance, deps: OauthDeps): void {
  scope.post(REVOCATION_PATH, async (request, reply) => {
    const waitSeconds = readWaitSeconds(request);
    const token = requireParameter(readForm(request.body), "token");
    const revoked = await revokeByPossession(deps, token, (principal) =>
      callerOf(deps.authority.state, principal, request),
    );
    return revoked ? acknowledge(deps, reply, revoked, waitSeconds) : {};
  });
}

/** Clients of RFC 7009 ignore the body; others learn when nobody accepts the token any more. */
async function acknowledge(
  { propagation }: OauthDeps,
  reply: FastifyReply,
  { revision, orgId }: { revision: number; orgId: string },
  waitSeconds: number,
): Promise<object> {
  reply.header("keywright-revision", String(revision));
  if (waitSeconds === 0) return { revision };
  return { revision, propagation: await propagation.wait(revision, orgId, waitSeconds) };
}

function readWaitSeconds({ query }: FastifyRequest): number {
  const { waitSeconds } = query as Record<string, unknown>;
  if (waitSeconds === undefined) return 0;
  const parsed = WaitSeconds.safeParse(waitSeconds);
  if (parsed.success) return parsed.data;
  throw new OauthError("invalid_request", `waitSeconds must be a number from 0 to ${WAIT_MAX_SECONDS}`);
}
