import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestService } from "../harness.ts";
import { CLIENT, signInAt, startTestProvider, type TestProvider } from "../oidc-provider.ts";
import { claimsOf, endOf, type HeldToken, newTenant, type Tenant } from "../tenants.ts";
import { startPublicService } from "./public-service.ts";

const INSECURE = { [oauth.allowInsecureRequests]: true };
const GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
const TYPE = "urn:ietf:params:oauth:token-type:";
const JOB = "repo:acme/shop:ref:refs/heads/main";
const CALLBACK = "http://127.0.0.1:1/callback";

let kw: TestService;
let provider: TestProvider;
let tenant: Tenant;
let as: oauth.AuthorizationServer;
let parent: HeldToken;
let idToken: string;
let rule: oauth.Client;

beforeAll(async () => {
  kw = await startPublicService();
  const issuer = new URL(kw.url);
  const discovery = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...INSECURE });
  as = await oauth.processDiscoveryResponse(issuer, discovery);
  provider = await startTestProvider({ redirectUris: [CALLBACK] });
  tenant = await newTenant(kw, "Exchanges");
  parent = await tenant.token("admin");
  idToken = await idTokenOf(JOB);
  const { id } = await tenant.owner.createTrustRule({
    params: tenant.params,
    body: {
      name: "CI",
      issuer: provider.issuer,
      audience: CLIENT.id,
      claims: [{ claim: "sub", equals: [JOB] }],
      roleId: "default",
    },
  });
  rule = { client_id: id };
});
afterAll(async () => {
  await provider.close();
  await kw.close();
});

/** What the provider signs for who has just signed in there. */
async function idTokenOf(sub: string): Promise<string> {
  provider.person = { sub };
  const config = await client.discovery(new URL(provider.issuer), CLIENT.id, CLIENT.secret, undefined, {
    execute: [client.allowInsecureRequests],
  });
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: "openid",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
  });
  const back = await signInAt(url.href, provider);
  const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier });
  return tokens.id_token ?? "";
}

async function exchange(by: oauth.Client, parameters: Record<string, string>) {
  const answer = await oauth.genericTokenEndpointRequest(as, by, oauth.None(), GRANT, parameters, INSECURE);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  return oauth.processGenericTokenEndpointResponse(as, by, answer);
}

const ofToken = (token: string, more = {}) => ({
  subject_token: token,
  subject_token_type: `${TYPE}access_token`,
  ...more,
});
const ofJob = (token: string) => ({ subject_token: token, subject_token_type: `${TYPE}id_token` });

describe("oauth4webapi", () => {
  test("trades the identity token of a real provider, and is told whose it is", async () => {
    const { access_token, token_type, expires_in, issued_token_type } = await exchange(rule, ofJob(idToken));
    expect([token_type, issued_token_type]).toEqual(["bearer", `${TYPE}access_token`]);
    expect(expires_in).toBeGreaterThan(890);
    const params = { ...tenant.params, tokenId: String(claimsOf(access_token)["sub"]) };
    expect(await tenant.owner.getToken({ params })).toMatchObject({
      description: JOB,
      creator: { type: "trust_rule", id: rule.client_id },
    });
    expect(await endOf(kw.client(access_token).login())).toBe("done");
  });

  test("understands why the identity token of somebody else is refused", async () => {
    const other = await idTokenOf("repo:acme/other:ref:refs/heads/main");
    await expect(exchange(rule, ofJob(other))).rejects.toMatchObject({
      error: "invalid_grant",
      error_description: "The claim sub of the CI token is not what the trust rule asks for.",
      status: 400,
    });
  });

  test("derives a narrower, shorter token from a token", async () => {
    const { access_token, expires_in } = await exchange(
      { client_id: "anybody" },
      ofToken(parent.value, { scope: "team:admin:team:read", lifetime_seconds: "120" }),
    );
    expect(expires_in).toBeLessThanOrEqual(120);
    const derived = kw.client(access_token);
    expect(await endOf(derived.getTeam({ params: tenant.params }))).toBe("done");
    expect(await endOf(derived.listRoles({ params: tenant.params }))).toBe("permission_missing");
    const again = await exchange({ client_id: "anybody" }, ofToken(access_token));
    expect(claimsOf(again.access_token)["nrw"]).toEqual(claimsOf(access_token)["nrw"]);
  });

  test("may name this installation as the target, and no other", async () => {
    for (const target of [
      { audience: kw.url },
      { resource: kw.url },
      { requested_token_type: `${TYPE}access_token` },
    ])
      expect(await exchange(rule, { ...ofJob(idToken), ...target })).toHaveProperty("access_token");
    const elsewhere = exchange(rule, { ...ofJob(idToken), audience: "https://other.example.com" });
    await expect(elsewhere).rejects.toMatchObject({ error: "invalid_target" });
  });

  test("introspects and revokes what it got, like any token", async () => {
    const { access_token } = await exchange(rule, ofJob(idToken));
    const asker = { client_id: parent.id };
    const secret = oauth.ClientSecretBasic(parent.value);
    const asked = await oauth.introspectionRequest(as, asker, secret, access_token, INSECURE);
    expect(await oauth.processIntrospectionResponse(as, asker, asked)).toMatchObject({ active: true });
    const revoked = await oauth.revocationRequest(as, rule, oauth.None(), access_token, INSECURE);
    expect(await oauth.processRevocationResponse(revoked)).toBeUndefined();
    expect(await endOf(kw.client(access_token).login())).toBe("revoked");
  });
});

test("openid-client does both as well", async () => {
  const config = await client.discovery(new URL(kw.url), rule.client_id, undefined, client.None(), {
    algorithm: "oauth2",
    execute: [client.allowInsecureRequests],
  });
  const issued = await client.genericGrantRequest(config, GRANT, ofJob(idToken));
  const derived = await client.genericGrantRequest(config, GRANT, ofToken(issued.access_token));
  expect(await endOf(kw.client(derived.access_token).login())).toBe("done");
});
