import { request as rawRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Http, type HttpAnswer, openHttp } from "../guard-http.ts";
import { startTestService, type TestService } from "../harness.ts";
import { type HeldToken, newTenant, type Tenant } from "../tenants.ts";

const READ = "project:projects:manage:read";
const UPDATE = "project:projects:manage:update";
const DOOR = "/v1/forward-auth";

let kw: TestService;
let http: Http;
let shop: Tenant;
/** May read everywhere in the team; and only in the project `web`. */
let reader: HeldToken;
let webReader: HeldToken;

beforeAll(async () => {
  kw = await startTestService();
  http = openHttp(kw.url);
  shop = await newTenant(kw, "shop");
  for (const name of ["web", "app"]) {
    await shop.owner.createProject({ params: shop.params, body: { name, environments: ["prod"] } });
  }
  reader = await shop.tokenOf({ name: "reader", permissions: { projectScope: [READ] } });
  webReader = await shop.tokenOf({
    name: "web reader",
    permissions: { projectScope: [READ] },
    restrictions: { enabled: true, projects: ["web"] },
  });
  await kw.operator.putRouteRules({
    body: {
      document: {
        openapi: "3.1.0",
        paths: {
          "/projects/{projectId}": {
            get: { "x-keywright-permission": READ },
            delete: { "x-keywright-permission": [UPDATE, READ] },
          },
          "/projects/{projectId}/env/{environmentId}": { get: { "x-keywright-permission": READ } },
          "/projects/locked": { get: {} },
          "/teams/{teamId}/projects/{projectId}": { get: { "x-keywright-permission": READ } },
          "/me": { get: { "x-keywright-permission": "any_token" } },
        },
      },
    },
  });
});
afterAll(async () => {
  http.close();
  await kw.close();
});

