import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { approve, CLIENT_ID, deny } from "../../src/login-requests/logins.test-support.ts";
import type { Browser } from "../browser.ts";
import type { TestService } from "../harness.ts";
import { setUpFirstPerson } from "../people.ts";
import { startPublicService } from "./public-service.ts";

const INSECURE = { [oauth.allowInsecureRequests]: true };
const TOKEN = { roleId: "owner", name: "conforming", lifetimeSeconds: 600 };
const US = { client_id: CLIENT_ID };

let kw: TestService;
let ada: Browser;
let as: oauth.AuthorizationServer;
let loopback: Server;
let redirectUri: string;

beforeAll(async () => {
  kw = await startPublicService();
  ada = await setUpFirstPerson(kw);
  const issuer = new URL(kw.url);
  const asked = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...INSECURE });
  as = await oauth.processDiscoveryResponse(issuer, asked);
  loopback = createServer().listen(0, "127.0.0.1");
  await once(loopback, "listening");
  redirectUri = `http://127.0.0.1:${(loopback.address() as AddressInfo).port}/callback`;
});
afterAll(async () => {
  await kw.close();
  loopback.close();
});

/** What the browser does: it goes where it is sent, and the person there answers. The address that it ends up at. */
async function visit(url: URL, answer: typeof approve): Promise<URL> {
  const { headers } = await fetch(url, { redirect: "manual" });
  const page = new URL(headers.get("location") ?? "");
  expect(page.origin).toBe(kw.url);
  const id = /^\/approve\/(lgr_\w+)$/.exec(page.pathname)?.[1] ?? "";
  const { body } = await answer(ada, { id }, TOKEN);
  const { redirectTo } = body.data as { redirectTo: string };
  const arrived = once(loopback, "request");
  const going = fetch(redirectTo);
  const [request, response] = (await arrived) as [{ url: string }, { end(): void }];
  response.end();
  await going;
  return new URL(request.url, redirectUri);
}

async function authorizationUrl(codeVerifier: string, state: string): Promise<URL> {
  const url = new URL(as.authorization_endpoint ?? "");
  url.search = new URLSearchParams({
    ...US,
    response_type: "code",
    redirect_uri: redirectUri,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
    state,
  }).toString();
  return url;
}

const trade = (parameters: URLSearchParams, codeVerifier: string) =>
  oauth.authorizationCodeGrantRequest(as, US, oauth.None(), parameters, redirectUri, codeVerifier, INSECURE);

test("oauth4webapi: a state, issuer or verifier that is not its own comes to nothing", async () => {
  const verifier = oauth.generateRandomCodeVerifier();
  const back = await visit(await authorizationUrl(verifier, "mine"), approve);
  expect(() => oauth.validateAuthResponse(as, US, back, "another")).toThrow(/state/);
  const foreign = { ...as, issuer: "https://another.example" };
  expect(() => oauth.validateAuthResponse(foreign, US, back, "mine")).toThrow(/iss/);
  const parameters = oauth.validateAuthResponse(as, US, back, "mine");
  const wrong = await trade(parameters, oauth.generateRandomCodeVerifier());
  await expect(oauth.processAuthorizationCodeResponse(as, US, wrong)).rejects.toMatchObject({
    error: "invalid_grant",
    status: 400,
  });
});

test("oauth4webapi: a login that was denied says so to the client", async () => {
  const url = await authorizationUrl(oauth.generateRandomCodeVerifier(), "mine");
  const back = await visit(url, deny);
  expect(() => oauth.validateAuthResponse(as, US, back, "mine")).toThrow(
    expect.objectContaining({ error: "access_denied" }),
  );
});

test("oauth4webapi: a code is traded once for a token that works, and then not again", async () => {
  const verifier = oauth.generateRandomCodeVerifier();
  const back = await visit(await authorizationUrl(verifier, "mine"), approve);
  const parameters = oauth.validateAuthResponse(as, US, back, "mine");
  const token = await oauth.processAuthorizationCodeResponse(as, US, await trade(parameters, verifier));
  expect(token).toMatchObject({ token_type: "bearer", expires_in: expect.any(Number) });
  expect(token).not.toHaveProperty("refresh_token");
  await kw.client(token.access_token).login();
  const again = await trade(parameters, verifier);
  await expect(oauth.processAuthorizationCodeResponse(as, US, again)).rejects.toMatchObject({
    error: "invalid_grant",
  });
  await expect(kw.client(token.access_token).login()).rejects.toMatchObject({ code: "revoked" });
});

test("openid-client: discovers us, and logs in from beginning to end", async () => {
  const config = await client.discovery(new URL(kw.url), CLIENT_ID, undefined, client.None(), {
    algorithm: "oauth2",
    execute: [client.allowInsecureRequests],
  });
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    client_name: "a certified client",
    state,
  });
  const back = await visit(url, approve);
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  const { access_token } = await client.authorizationCodeGrant(config, back, checks);
  await kw.client(access_token).login();
  await client.tokenRevocation(config, access_token);
  await expect(kw.client(access_token).login()).rejects.toMatchObject({ code: "revoked" });
});
