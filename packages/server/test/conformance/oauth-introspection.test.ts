import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestService } from "../harness.ts";
import { claimsOf, type HeldToken, newTenant, type Tenant } from "../tenants.ts";
import { basic, bearer, postForm } from "./oauth-form.ts";
import { startPublicService } from "./public-service.ts";

const READ = "project:projects:manage:read";
const INSECURE = { [oauth.allowInsecureRequests]: true };

let kw: TestService;
let shop: Tenant;
let endpoint: string;
/** May verify in the shop's team, in the shop, and anywhere; and one that may do everything but verify. */
let teamVerifier: HeldToken;
let orgVerifier: HeldToken;
let bystander: HeldToken;
let subject: HeldToken;

beforeAll(async () => {
  kw = await startPublicService();
  endpoint = `${kw.url}/oauth2/introspect`;
  shop = await newTenant(kw, "shop");
  await shop.owner.createProject({ params: shop.params, body: { name: "web" } });
  teamVerifier = await shop.tokenOf({
    name: "team verifier",
    permissions: { teamScope: ["team:admin:verification:verify"] },
  });
  orgVerifier = await shop.orgTokenOf({
    name: "org verifier",
    permissions: { orgScope: ["org:admin:verification:verify"] },
  });
  bystander = await shop.tokenOf({ name: "bystander", permissions: { projectScope: ["*"] } });
  subject = await shop.tokenOf(
    { name: "subject", permissions: { projectScope: [READ], teamScope: ["team:admin:team:read"] } },
    { lifetimeSeconds: 3600 },
  );
});
afterAll(() => kw.close());

async function introspect(token: string, form: Record<string, string> = {}, by = kw.operatorToken) {
  return postForm(endpoint, { token, ...form }, bearer(by));
}

async function isInactive(token: string, by = kw.operatorToken): Promise<void> {
  const answer = await introspect(token, {}, by);
  expect([answer.status, answer.text]).toEqual([200, '{"active":false}']);
}

describe("independent clients", () => {
  const owner = () => ({ client_id: teamVerifier.id }) as oauth.Client;

  async function discovered(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(kw.url);
    const response = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...INSECURE });
    return oauth.processDiscoveryResponse(issuer, response);
  }

  test.each([
    ["client_secret_basic", () => oauth.ClientSecretBasic(teamVerifier.value)],
    ["client_secret_post", () => oauth.ClientSecretPost(teamVerifier.value)],
  ])("oauth4webapi with %s gets what the RFC promises", async (_name, authentication) => {
    const as = await discovered();
    const request = async (token: string) =>
      oauth.processIntrospectionResponse(
        as,
        owner(),
        await oauth.introspectionRequest(as, owner(), authentication(), token, INSECURE),
      );
    expect(await request(subject.value)).toMatchObject({
      active: true,
      sub: subject.id,
      client_id: subject.id,
    });
    expect(await request("unknown")).toEqual({ active: false });
  });

  test("oauth4webapi reads our refusals of a caller as such", async () => {
    const as = await discovered();
    const withBearer: oauth.ClientAuth = (_as, _client, _body, headers) =>
      headers.set("authorization", bearer(bystander.value).authorization);
    const ask = async (authentication: oauth.ClientAuth) =>
      oauth.processIntrospectionResponse(
        as,
        owner(),
        await oauth.introspectionRequest(as, owner(), authentication, subject.value, INSECURE),
      );
    await expect(ask(oauth.ClientSecretBasic("wrong"))).rejects.toMatchObject({
      cause: [{ scheme: "basic" }],
    });
    await expect(ask(oauth.None())).rejects.toMatchObject({
      cause: [{ scheme: "bearer" }, { scheme: "basic" }],
    });
    await expect(ask(withBearer)).rejects.toMatchObject({
      cause: [{ scheme: "bearer", parameters: { error: "insufficient_scope" } }],
    });
  });

  test("openid-client, from discovery on, with the token as client secret", async () => {
    const config = await client.discovery(
      new URL(kw.url),
      orgVerifier.id,
      undefined,
      client.ClientSecretBasic(orgVerifier.value),
      { algorithm: "oauth2", execute: [client.allowInsecureRequests] },
    );
    const answer = await client.tokenIntrospection(config, subject.value);
    expect(answer).toMatchObject({ active: true, sub: subject.id, token_type: "Bearer" });
    expect(await client.tokenIntrospection(config, "unknown")).toEqual({ active: false });
  });

  test("openid-client is told that a wrong secret is one", async () => {
    const config = await client.discovery(new URL(kw.url), orgVerifier.id, teamVerifier.value, undefined, {
      algorithm: "oauth2",
      execute: [client.allowInsecureRequests],
    });
    await expect(client.tokenIntrospection(config, subject.value)).rejects.toMatchObject({ status: 401 });
  });

  test("oauth4webapi takes our tokens for RFC 9068 access tokens, by the keys it has discovered", async () => {
    const as = await discovered();
    const request = new Request("http://api.example/", { headers: bearer(subject.value) });
    const claims = await oauth.validateJwtAccessToken(as, request, kw.url, INSECURE);
    expect(claims).toMatchObject({ sub: subject.id, client_id: subject.id, jti: subject.keyId });
  });
});