async function ask(
  path: string,
  token?: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<HttpAnswer> {
  return http.send({ method, path, token, headers });
}

/** Status, and why. */
const saidBy = ({ status, headers }: HttpAnswer) => [status, headers["x-keywright-reason"]];

const nginx = (method: string, uri: string) => ({ "x-original-method": method, "x-original-uri": uri });
const traefik = (method: string, uri: string) => ({ "x-forwarded-method": method, "x-forwarded-uri": uri });

describe("a permission named by the gateway", () => {
  const asked = (more = "") => `${DOOR}?permission=${READ}${more}`;

  test("lets a token pass that has it, and says in headers who it is", async () => {
    const answer = await ask(asked(), reader.value);
    expect([answer.status, answer.text, answer.headers["cache-control"]]).toEqual([200, "", "no-store"]);
    expect(answer.headers).toMatchObject({
      "x-keywright-token-id": reader.id,
      "x-keywright-key-id": reader.keyId,
      "x-keywright-org": shop.orgId,
      "x-keywright-team": shop.teamId,
      "x-keywright-role": "reader",
    });
  });

  test("lets an organization's token pass with an empty team: a header left out would not be overwritten", async () => {
    const { headers } = await ask(
      `${DOOR}?permission=org:admin:members:read`,
      (await shop.orgToken("owner")).value,
    );
    expect([headers["x-keywright-team"], headers["x-keywright-org"]]).toEqual(["", shop.orgId]);
  });

  test("is asked about the project, team and environment that are named", async () => {
    const ok = [200, undefined];
    expect(saidBy(await ask(asked("&project=web"), webReader.value))).toEqual(ok);
    expect(saidBy(await ask(asked("&project=app"), webReader.value))).toEqual([403, "project_restricted"]);
    expect(saidBy(await ask(asked(), webReader.value))).toEqual([403, "project_restricted"]);
    expect(saidBy(await ask(asked("&project=nowhere"), reader.value))).toEqual([403, "project_restricted"]);
    expect(saidBy(await ask(asked(`&team=${shop.teamId}&environment=prod`), reader.value))).toEqual(ok);
    expect(saidBy(await ask(asked("&team=elsewhere"), reader.value))).toEqual([403, "team_restricted"]);
  });

  test("does not let anybody pass without it: 401 for who they are, 403 for what they may", async () => {
    const nobody = await ask(asked());
    expect(saidBy(nobody)).toEqual([401, "no_credentials"]);
    expect(nobody.headers["www-authenticate"]).toBe('Bearer realm="keywright"');
    const wrong = await ask(asked(), "unknown");
    expect(saidBy(wrong)).toEqual([401, "malformed"]);
    expect(wrong.headers["www-authenticate"]).toContain('error="invalid_token"');
    const short = await ask(`${DOOR}?permission=${UPDATE}`, reader.value);
    expect(saidBy(short)).toEqual([403, "permission_missing"]);
    expect(short.headers["www-authenticate"]).toContain(`error="insufficient_scope"`);
    expect(short.headers["www-authenticate"]).toContain(`scope="${UPDATE}"`);
    expect(short.json).toMatchObject({
      status: 403,
      code: "permission_missing",
      detail: expect.stringContaining("The required permission is 'Project > Projects > Manage > Update'."),
    });
    for (const { headers } of [nobody, wrong, short]) {
      expect(Object.keys(headers).filter((name) => /^x-keywright-(?!reason)/.test(name))).toEqual([]);
    }
  });

  test("is not asked for by a query that could be read in two ways, or says what nobody knows", async () => {
    const queries = [
      `?permission=${READ}&permission=${UPDATE}`,
      `?permission=${READ}&projekt=web`,
      `?permission=${READ}&project=`,
      `?permission=${READ}&project=web&project=app`,
      "?permission=",
      "?permission=read%0d%0ax-keywright-org:%20other",
      "?project=web",
      "?x",
    ];
    for (const query of queries) {
      expect([query, ...saidBy(await ask(DOOR + query, reader.value))]).toEqual([
        query,
        403,
        "no_route_rule",
      ]);
    }
  });

  test("is not what the client's own query names, which some gateways pass along", async () => {
    const query = `?permission=${READ}&project=web`;
    for (const headers of [
      traefik("GET", `/projects/locked${query}`),
      nginx("GET", `/projects/locked?project=web&x=1&perm%69ssion=${READ}`),
      { "x-forwarded-uri": `/projects/web${query}` },
    ]) {
      expect(saidBy(await ask(DOOR + query, webReader.value, headers))).toEqual([403, "no_route_rule"]);
    }
    const fits = traefik("GET", `/projects/web${query}`);
    expect(saidBy(await ask(DOOR + query, webReader.value, fits))).toEqual([200, undefined]);
    const other = traefik("GET", "/projects/locked?project=web&page=2");
    expect(saidBy(await ask(DOOR + query, webReader.value, other))).toEqual([200, undefined]);
  });

  test("is the gateway's whole question: what the client's headers say of the path does not matter", async () => {
    const headers = { ...nginx("DELETE", "/nowhere"), ...traefik("PUT", "//x") };
    expect(saidBy(await ask(asked(), reader.value, headers))).toEqual([200, undefined]);
  });
});

describe.each([
  ["nginx", (method: string, uri: string, token: string) => ask(DOOR, token, nginx(method, uri))],
  [
    "Traefik and Caddy",
    (method: string, uri: string, token: string) => ask(DOOR, token, traefik(method, uri)),
  ],
  ["Envoy", (method: string, uri: string, token: string) => ask(`${DOOR}${uri}`, token, {}, method)],
])("a rule met by method and path, as %s tells them", (_name, send) => {
  const said = async (method: string, uri: string, token = webReader.value) =>
    saidBy(await send(method, uri, token));

  test("asks for its permission in the project that the path names", async () => {
    expect(await said("GET", "/projects/web")).toEqual([200, undefined]);
    expect(await said("HEAD", "/projects/web")).toEqual([200, undefined]);
    expect(await said("GET", "/projects/web?permission=x&team=y")).toEqual([200, undefined]);
    expect(await said("GET", "/projects/%77eb")).toEqual([200, undefined]);
    expect(await said("GET", "/projects/app")).toEqual([403, "project_restricted"]);
    expect(await said("GET", "/projects/app", reader.value)).toEqual([200, undefined]);
    expect(await said("GET", `/teams/${shop.teamId}/projects/web`)).toEqual([200, undefined]);
    expect(await said("GET", "/teams/other/projects/web")).toEqual([403, "team_restricted"]);
  });

  test("is satisfied by any one of several permissions", async () => {
    expect(await said("DELETE", "/projects/web")).toEqual([200, undefined]);
    expect(await said("DELETE", "/projects/app")).toEqual([403, "project_restricted"]);
    const nothing = await shop.tokenOf({ name: `nothing ${_name}` });
    const answer = await send("DELETE", "/projects/web", nothing.value);
    expect(saidBy(answer)).toEqual([403, "permission_missing"]);
    expect(answer.headers["www-authenticate"]).toContain(`scope="${UPDATE} ${READ}"`);
  });

  test("may want any active token, from where it may be used", async () => {
    expect(await said("GET", "/me")).toEqual([200, undefined]);
    expect(await said("GET", "/me", "unknown")).toEqual([401, "malformed"]);
    const bound = await shop.token("reader", { narrowing: { allowedIps: ["203.0.113.1"] } });
    expect(await said("GET", "/me", bound.value)).toEqual([403, "ip_not_allowed"]);
    expect(await said("GET", "/projects/web", bound.value)).toEqual([403, "ip_not_allowed"]);
  });

  test("is missing, and nobody passes, not even who may do everything", async () => {
    for (const [method, uri] of [
      ["GET", "/"],
      ["GET", "/nowhere"],
      ["POST", "/projects/web"],
      ["GET", "/projects"],
      ["GET", "/projects/web/"],
      ["GET", "/projects/locked"],
      ["GET", "/projects/Locked"],
      ["GET", "//projects/web"],
      ["GET", "/projects/../me"],
      ["GET", "/projects/%2e%2e/me"],
      ["GET", "/projects/..%2fme"],
      ["GET", "/projects/%252e%252e/me"],
      ["GET", "/projects/web%00"],
      ["GET", "/projects/locked;x"],
      ["GET", "/projects/%6cocked"],
      ["GET", "/projects/%zz"],
      ["GET", "/projects/%"],
      ["GET", `/projects/${"a".repeat(9000)}`],
    ] as const) {
      expect([method, uri, ...(await said(method, uri, kw.operatorToken))]).toEqual([
        method,
        uri,
        403,
        "no_route_rule",
      ]);
    }
  });
});

describe("what a gateway leaves to the client", () => {
  test("cannot contradict it: headers of the other family must say the same", async () => {
    const told = nginx("GET", "/projects/app");
    const said = async (lies: object) => saidBy(await ask(DOOR, webReader.value, { ...told, ...lies }));
    expect(await said({})).toEqual([403, "project_restricted"]);
    expect(await said(traefik("GET", "/projects/web"))).toEqual([403, "no_route_rule"]);
    expect(await said(traefik("HEAD", "/projects/app"))).toEqual([403, "no_route_rule"]);
    expect(await said({ "x-forwarded-uri": "/projects/web" })).toEqual([403, "no_route_rule"]);
    expect(await said({ "x-forwarded-method": "GET" })).toEqual([403, "no_route_rule"]);
    expect(await said(traefik("GET", "/projects/app"))).toEqual([403, "project_restricted"]);
  });

  test("cannot complete it: a method or a path alone is no question", async () => {
    for (const header of ["x-original-uri", "x-forwarded-uri"]) {
      const headers = { [header]: "/projects/web" };
      expect(saidBy(await ask(DOOR, webReader.value, headers))).toEqual([403, "no_route_rule"]);
    }
    expect(saidBy(await ask(DOOR, webReader.value))).toEqual([403, "no_route_rule"]);
    const method = { "x-original-method": "GET", "x-forwarded-uri": "/projects/web" };
    expect(saidBy(await ask(DOOR, webReader.value, method))).toEqual([403, "no_route_rule"]);
  });

  test("cannot double it: two paths in one header are no path", async () => {
    const headers = { "x-original-method": "GET", "x-original-uri": "/projects/web, /projects/app" };
    expect(saidBy(await ask(DOOR, reader.value, headers))).toEqual([403, "no_route_rule"]);
  });

  test("is no token anywhere but in Authorization", async () => {
    const path = `${DOOR}?permission=${READ}`;
    const { value } = reader;
    expect((await ask(`${path}&access_token=${value}`)).status).toBe(401);
    expect((await ask(path, undefined, { cookie: `token=${value}` })).status).toBe(401);
    expect((await ask(path, undefined, { "x-forwarded-authorization": `Bearer ${value}` })).status).toBe(401);
  });
});

describe("an address is believed", () => {
  const path = `${DOOR}?permission=${READ}`;

  test("of the peer only, whatever X-Forwarded-For says, unless proxies are trusted", async () => {
    const bound = await shop.token("reader", { narrowing: { allowedIps: ["198.51.100.7"] } });
    const headers = { "x-forwarded-for": "198.51.100.7" };
    expect(saidBy(await ask(path, bound.value, headers))).toEqual([403, "ip_not_allowed"]);
  });

  test("of X-Forwarded-For when they are", async () => {
    const behind = await startTestService({ env: { KEYWRIGHT_TRUST_PROXY: "true" } });
    const there = openHttp(behind.url);
    try {
      const { token } = await behind.operator.issueOrgToken({
        body: { name: "bound", roleId: "owner", narrowing: { allowedIps: ["198.51.100.7"] } },
      });
      const statusFrom = async (ip: string) =>
        (
          await there.send({
            method: "GET",
            path: `${DOOR}?permission=org:admin:members:read`,
            token,
            headers: { "x-forwarded-for": ip },
          })
        ).status;
      expect([await statusFrom("198.51.100.7"), await statusFrom("198.51.100.8")]).toEqual([200, 403]);
    } finally {
      there.close();
      await behind.close();
    }
  });
});

test("every method is answered, with or without a body, and the body is nobody's business here", async () => {
  const path = `${DOOR}?permission=${READ}`;
  for (const method of [
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "PROPFIND",
    "MKCOL",
    "SEARCH",
  ]) {
    expect([method, (await ask(path, reader.value, {}, method)).status]).toEqual([method, 200]);
    expect([method, (await ask(path, undefined, {}, method)).status]).toEqual([method, 401]);
  }
  for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded", "nonsense"]) {
    const headers = { "content-type": type };
    const answer = await http.send({ method: "POST", path, token: reader.value, headers, body: "{" });
    expect([type, answer.status]).toEqual([type, 200]);
  }
  const big = await http.send({
    method: "POST",
    path,
    token: reader.value,
    headers: { "content-type": "application/json" },
    body: "x".repeat(3 * 1024 * 1024),
  });
  expect(big.status).toBe(200);
});

