import { CI_TOKEN_MAX_LENGTH } from "@keywright/contract";
import { type CryptoKey, exportSPKI, importJWK, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CiIssuer, startCiIssuer } from "../../../test/ci-issuer.ts";
import { leavesOneEvent } from "../../../test/audit-trail.ts";
import { exchangeCi } from "../../../test/exchange.ts";
import { startTestService, type TestService } from "../../../test/harness.ts";
import { claimsOf, endOf, newTenant, type Tenant } from "../../../test/tenants.ts";

const AUDIENCE = "https://keys.example.com";
const JOB = {
  aud: AUDIENCE,
  sub: "repo:acme/shop:ref:refs/heads/main",
  repository: "acme/shop",
  repository_id: "1001",
  ref: "refs/heads/main",
};
const CLAIMS = [
  { claim: "repository_id", equals: ["1001"] },
  { claim: "ref", matches: "refs/heads/*" },
];

let kw: TestService;
let ci: CiIssuer;
let tenant: Tenant;
let ruleId: string;
beforeAll(async () => {
  kw = await startTestService();
  ci = await startCiIssuer();
  tenant = await newTenant(kw, "CI");
  const { owner, params } = tenant;
  await owner.createRole({
    params,
    body: { name: "Deploy", permissions: { teamScope: ["team:admin:team:read", "team:admin:roles:read"] } },
  });
  ruleId = await newRule("main");
});
afterAll(async () => {
  await kw.close();
  await ci.close();
});

type RuleBody = Parameters<Tenant["owner"]["createTrustRule"]>[0]["body"];

async function newRule(name: string, body: Partial<RuleBody> = {}): Promise<string> {
  const { id } = await tenant.owner.createTrustRule({
    params: tenant.params,
    body: { name, issuer: ci.issuer, audience: AUDIENCE, claims: CLAIMS, roleId: "deploy", ...body },
  });
  return id;
}

const trade = (token: string, form: Record<string, string> = {}) =>
  exchangeCi(kw, { ruleId, token, ...form });
const tokensNow = async () => (await tenant.owner.listTokens({ params: tenant.params })).tokens.length;

/** Turned down with this sentence; nothing was issued. */
async function refused(token: string, description: string, error = "invalid_grant", form = {}) {
  const before = await tokensNow();
  const answer = await trade(token, form);
  expect([answer.error, answer.description, answer.token]).toEqual([error, description, ""]);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await tokensNow()).toBe(before);
  return answer;
}

