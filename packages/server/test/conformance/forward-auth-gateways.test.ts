import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Http, type HttpAnswer, openHttp } from "../guard-http.ts";
import { startTestService, type TestService } from "../harness.ts";
import { type HeldToken, newTenant, type Tenant } from "../tenants.ts";
import { CADDY, type Gateway, type GatewayKind, NGINX } from "./gateway.ts";
import { type ProtectedApi, startProtectedApi } from "./protected-api.ts";

const READ = "project:projects:manage:read";
const UPDATE = "project:projects:manage:update";
const DELETE = "project:projects:manage:delete";
const LOOK = "project:shop:window:look";

const RULES = {
  openapi: "3.1.0",
  info: { title: "A protected API", version: "1" },
  paths: {
    "/projects/{projectId}": {
      get: { "x-keywright-permission": READ },
      put: { "x-keywright-permission": UPDATE },
      delete: { "x-keywright-permission": DELETE },
    },
    "/projects/{projectId}/files/{name}": { get: { "x-keywright-permission": READ } },
    "/projects/{projectId}/files/secret": { get: { "x-keywright-permission": DELETE } },
    "/me": { get: { "x-keywright-permission": "any_token" } },
    "/window/{projectId}/{environmentId}": {
      get: { "x-keywright-permission": LOOK, "x-keywright-exposure": "publishable" as const },
    },
  },
};

for (const kind of [NGINX, CADDY]) {
  if (kind.program) describe(`behind a real ${kind.name}`, () => behind(kind));
  else {
    const reason = `${kind.name} is not installed here`;
    console.log(`skipped: forward-auth behind a real ${kind.name}: ${reason}`);
    test.skip(`behind a real ${kind.name} (${reason})`, () => {});
  }
}

