import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Http, openHttp } from "../guard-http.ts";
import { startTestService, type TestService } from "../harness.ts";
import { type HeldToken, newTenant, type Tenant } from "../tenants.ts";
import { envoy, traefik } from "./recipe-gateways.ts";

/**
 * Traefik and Envoy cannot be installed from a package here. So their recipes are read, and what their documentation says
 * they make of a request is sent to a real server. Real gateways: forward-auth-gateways.test.ts.
 */
const READ = "project:projects:manage:read";
const DELETE = "project:projects:manage:delete";
const LOOK = "project:shop:window:look";

let kw: TestService;
let http: Http;
let shop: Tenant;
let reader: HeldToken;
beforeAll(async () => {
  // Believed, because the recipes write the address of the client themselves.
  kw = await startTestService({ env: { KEYWRIGHT_TRUST_PROXY: "true" } });
  http = openHttp(kw.url);
  shop = await newTenant(kw, "shop");
  await shop.owner.createProject({ params: shop.params, body: { name: "web", environments: ["live"] } });
  await kw.operator.putCatalogue({ body: { permissions: [{ permission: LOOK, publishable: true }] } });
  const visitor = { name: "visitor", permissions: { projectScope: [LOOK] } };
  await shop.owner.createRole({ params: shop.params, body: visitor });
  const paths = {
    "/projects/{projectId}": {
      get: { "x-keywright-permission": READ },
      delete: { "x-keywright-permission": DELETE },
    },
    "/window/{projectId}/{environmentId}": {
      get: { "x-keywright-permission": LOOK, "x-keywright-exposure": "publishable" as const },
    },
  };
  await kw.operator.putRouteRules({ body: { document: { openapi: "3.1.0", paths } } });
  reader = await shop.tokenOf({ name: "reader", permissions: { projectScope: [READ] } });
});
afterAll(async () => {
  http.close();
  await kw.close();
});

describe.each([await traefik(), await envoy()])("as the recipe for $name asks", (gateway) => {
  const pass = (method: string, path: string, token?: string, more: Record<string, string> = {}) => {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...more };
    return gateway.pass(http, { method, path, headers });
  };

  test("who may not, or is nobody, does not reach the API, and is told why", async () => {
    const nobody = await pass("GET", "/projects/web");
    expect([nobody.toApi, nobody.answer.status]).toEqual([undefined, 401]);
    expect(nobody.answer.headers["www-authenticate"]).toBe('Bearer realm="keywright"');
    const short = await pass("DELETE", "/projects/web", reader.value);
    expect([short.toApi, short.answer.headers["x-keywright-reason"]]).toEqual([
      undefined,
      "permission_missing",
    ]);
    const nowhere = await pass("GET", "/nowhere", kw.operatorToken);
    expect([nowhere.toApi, nowhere.answer.headers["x-keywright-reason"]]).toEqual([
      undefined,
      "no_route_rule",
    ]);
  });

  test("who may reaches the API, which learns who it is, and not the token", async () => {
    const lies = {
      "X-Keywright-Org": "acme",
      "X-Keywright-Team": "operators",
      "x-keywright-role": "operator",
      "X-Keywright-Token-Id": "tok_lie",
      "X-Keywright-Key-Id": "key_lie",
      "X-Keywright-Exposure": "publishable",
      "Keywright-Key-Ends": "never",
      "X-HTTP-Method-Override": "DELETE",
      "X-HTTP-Method": "DELETE",
      "X-Method-Override": "DELETE",
    };
    expect((await pass("GET", "/projects/web?page=2", reader.value, lies)).toApi).toEqual({
      "x-keywright-token-id": reader.id,
      "x-keywright-key-id": reader.keyId,
      "x-keywright-org": shop.orgId,
      "x-keywright-team": shop.teamId,
      "x-keywright-role": "reader",
      "x-keywright-exposure": "secret",
    });
    const orgToken = await shop.orgTokenOf({
      name: `org reader ${gateway.name}`,
      permissions: { projectScope: [READ] },
    });
    const { toApi } = await pass("GET", `/projects/web`, orgToken.value, lies);
    expect(toApi?.["x-keywright-team"] ?? "").toBe("");
  });

  test("what a client says of its method, its path and its address is not believed", async () => {
    const bound = await shop.token("reader", { narrowing: { allowedIps: ["203.0.113.7"] } });
    const lies = {
      "X-Forwarded-Method": "GET",
      "X-Forwarded-Uri": "/projects/web",
      "X-Original-Method": "GET",
      "X-Original-URI": "/projects/web",
      "X-Forwarded-For": "203.0.113.7",
    };
    expect((await pass("DELETE", "/projects/web", reader.value, lies)).toApi).toBeUndefined();
    expect((await pass("GET", "/nowhere", reader.value, lies)).toApi).toBeUndefined();
    expect((await pass("GET", "/projects/web", bound.value, lies)).toApi).toBeUndefined();
    expect(
      (await pass("GET", `/nowhere?permission=${READ}&project=web`, reader.value)).toApi,
    ).toBeUndefined();
  });

  test("a token bound to a website passes with the client's own Origin, and with no other", async () => {
    const narrowing = { environments: ["live"], allowedOrigins: ["https://shop.example"] };
    const window = await shop.token("visitor", { exposure: "publishable", narrowing });
    const look = (origin: string) => pass("GET", "/window/web/live", window.value, { Origin: origin });
    expect((await look("https://evil.test")).answer.headers["x-keywright-reason"]).toBe("origin_not_allowed");
    expect((await pass("GET", "/window/web/live", window.value)).toApi).toBeUndefined();
    expect((await pass("GET", "/window/web/live", reader.value)).answer.headers["x-keywright-reason"]).toBe(
      "wrong_exposure",
    );
    const { toApi } = await look("https://shop.example");
    expect([toApi?.["x-keywright-token-id"], toApi?.["x-keywright-exposure"]]).toEqual([
      window.id,
      "publishable",
    ]);
  });

  test("whoever holds a key that ends soon is told when, by the gateway or by the API", async () => {
    const ending = await shop.token("reader", { lifetimeSeconds: 3600 });
    const end = /GMT$/;
    const passed = await pass("GET", "/projects/web", ending.value, { "Keywright-Key-Ends": "never" });
    expect((gateway.name === "Envoy" ? passed.toClient : passed.toApi)?.["keywright-key-ends"]).toMatch(end);
    const refused = await pass("DELETE", "/projects/web", ending.value);
    expect([refused.toApi, refused.toClient["keywright-key-ends"]]).toEqual([
      undefined,
      expect.stringMatching(end),
    ]);
  });

  test("an edited role and a revoked token are what they are at the next request", async () => {
    const gone = await shop.token("reader");
    expect((await pass("GET", "/projects/web", gone.value)).toApi).toBeDefined();
    await shop.owner.revokeToken({ params: { ...shop.params, tokenId: gone.id } });
    expect((await pass("GET", "/projects/web", gone.value)).answer.status).toBe(401);
  });
});