describe("a CI token is refused, each with what is wrong with it:", () => {
  const seconds = () => Math.floor(Date.now() / 1000);

  test("another repository, another branch, or a claim that is missing", async () => {
    const unmet = (claim: string) =>
      `The claim ${claim} of the CI token is not what the trust rule asks for.`;
    await refused(await ci.sign({ ...JOB, repository_id: "1002" }), unmet("repository_id"));
    await refused(await ci.sign({ ...JOB, repository_id: undefined }), unmet("repository_id"));
    await refused(await ci.sign({ ...JOB, ref: "refs/tags/v1" }), unmet("ref"));
  });

  test("another audience, none, or others besides", async () => {
    for (const aud of ["https://github.com/acme", undefined, "", [], [AUDIENCE, "https://other.example.com"]])
      await refused(await ci.sign({ ...JOB, aud }), "The subject_token was made for another audience");
  });

  test("another issuer, also when that one has signed well", async () => {
    const other = await startCiIssuer();
    const sentence = "The subject_token was issued by another issuer than the trust rule names";
    await refused(await other.sign(JOB), sentence);
    await refused(await ci.sign({ ...JOB, iss: `${ci.issuer}/` }), sentence);
    expect(other.requests).toEqual([]);
    // One that calls itself ours is found out by its key.
    const published = "The subject_token is signed with a key that the issuer does not publish";
    await refused(await other.sign({ ...JOB, iss: ci.issuer }, { kid: "of nobody" }), published);
    const wrong = "The subject_token does not have a right signature";
    await refused(await other.sign({ ...JOB, iss: ci.issuer }), wrong);
    await other.close();
  });

  test("expired, and replayed when it has", async () => {
    const token = await ci.sign({ ...JOB, exp: seconds() + 2 });
    expect((await trade(token)).status).toBe(200);
    await expect
      .poll(async () => (await trade(token)).description, { timeout: 5000 })
      .toBe("The subject_token has expired");
    await refused(await ci.sign({ ...JOB, exp: seconds() - 1 }), "The subject_token has expired");
    await refused(
      await ci.sign({ ...JOB, exp: undefined }),
      "The subject_token does not say when it expires",
    );
  });

  test("not valid yet, or issued in the future", async () => {
    await refused(await ci.sign({ ...JOB, nbf: seconds() + 120 }), "The subject_token is not valid yet");
    await refused(
      await ci.sign({ ...JOB, iat: seconds() + 120 }),
      "The subject_token was issued in the future",
    );
    // Clocks differ a little.
    expect((await trade(await ci.sign({ ...JOB, nbf: seconds() + 5, iat: seconds() + 5 }))).status).toBe(200);
  });

  test("tampered with, not signed, or signed with the public key as if it were a secret", async () => {
    const token = await ci.sign(JOB);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const forged = Buffer.from(JSON.stringify({ ...claimsOf(token), repository_id: "1001 " })).toString(
      "base64url",
    );
    const wrong = "The subject_token does not have a right signature";
    await refused([header, forged, signature].join("."), wrong);
    await refused([header, payload, "AAAA"].join("."), wrong);
    const proves =
      "The subject_token is signed in a way that proves nothing: only signatures with a public key are accepted";
    const claims = { iss: ci.issuer, exp: seconds() + 60, ...JOB };
    await refused(new UnsecuredJWT(claims).encode(), proves);
    const publicKey = await importJWK(ci.published[0]!, "RS256");
    const pem = new TextEncoder().encode(await exportSPKI(publicKey as CryptoKey));
    const asSecret = new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "key-1" });
    await refused(await asSecret.sign(pem), proves);
  });

  test("of another kind, with a header nobody knows, no JWT at all, or too long", async () => {
    await refused(await ci.sign(JOB, { typ: "at+jwt" }), "The subject_token is not an identity token");
    const crit = await ci.sign(JOB, { crit: ["b64"], b64: true });
    await refused(crit, "The subject_token has a header that is not understood");
    for (const text of ["x", "a.b.c", "..", "\0", "é"]) await refused(text, "The subject_token is not a JWT");
    const long = await ci.sign({ ...JOB, groups: "x".repeat(CI_TOKEN_MAX_LENGTH) });
    await refused(long, "The subject_token is too long");
  });

  test("one of our own, whatever it is called", async () => {
    const { value } = await tenant.token("admin");
    await refused(value, "The subject_token is not an identity token");
  });
});