describe("an active token", () => {
  test("is described by the registered claims, and by slugs", async () => {
    const answer = await introspect(subject.value);
    const { iat, exp } = claimsOf(subject.value);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.json).toEqual({
      active: true,
      scope: expect.any(String),
      client_id: subject.id,
      sub: subject.id,
      jti: subject.keyId,
      token_type: "Bearer",
      iss: kw.url,
      aud: kw.url,
      iat,
      exp,
      org: shop.orgId,
      team: shop.teamId,
      role: "subject",
      entityType: "team",
      exposure: "secret",
    });
    expect(String(answer.json["scope"]).split(" ").sort()).toEqual([READ, "team:admin:team:read"].sort());
  });

  test("without expiry has no exp, and of an organization no team", async () => {
    const { json } = await introspect(kw.operatorToken);
    expect(json).toMatchObject({ active: true, org: "acme", role: "operator", entityType: "platform" });
    expect(Object.keys(json)).not.toEqual(expect.arrayContaining(["exp", "team"]));
  });

  test("has in its scope what it may do everywhere, and nothing that it may do only somewhere", async () => {
    const restricted = await shop.tokenOf({
      name: "restricted",
      permissions: { projectScope: [READ], teamScope: ["team:admin:team:read"] },
      restrictions: { enabled: true, projects: ["web"] },
    });
    expect((await introspect(restricted.value)).json["scope"]).toBe("team:admin:team:read");
    const only = await shop.tokenOf({
      name: "only",
      permissions: { projectScope: [READ] },
      restrictions: { enabled: true, projects: ["web"] },
    });
    const { json } = await introspect(only.value);
    expect(json["active"]).toBe(true);
    expect(json).not.toHaveProperty("scope");
  });

  test("shows of a scope that is asked for the part that it has", async () => {
    const scope = `${READ} project:projects:manage:delete no-such:thing`;
    expect((await introspect(subject.value, { scope })).json["scope"]).toBe(READ);
    expect((await introspect(subject.value, { scope: "no-such:thing" })).json).not.toHaveProperty("scope");
  });

  test("follows a role at once: the scope of the next answer is the edited one", async () => {
    const edited = await shop.tokenOf({ name: "edited", permissions: { projectScope: [READ] } });
    expect((await introspect(edited.value)).json["scope"]).toBe(READ);
    await shop.owner.patchRole({
      params: { ...shop.params, roleId: "edited" },
      body: { permissions: { projectScope: [] } },
    });
    expect((await introspect(edited.value)).json).not.toHaveProperty("scope");
  });
});

describe("an inactive token says nothing else", () => {
  test("when it is none, was revoked or has expired", async () => {
    const gone = await shop.token("subject");
    await isInactive("unknown");
    await isInactive(`${gone.value}x`);
    expect((await introspect(gone.value)).json["active"]).toBe(true);
    await shop.owner.revokeToken({ params: { ...shop.params, tokenId: gone.id } });
    await isInactive(gone.value);
  });

  test("to a caller who may not see it, be it active a thousand times", async () => {
    const rival = await newTenant(kw, "rival");
    const theirs = await rival.token("owner");
    await isInactive(theirs.value, teamVerifier.value);
    await isInactive(theirs.value, orgVerifier.value);
    await isInactive(orgVerifier.value, teamVerifier.value);
    expect((await introspect(theirs.value)).json["active"]).toBe(true);
    expect((await introspect(subject.value, {}, teamVerifier.value)).json["active"]).toBe(true);
    expect((await introspect(orgVerifier.value, {}, orgVerifier.value)).json["active"]).toBe(true);
  });

  test("when it is bound to addresses, unless the caller says that it came from one of them", async () => {
    const bound = await shop.token("subject", { narrowing: { allowedIps: ["198.51.100.0/24"] } });
    await isInactive(bound.value);
    expect((await introspect(bound.value, { ip: "203.0.113.7" })).json).toEqual({ active: false });
    expect((await introspect(bound.value, { ip: "nonsense" })).json).toEqual({ active: false });
    const { json } = await introspect(bound.value, { ip: "198.51.100.7" });
    expect(json).toMatchObject({ active: true, sub: bound.id });
    expect(json["scope"]).toContain(READ);
  });
});