function behind(kind: GatewayKind): void {
  let kw: TestService;
  let shop: Tenant;
  let api: ProtectedApi;
  let gateway: Gateway;
  let http: Http;
  let reader: HeldToken;

  beforeAll(async () => {
    // Believed, because the recipes write it; what follows shows that no client can.
    kw = await startTestService({ env: { KEYWRIGHT_TRUST_PROXY: "true" } });
    shop = await newTenant(kw, "shop");
    for (const name of ["web", "app"])
      await shop.owner.createProject({ params: shop.params, body: { name, environments: ["live"] } });
    await kw.operator.putCatalogue({ body: { permissions: [{ permission: LOOK, publishable: true }] } });
    const visitor = { name: "visitor", permissions: { projectScope: [LOOK] } };
    await shop.owner.createRole({ params: shop.params, body: visitor });
    await kw.operator.putRouteRules({ body: { document: RULES } });
    reader = await shop.tokenOf({
      name: "reader",
      permissions: { projectScope: [READ] },
      restrictions: { enabled: true, projects: ["web"] },
    });
    api = await startProtectedApi();
    gateway = await kind.start({ keywright: new URL(kw.url).host, api: api.address });
    http = openHttp(gateway.url);
  });
  afterAll(async () => {
    http.close();
    await gateway.stop();
    await api.close();
    await kw.close();
  });

  const send = (
    method: string,
    path: string,
    token?: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<HttpAnswer> => http.send({ method, path, token, headers, body });

  /** The status, and whether the API has seen anything. */
  async function outcome(...given: Parameters<typeof send>): Promise<[number, number]> {
    api.take();
    const { status } = await send(...given);
    return [status, api.take().length];
  }

  test("a token that may passes, and the API learns who it is and not what it holds", async () => {
    api.take();
    const { status, json } = await send("GET", "/projects/web?page=2&x=%2F..", reader.value);
    expect([status, json]).toEqual([200, { reached: "/projects/web?page=2&x=%2F.." }]);
    const [received, ...others] = api.take();
    expect(others).toEqual([]);
    expect(received?.headers).toMatchObject({
      "x-keywright-token-id": reader.id,
      "x-keywright-key-id": reader.keyId,
      "x-keywright-org": shop.orgId,
      "x-keywright-team": shop.teamId,
      "x-keywright-role": "reader",
      "x-keywright-exposure": "secret",
    });
    expect(received?.headers.authorization).toBeUndefined();
  });

  test("a body comes through whole, and only to the API", async () => {
    const writer = await shop.tokenOf({ name: "writer", permissions: { projectScope: [UPDATE] } });
    api.take();
    const body = JSON.stringify({ name: "x".repeat(200_000) });
    const headers = { "content-type": "application/json" };
    const { status } = await send("PUT", "/projects/web", writer.value, headers, body);
    expect(status).toBe(200);
    expect(api.take().map((received) => [received.method, received.body === body])).toEqual([["PUT", true]]);
  });

  test("who is nobody gets 401 and the challenge, who may not gets 403, and the API sees neither", async () => {
    api.take();
    const nobody = await send("GET", "/projects/web");
    expect([nobody.status, nobody.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="keywright"']);
    const wrong = await send("GET", "/projects/web", "unknown");
    expect([wrong.status, wrong.headers["www-authenticate"]]).toEqual([
      401,
      'Bearer realm="keywright", error="invalid_token", error_description="The token is malformed"',
    ]);
    const short = await send("DELETE", "/projects/web", reader.value);
    expect([short.status, short.headers["x-keywright-reason"]]).toEqual([403, "permission_missing"]);
    const elsewhere = await send("GET", "/projects/app", reader.value);
    expect([elsewhere.status, elsewhere.headers["x-keywright-reason"]]).toEqual([403, "project_restricted"]);
    const nowhere = await send("GET", "/nowhere", kw.operatorToken);
    expect([nowhere.status, nowhere.headers["x-keywright-reason"]]).toEqual([403, "no_route_rule"]);
    expect(api.take()).toEqual([]);
  });

  test("an edited role is in force on the next request, in both directions", async () => {
    const { value } = await shop.tokenOf({ name: "edited", permissions: { projectScope: [READ] } });
    const edit = (projectScope: string[]) =>
      shop.owner.patchRole({
        params: { ...shop.params, roleId: "edited" },
        body: { permissions: { projectScope } },
      });
    for (let round = 0; round < 5; round++) {
      expect(await outcome("GET", "/projects/app", value)).toEqual([200, 1]);
      await edit([]);
      expect(await outcome("GET", "/projects/app", value)).toEqual([403, 0]);
      await edit([READ]);
    }
  });

  test("a revoked token is refused on the next request", async () => {
    const gone = await shop.token("reader");
    expect(await outcome("GET", "/projects/web", gone.value)).toEqual([200, 1]);
    await shop.owner.revokeToken({ params: { ...shop.params, tokenId: gone.id } });
    expect(await outcome("GET", "/projects/web", gone.value)).toEqual([401, 0]);
  });

  test("what a client sends under our names never reaches the API", async () => {
    const org = await shop.orgToken("owner");
    const lies = {
      "X-Keywright-Org": "acme",
      "x-keywright-team": "operators",
      "X-KEYWRIGHT-ROLE": "operator",
      "X-Keywright-Token-Id": "tok_lie",
      "X-Keywright-Key-Id": "key_lie",
      "X-Keywright-Exposure": "publishable",
      "Keywright-Key-Ends": "never",
      Keywright_Key_Ends: "never",
      X_Keywright_Org: "acme",
      "X-Keywright_Role": "operator",
    };
    api.take();
    expect((await send("GET", "/me", org.value, lies)).status).toBe(200);
    const [received] = api.take();
    const ours = Object.entries(received?.headers ?? {}).filter(([name]) => /keywright/i.test(name));
    const said = Object.fromEntries(ours.filter(([, value]) => value !== ""));
    expect(said).toEqual({
      "x-keywright-token-id": org.id,
      "x-keywright-key-id": org.keyId,
      "x-keywright-org": shop.orgId,
      "x-keywright-role": "owner",
      "x-keywright-exposure": "secret",
    });
  });

  test("what a client says of its own method and address is not believed", async () => {
    const secret = "/projects/web/files/secret";
    for (const [method, uri] of [
      ["GET", "/projects/web"],
      ["GET", "/me"],
    ] as const) {
      for (const headers of [
        { "X-Original-URI": uri },
        { "X-Original-Method": method, "X-Original-URI": uri },
        { "X-Forwarded-Uri": uri },
        { "X-Forwarded-Method": method, "X-Forwarded-Uri": uri },
        { "X-Forwarded-Method": method },
        { "X-Rewrite-URL": uri, "X-Forwarded-Path": uri },
      ]) {
        expect([headers, ...(await outcome("GET", secret, reader.value, headers))]).toEqual([
          headers,
          403,
          0,
        ]);
        expect([headers, ...(await outcome("DELETE", "/projects/web", reader.value, headers))]).toEqual([
          headers,
          403,
          0,
        ]);
      }
    }
    api.take();
    await send("GET", "/projects/web", reader.value, {
      "X-HTTP-Method-Override": "DELETE",
      "X-HTTP-Method": "DELETE",
      "X-Method-Override": "DELETE",
    });
    const [received] = api.take();
    expect(Object.keys(received?.headers ?? {}).filter((name) => name.includes("method"))).not.toEqual(
      expect.arrayContaining([expect.stringContaining("override")]),
    );
    expect(received?.headers["x-http-method"]).toBeUndefined();
  });

  test("a permission that a client names in its query is not what is asked for", async () => {
    for (const query of [
      `?permission=${READ}&project=web`,
      `?permission=${READ}`,
      `?permission=${READ}&project=web&permission=${READ}`,
      `?perm%69ssion=${READ}&project=web`,
    ]) {
      const path = `/projects/web/files/secret${query}`;
      expect([path, ...(await outcome("GET", path, reader.value))]).toEqual([path, 403, 0]);
      const own = `/projects/web${query}`;
      expect([own, ...(await outcome("GET", own, reader.value))]).toEqual([own, 200, 1]);
    }
  });

  test("an address that a client claims is not believed", async () => {
    const bound = await shop.token("reader", { narrowing: { allowedIps: ["203.0.113.7"] } });
    for (const headers of [
      {},
      { "X-Forwarded-For": "203.0.113.7" },
      { "X-Forwarded-For": "203.0.113.7, 203.0.113.7", "X-Real-IP": "203.0.113.7" },
      { Forwarded: "for=203.0.113.7", "X-Client-IP": "203.0.113.7" },
    ]) {
      expect([headers, ...(await outcome("GET", "/projects/web", bound.value, headers))]).toEqual([
        headers,
        403,
        0,
      ]);
    }
    const local = await shop.token("reader", { narrowing: { allowedIps: ["127.0.0.1"] } });
    expect(await outcome("GET", "/projects/web", local.value)).toEqual([200, 1]);
  });

  test("a token bound to a website passes with the client's own Origin, and with no other", async () => {
    const narrowing = { environments: ["live"], allowedOrigins: ["https://shop.example"] };
    const { value } = await shop.token("visitor", { exposure: "publishable", narrowing });
    const path = "/window/web/live";
    for (const headers of [
      {},
      { Origin: "https://evil.test" },
      { Origin: "https://shop.example, https://evil.test" },
      { Referer: "https://shop.example/", "X-Forwarded-Origin": "https://shop.example" },
    ]) {
      expect([headers, ...(await outcome("GET", path, value, headers))]).toEqual([headers, 403, 0]);
    }
    const origin = { Origin: "https://shop.example" };
    expect(await outcome("GET", path, reader.value, origin)).toEqual([403, 0]);
    api.take();
    expect((await send("GET", path, value, origin)).status).toBe(200);
    expect(api.take()[0]?.headers["x-keywright-exposure"]).toBe("publishable");
  });

  test("whoever holds a key that ends soon is told when, and others are not", async () => {
    const ending = await shop.token("reader", { lifetimeSeconds: 3600 });
    const told = async (method: string, token: string) =>
      (await send(method, "/projects/web", token, { "Keywright-Key-Ends": "never" })).headers[
        "keywright-key-ends"
      ];
    expect(await told("GET", reader.value)).toBeUndefined();
    expect(await told("DELETE", reader.value)).toBeUndefined();
    expect(await told("GET", ending.value)).toMatch(/GMT$/);
    expect(await told("DELETE", ending.value)).toMatch(/GMT$/);
  });

  test("no way of writing a path leads past the rule of what it means", async () => {
    const attempts = [
      "/projects/web/files/secret",
      "/projects/web/files/SECRET",
      "/projects/web/files/%73ecret",
      "/projects/web/files/%2573ecret",
      "/projects/web/files/secret/",
      "/projects/web/files/secret.",
      "/projects/web/files/secret%20",
      "/projects/web/files/secret%00",
      "/projects/web/files/secret;x=1",
      "/projects/web/files/secret%3bx",
      "/projects/web/files//secret",
      "/projects/web//files/secret",
      "//projects/web/files/secret",
      "/projects/web/files/./secret",
      "/projects/web/files/x/../secret",
      "/projects/web/files/%2e/secret",
      "/projects/web/files/x/%2e%2e/secret",
      "/projects/web/files/x/%252e%252e/secret",
      "/projects/web/files/x%2f..%2fsecret",
      "/projects/web/files/..%2ffiles%2fsecret",
      "/projects/web/files/x%5c..%5csecret",
      "/projects/web/files/x\\..\\secret",
      "/projects/web/../app",
      "/projects/web/%2e%2e/app",
      "/projects/web%2f..%2fapp",
      "/me/../projects/app",
      "/me/..;/projects/app",
      "/me%2f..%2fprojects%2fapp",
      "http://api.example/projects/app",
    ];
    const through: string[] = [];
    for (const path of attempts) {
      api.take();
      const { status } = await send("GET", path, reader.value).catch(() => ({ status: 0 }));
      if (api.take().length > 0) through.push(`${path}: ${status}`);
    }
    expect(through).toEqual([]);
  });

  test("rules that change are in force on the next request", async () => {
    const put = (permission: string) =>
      kw.operator.putRouteRules({
        body: {
          document: {
            ...RULES,
            paths: { ...RULES.paths, "/later": { get: { "x-keywright-permission": permission } } },
          },
        },
      });
    await put("any_token");
    expect(await outcome("GET", "/later", reader.value)).toEqual([200, 1]);
    await put(DELETE);
    expect(await outcome("GET", "/later", reader.value)).toEqual([403, 0]);
  });

  test("without Keywright nobody passes", async () => {
    await kw.app.http.close();
    const [status, reached] = await outcome("GET", "/projects/web", reader.value);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(reached).toBe(0);
  });
}