describe("an issuer", () => {
  test("is asked once for a key that nobody knows, and then left alone for a while", async () => {
    const other = await startCiIssuer();
    const ofOther = { ruleId: await newRule("rotating", { issuer: other.issuer }) };
    const ask = async () => exchangeCi(kw, { ...ofOther, token: await other.sign(JOB) });
    expect((await ask()).status).toBe(200);
    const keyRequests = () => other.requests.filter((path) => path === "/keys").length;
    expect(keyRequests()).toBe(1);
    await other.rotate(false);
    for (let round = 0; round < 4; round++) expect((await ask()).error).toBe("invalid_grant");
    expect(keyRequests()).toBeLessThanOrEqual(2);
    expect(other.requests.length).toBeLessThanOrEqual(3);
    await other.close();
  });

  test("that cannot be asked makes the exchange unavailable, not refused", async () => {
    const bad = await startCiIssuer();
    const answers: CiIssuer["answer"][] = [
      () => ({ status: 500, body: "" }),
      () => ({ status: 200, body: "no JSON" }),
      () => ({ status: 200, body: "{}" }),
      () => ({
        status: 200,
        body: JSON.stringify({ issuer: "https://other.example.com", jwks_uri: bad.issuer }),
      }),
      (path) => ({
        status: 200,
        body: path.endsWith("keys")
          ? "{}"
          : JSON.stringify({ issuer: bad.issuer, jwks_uri: `${bad.issuer}/keys` }),
      }),
      () => ({ status: 200, body: `"${"x".repeat(300_000)}"` }),
    ];
    const token = await bad.sign(JOB);
    for (const [index, answer] of answers.entries()) {
      // Each at an address of its own, for one that failed is left alone for a moment.
      const issuer = await startCiIssuer();
      issuer.answer = answer;
      const form = { ruleId: await newRule(`bad ${index}`, { issuer: issuer.issuer }) };
      const outcome = await exchangeCi(kw, {
        ...form,
        token: await bad.sign({ ...JOB, iss: issuer.issuer }),
      });
      expect([outcome.status, outcome.error]).toEqual([503, "temporarily_unavailable"]);
      await issuer.close();
    }
    await bad.close();
    const gone = { ruleId: await newRule("gone", { issuer: bad.issuer }) };
    const outcome = await exchangeCi(kw, { ...gone, token });
    expect([outcome.status, outcome.error, outcome.description]).toEqual([
      503,
      "temporarily_unavailable",
      "The issuer of the token cannot be asked for its keys",
    ]);
    expect(outcome.headers.get("retry-after")).not.toBeNull();
  });
});

describe("what is asked for", () => {
  test("must be a request that can be understood", async () => {
    const token = await ci.sign(JOB);
    const ask = async (form: Record<string, string>) => {
      const { status, error } = await exchangeCi(kw, { ruleId, token, ...form });
      return [status, error];
    };
    for (const form of [
      { ruleId: "" },
      { subject_token_type: "" },
      { subject_token_type: "urn:ietf:params:oauth:token-type:saml2" },
      { subject_token: "" },
      { requested_token_type: "urn:ietf:params:oauth:token-type:refresh_token" },
      { actor_token: "x" },
      { narrowing: "{" },
      { narrowing: '{"projects":[]}' },
      { narrowing: '{"unknown":["x"]}' },
      { narrowing: '{"projects":["nowhere"]}' },
      { narrowing: '{"environments":["nowhere"]}' },
      { narrowing: '{"allowedOrigins":["https://shop.example"]}' },
      { narrowing: "{}", scope: "team:admin:team:read" },
      { lifetime_seconds: "5" },
      { lifetime_seconds: "1e3" },
      { lifetime_seconds: "-60" },
      { name: "x".repeat(200) },
    ])
      expect(await ask(form), JSON.stringify(form)).toEqual([400, "invalid_request"]);
    expect(await ask({ audience: "https://other.example.com" })).toEqual([400, "invalid_target"]);
    expect(await ask({ scope: "everything" })).toEqual([400, "invalid_scope"]);
    expect(await ask({ scope: "team:admin:no-such:thing" })).toEqual([400, "invalid_scope"]);
    for (const unknown of ["tru_00000000000000000000000000", "nobody", "\0", tenant.ownerId])
      expect(await ask({ ruleId: unknown }), unknown).toEqual([400, "invalid_client"]);
  });

  test("is less than the rule gives, never more", async () => {
    const narrow = await newRule("narrow", {
      narrowing: { permissions: ["team:admin:team:read"] },
      lifetimeSeconds: 120,
    });
    const token = await ci.sign(JOB);
    const ask = (form: Record<string, string>) => exchangeCi(kw, { ruleId: narrow, token, ...form });
    const longer = await ask({ lifetime_seconds: "3600" });
    expect(longer.expiresIn).toBeLessThanOrEqual(120);
    expect((await ask({ lifetime_seconds: "60" })).expiresIn).toBeLessThanOrEqual(60);
    expect((await ask({ scope: "team:admin:roles:read" })).error).toBe("invalid_scope");
    const wide = await ask({ scope: "team:admin:team:read team:admin:roles:read" });
    // RFC 8693 section 2.2.1: who gets less than they asked for is told what.
    expect([wide.scope, longer.scope]).toEqual(["team:admin:team:read", undefined]);
    expect(await endOf(kw.client(wide.token).getTeam({ params: tenant.params }))).toBe("done");
    expect(await endOf(kw.client(wide.token).listRoles({ params: tenant.params }))).toBe(
      "permission_missing",
    );
  });
});

