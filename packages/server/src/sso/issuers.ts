import * as oidc from "openid-client";
import type { Attempt } from "./attempt.ts";
import { createIssuerFetch, type IssuerReach, mayReach } from "./issuer-fetch.ts";
import { SsoRefusal } from "./sso-refusal.ts";

/** How far an issuer's clock may differ from ours. */
const CLOCK_TOLERANCE_SECONDS = 30;
const KEPT_MS = 5 * 60_000;
const KEPT_MAX = 200;
const SCOPE = "openid email profile";

export interface IssuerClient {
  /** Other with every change of the settings. */
  readonly version: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: () => Promise<string>;
  readonly callbackUrl: string;
}

/** What an issuer says of who has just signed in there. */
export interface Claims {
  readonly subject: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

export interface Issuers {
  /** Where the browser goes to sign in. */
  signInUrl(client: IssuerClient, attempt: Attempt, email: string): Promise<string>;
  /** What the code is worth that the browser came back with. */
  redeem(client: IssuerClient, attempt: Attempt, query: URLSearchParams): Promise<Claims>;
}

interface Kept {
  readonly config: Promise<oidc.Configuration>;
  readonly untilMs: number;
}

/** Talks to identity providers. Never called while a transaction is open: they take their time. */
export function createIssuers(reach: IssuerReach): Issuers {
  const fetch = createIssuerFetch(reach);
  const kept = new Map<string, Kept>();

  /** Many who come at once ask the issuer once. What failed is asked again. */
  function configOf(client: IssuerClient): Promise<oidc.Configuration> {
    const known = kept.get(client.version);
    if (known && known.untilMs > Date.now()) return known.config;
    if (kept.size >= KEPT_MAX) kept.clear();
    const config = discover(client, fetch, reach);
    kept.set(client.version, { config, untilMs: Date.now() + KEPT_MS });
    config.catch(() => kept.delete(client.version));
    return config;
  }

  return {
    async signInUrl(client, attempt, email) {
      const config = await configOf(client).catch(unavailable);
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: client.callbackUrl,
        scope: SCOPE,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: "S256",
        login_hint: email,
      });
      return url.href;
    },
    async redeem(client, attempt, query) {
      const config = await configOf(client).catch(unavailable);
      const current = new URL(client.callbackUrl);
      current.search = query.toString();
      return readClaims(config, current, attempt).catch(refuse);
    },
  };
}

async function discover(
  { issuer, clientId, clientSecret }: IssuerClient,
  fetch: oidc.CustomFetch,
  reach: IssuerReach,
): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const execute = [oidc.enableNonRepudiationChecks];
  // The fetch knows better which: of http, only what lies on this machine, where the operator lets it.
  if (reach.privateAddresses) execute.push(oidc.allowInsecureRequests);
  const config = await oidc.discovery(
    url,
    clientId,
    { [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
    authenticate(await clientSecret()),
    { [oidc.customFetch]: fetch, execute },
  );
  const metadata = config.serverMetadata();
  // The library makes exceptions for issuers that call themselves something else.
  if (new URL(metadata.issuer).href !== url.href) throw new Error("another issuer");
  // The browser is sent there: it must be a page.
  if (!mayReach(new URL(metadata.authorization_endpoint ?? ""), reach))
    throw new Error("no page to sign in at");
  return config;
}

/** By HTTP's own means unless the issuer takes the secret in the body alone (OpenID Connect Discovery, section 3). */
function authenticate(secret: string): oidc.ClientAuth {
  return (as, client, body, headers) => {
    const methods = as.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const method = methods.includes("client_secret_basic") ? oidc.ClientSecretBasic : oidc.ClientSecretPost;
    method(secret)(as, client, body, headers);
  };
}

/** The id_token is checked whole: signature, algorithm, issuer, audience, nonce and times. */
async function readClaims(config: oidc.Configuration, current: URL, attempt: Attempt): Promise<Claims> {
  const tokens = await oidc.authorizationCodeGrant(config, current, {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error("no id_token");
  const asksUserInfo =
    claims["email"] === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
  const { email, email_verified, name } = asksUserInfo
    ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
    : claims;
  return {
    subject: claims.sub,
    email: typeof email === "string" ? email : undefined,
    // Nothing but the word itself: "true" as a text is none.
    emailVerified: email_verified === true,
    name: typeof name === "string" ? name : undefined,
  };
}

function unavailable(error: unknown): never {
  throw new SsoRefusal("sso_unavailable", error);
}

function refuse(error: unknown): never {
  throw new SsoRefusal(error instanceof oidc.AuthorizationResponseError ? "sso_denied" : "sso_failed", error);
}