describe("the caller", () => {
  test("without credentials is challenged bare, in every scheme there is", async () => {
    const { status, headers, json } = await postForm(endpoint, { token: subject.value });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe(
      'Bearer realm="keywright", Basic realm="keywright", charset="UTF-8"',
    );
    expect(json).toEqual({ error: "invalid_client", error_description: "Client authentication is needed" });
  });

  test("with a bad bearer token is told so, in header and body", async () => {
    const { status, headers, json } = await introspect(subject.value, {}, "unknown");
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe(
      'Bearer realm="keywright", error="invalid_token", error_description="The token is malformed"',
    );
    expect(json).toEqual({ error: "invalid_token", error_description: "The token is malformed" });
  });

  test("without the permission is 401, as RFC 7662 section 2.3 has it, and told which scope would do", async () => {
    const { status, headers, json } = await introspect(subject.value, {}, bystander.value);
    expect([status, json["error"]]).toEqual([401, "insufficient_scope"]);
    expect(headers.get("www-authenticate")).toContain('scope="team:admin:verification:verify ');
  });

  test("from an address that its token is not for is refused", async () => {
    const { token } = await kw.operator.issueOrgToken({
      body: { name: "elsewhere", roleId: "operator", narrowing: { allowedIps: ["203.0.113.0/24"] } },
    });
    const { status, json } = await introspect(subject.value, {}, token);
    expect([status, json["error"]]).toEqual([401, "invalid_token"]);
  });

  test.each([
    ["another client's id", () => basic(orgVerifier.id, teamVerifier.value)],
    ["no id", () => basic("", teamVerifier.value)],
    ["a wrong secret", () => basic(teamVerifier.id, "wrong")],
    ["no secret", () => ({ authorization: `Basic ${btoa(teamVerifier.id)}` })],
    ["nothing that is Base64", () => ({ authorization: "Basic §" })],
    ["nothing at all", () => ({ authorization: "Basic" })],
    ["a broken percent-encoding", () => ({ authorization: `Basic ${btoa("%:%")}` })],
  ])("is unknown with %s, and challenged in the scheme it used", async (_name, headers) => {
    const sent = Object.fromEntries(
      Object.entries(headers()).map(([name, value]) => [name, Buffer.from(value).toString("latin1")]),
    );
    const answer = await postForm(endpoint, { token: subject.value }, sent);
    expect([answer.status, answer.json["error"]]).toEqual([401, "invalid_client"]);
    expect(answer.headers.get("www-authenticate")).toBe('Basic realm="keywright", charset="UTF-8"');
  });

  test("that is right about its secret but may not ask is unauthorized", async () => {
    const { status, json } = await postForm(
      endpoint,
      { token: subject.value },
      basic(bystander.id, bystander.value),
    );
    expect([status, json["error"]]).toEqual([400, "unauthorized_client"]);
  });

  test("may authenticate in one way only", async () => {
    const twice = { client_id: teamVerifier.id, client_secret: teamVerifier.value };
    const both = await introspect(subject.value, twice, teamVerifier.value);
    expect([both.status, both.json["error"]]).toEqual([400, "invalid_request"]);
    const other = await postForm(
      endpoint,
      { token: subject.value, client_id: orgVerifier.id },
      basic(teamVerifier.id, teamVerifier.value),
    );
    expect([other.status, other.json["error"]]).toEqual([400, "invalid_request"]);
  });
});

describe("the request", () => {
  test("needs a token, and in the body", async () => {
    for (const url of [endpoint, `${endpoint}?token=${subject.value}`]) {
      const { status, json } = await postForm(url, { token_type_hint: "x" }, bearer(kw.operatorToken));
      expect([status, json]).toEqual([
        400,
        { error: "invalid_request", error_description: "The parameter token is missing" },
      ]);
    }
  });

  test("may not say anything twice, and what nobody knows is passed over", async () => {
    const twice = await postForm(endpoint, `token=a&token=b`, bearer(kw.operatorToken));
    expect([twice.status, twice.json["error"]]).toEqual([400, "invalid_request"]);
    const more = { token_type_hint: "refresh_token", resource: "x", future: "y", empty: "" };
    expect((await introspect(subject.value, more)).json["active"]).toBe(true);
  });

  test("must be a form", async () => {
    const body = JSON.stringify({ token: subject.value });
    const answer = await postForm(endpoint, body, {
      ...bearer(kw.operatorToken),
      "content-type": "application/json",
    });
    expect([answer.status, answer.json["error"]]).toEqual([400, "invalid_request"]);
    const empty = await fetch(endpoint, { method: "POST", headers: bearer(kw.operatorToken) });
    expect([empty.status, ((await empty.json()) as { error: string }).error]).toEqual([
      400,
      "invalid_request",
    ]);
  });

  test("of any other method is not known here", async () => {
    const answer = await fetch(`${endpoint}?token=${subject.value}`, { headers: bearer(kw.operatorToken) });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("leaves no token in the log", async () => {
    await introspect(subject.value, {}, teamVerifier.value);
    await postForm(endpoint, { token: subject.value }, basic(teamVerifier.id, teamVerifier.value));
    for (const { value } of [subject, teamVerifier]) {
      expect(kw.logs()).not.toContain(value);
      expect(kw.logs()).not.toContain(value.split(".")[2]);
    }
  });
});