test("rules are in force on the request after the one that set them, and gone after they were removed", async () => {
  const said = async () => (await ask(DOOR, reader.value, nginx("GET", "/things/web"))).status;
  const before = await kw.operator.getRouteRules();
  const rules = (permission: string) =>
    kw.operator.putRouteRules({
      body: {
        document: {
          openapi: "3.1.0",
          paths: { "/things/{projectId}": { get: { "x-keywright-permission": permission } } },
        },
      },
    });
  expect(before.rules.length).toBeGreaterThan(0);
  for (let round = 0; round < 5; round++) {
    await rules(READ);
    expect(await said()).toBe(200);
    await rules(UPDATE);
    expect(await said()).toBe(403);
    await rules(READ);
    expect(await Promise.all([said(), said(), said()])).toEqual([200, 200, 200]);
    await kw.operator.deleteRouteRules();
    expect(await said()).toBe(403);
  }
});

test("whatever fails inside, nobody passes, and the gateway understands the answer", async () => {
  const broken = await startTestService();
  const there = openHttp(broken.url);
  try {
    await broken.database.execScript("drop table route_rules");
    const answer = await there.send({
      method: "GET",
      path: DOOR,
      token: broken.operatorToken,
      headers: nginx("GET", "/a"),
    });
    expect(saidBy(answer)).toEqual([403, "internal_error"]);
    expect(answer.text).not.toContain("route_rules");
    // It can still judge what needs no rules.
    const named = `${DOOR}?permission=org:admin:members:read`;
    expect((await there.send({ method: "GET", path: named, token: broken.operatorToken })).status).toBe(200);
  } finally {
    there.close();
    await broken.close();
  }
});

test("no token and no address is in the log", async () => {
  await ask(`${DOOR}/secret-path?access_token=secret-value`, reader.value);
  expect(kw.logs()).not.toContain(reader.value.split(".")[2]);
  expect(kw.logs()).not.toContain("secret-");
});

test("two Authorization headers are none that can be judged", async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const { hostname, port } = new URL(kw.url);
    const outgoing = rawRequest({ hostname, port, path: `${DOOR}?permission=${READ}` }, (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode);
    });
    outgoing.setHeader("authorization", `Bearer ${reader.value}, Bearer ${kw.operatorToken}`);
    outgoing.on("error", reject);
    outgoing.end();
  });
  expect(status).toBe(401);
});
