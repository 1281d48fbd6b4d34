import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { startPublicService } from "./public-service.ts";

const INSECURE = { [oauth.allowInsecureRequests]: true };

let kw: TestService;

beforeAll(async () => {
  kw = await startPublicService();
});
afterAll(() => kw.close());

test("the metadata says what there is, under the one name of the issuer", async () => {
  const response = await fetch(`${kw.url}/.well-known/oauth-authorization-server`);
  expect(response.headers.get("content-type")).toMatch(/^application\/json(;|$)/);
  expect(response.headers.get("cache-control")).toBe("public, max-age=300");
  expect(await response.json()).toEqual({
    issuer: kw.url,
    jwks_uri: `${kw.url}/.well-known/jwks.json`,
    authorization_endpoint: `${kw.url}/oauth2/authorize`,
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    device_authorization_endpoint: `${kw.url}/oauth2/device_authorization`,
    token_endpoint: `${kw.url}/oauth2/token`,
    token_endpoint_auth_methods_supported: ["none"],
    grant_types_supported: [
      "authorization_code",
      "urn:ietf:params:oauth:grant-type:device_code",
      "urn:ietf:params:oauth:grant-type:token-exchange",
    ],
    introspection_endpoint: `${kw.url}/oauth2/introspect`,
    introspection_endpoint_auth_methods_supported: ["Bearer", "client_secret_basic", "client_secret_post"],
    revocation_endpoint: `${kw.url}/oauth2/revoke`,
    revocation_endpoint_auth_methods_supported: ["none"],
    service_documentation: `${kw.url}/docs`,
  });
});

test("every address in it answers, and none is anybody else's", async () => {
  const metadata = (await (await fetch(`${kw.url}/.well-known/oauth-authorization-server`)).json()) as object;
  const urls = Object.entries(metadata).filter(([name]) => /_(uri|endpoint|documentation)$/.test(name));
  expect(urls.length).toBeGreaterThan(2);
  for (const [name, url] of urls as [string, string][]) {
    const isPosted = name.endsWith("_endpoint") && name !== "authorization_endpoint";
    const { status } = await fetch(url, { method: isPosted ? "POST" : "GET" });
    expect([name, new URL(url).origin, status]).toEqual([
      name,
      kw.url,
      name.endsWith("_endpoint") ? expect.toSatisfy((code: number) => code === 400 || code === 401) : 200,
    ]);
  }
});

test("oauth4webapi discovers it, and takes it for nobody else", async () => {
  const ask = (issuer: URL) => oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...INSECURE });
  const issuer = new URL(kw.url);
  const as = await oauth.processDiscoveryResponse(issuer, await ask(issuer));
  expect(as.introspection_endpoint).toBe(`${kw.url}/oauth2/introspect`);
  const other = new URL(kw.url.replace("127.0.0.1", "localhost"));
  await expect(oauth.processDiscoveryResponse(other, await ask(issuer))).rejects.toThrow("issuer");
});

test("openid-client discovers it", async () => {
  const config = await client.discovery(new URL(kw.url), "any client", undefined, client.None(), {
    algorithm: "oauth2",
    execute: [client.allowInsecureRequests],
  });
  expect(config.serverMetadata().revocation_endpoint).toBe(`${kw.url}/oauth2/revoke`);
});

test("an issuer with a path has its metadata where RFC 8414 section 3.1 puts it", async () => {
  const below = await startTestService({
    env: { KEYWRIGHT_PUBLIC_URL: "https://keys.example/tenants/one/" },
  });
  try {
    for (const name of ["oauth-authorization-server", "authzen-configuration"]) {
      const response = await fetch(`${below.url}/.well-known/${name}/tenants/one`);
      const metadata = (await response.json()) as Record<string, unknown>;
      expect([metadata["issuer"], metadata["policy_decision_point"]]).toContain(
        "https://keys.example/tenants/one",
      );
    }
  } finally {
    await below.close();
  }
});