describe("a job that fulfils the rule", () => {
  test("gets a short-lived token of the team, from the rule's role; the rule is who issued it", async () => {
    const { owner, params, teamId } = tenant;
    const { result, event } = await leavesOneEvent(owner, "token.issue", async () =>
      trade(await ci.sign(JOB)),
    );
    expect([result.status, result.expiresIn]).toEqual([200, expect.any(Number)]);
    expect(result.expiresIn).toBeGreaterThan(890);
    expect(result.expiresIn).toBeLessThanOrEqual(900);
    const tokenId = String(claimsOf(result.token)["sub"]);
    expect(event).toMatchObject({
      actor: { type: "trust_rule", id: ruleId, name: "main" },
      target: { type: "token", id: tokenId },
      after: { role: "deploy", trustRule: ruleId, subject: JOB.sub, issuer: ci.issuer, owner: "team" },
      teamId,
      origin: "api",
      ip: "127.0.0.1",
    });
    const token = await owner.getToken({ params: { ...params, tokenId } });
    expect(token).toMatchObject({
      name: "main",
      description: JOB.sub,
      owner: "team",
      role: { roleId: "deploy" },
      creator: { type: "trust_rule", id: ruleId, name: "main" },
    });
    expect(await endOf(kw.client(result.token).getTeam({ params }))).toBe("done");
    expect(await endOf(kw.client(result.token).listProjects({ params }))).toBe("permission_missing");
    const rule = await owner.getTrustRule({ params: { ...params, trustRuleId: ruleId } });
    expect(rule.lastUsedAt).toBe(token.createdAt);
    const { tokens } = await owner.listTokens({ params, query: { createdBy: ruleId } });
    expect(tokens.map(({ id }) => id)).toContain(tokenId);
    const { auditEvents } = await owner.listAuditEvents({ params, query: { actor: ruleId } });
    expect(auditEvents[0]).toMatchObject({ id: event.id });
  });

  test("whatever it says of itself, leaves text that can be shown", async () => {
    const sub = `a\0b\u{1f600}\ud800${"x".repeat(300)}`;
    const { status, token } = await trade(await ci.sign({ ...JOB, sub }));
    expect(status).toBe(200);
    const tokenId = String(claimsOf(token)["sub"]);
    const { description = "" } = await tenant.owner.getToken({ params: { ...tenant.params, tokenId } });
    expect(description).toMatch(/^a\?b\u{1f600}.x+$/u);
    expect(description.length).toBeLessThanOrEqual(200);
  });

  test("is refused while its organization is suspended", async () => {
    const asleep = await newTenant(kw, "Asleep");
    const { id } = await asleep.owner.createTrustRule({
      params: asleep.params,
      body: { name: "main", issuer: ci.issuer, audience: AUDIENCE, claims: CLAIMS, roleId: "admin" },
    });
    await kw.operator.patchOrg({ params: { orgId: asleep.orgId }, body: { suspended: true } });
    const { error, description } = await exchangeCi(kw, { ruleId: id, token: await ci.sign(JOB) });
    expect([error, description]).toEqual(["invalid_grant", "The token's organization is suspended."]);
  });
});
