import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { type CiIssuer, startCiIssuer } from "../../test/ci-issuer.ts";
import { derive, exchangeCi } from "../../test/exchange.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type Tenant } from "../../test/tenants.ts";

const AUDIENCE = "https://keys.example.com";
const READ = ["team:admin:team:read"];

let kw: TestService;
let ci: CiIssuer;
let tenant: Tenant;
let base: RuleBody;
beforeAll(async () => {
  kw = await startTestService();
  ci = await startCiIssuer();
  tenant = await newTenant(kw, "Trusting");
  const body = { name: "Deploy", permissions: { teamScope: READ } };
  await tenant.owner.createRole({ params: tenant.params, body });
  await tenant.owner.createProject({ params: tenant.params, body: { name: "Shop" } });
  base = {
    name: "main",
    issuer: ci.issuer,
    audience: AUDIENCE,
    claims: [
      { claim: "repository_id", equals: ["1"] },
      { claim: "environment", equals: ["live"] },
    ],
    roleId: "deploy",
  };
});
afterAll(async () => {
  await kw.close();
  await ci.close();
});

type RuleBody = Parameters<Tenant["owner"]["createTrustRule"]>[0]["body"];
type Patch = Parameters<Tenant["owner"]["patchTrustRule"]>[0]["body"];
const create = (body: Partial<RuleBody>, by = tenant.owner) =>
  by.createTrustRule({ params: tenant.params, body: { ...base, ...body } });
const paramsOf = (trustRuleId: string) => ({ ...tenant.params, trustRuleId });
const patch = (id: string, body: Patch, by = tenant.owner) =>
  by.patchTrustRule({ params: paramsOf(id), body });

/** What a job of this repository is given by a rule. */
async function tokenBy(ruleId: string, repositoryId = "1"): Promise<string> {
  const job = { aud: AUDIENCE, sub: "job", repository_id: repositoryId, environment: "live" };
  return (await exchangeCi(kw, { ruleId, token: await ci.sign(job) })).token;
}

describe("making a rule is refused", () => {
  test("when it is none: no condition, two kinds of condition, a claim twice, a pattern that is none", async () => {
    for (const [field, body] of [
      ["claims", { claims: [] }],
      ["claims.0", { claims: [{ claim: "repository_id" }] }],
      ["claims.0", { claims: [{ claim: "repository_id", equals: ["1"], matches: "1*" }] }],
      ["claims.0.equals", { claims: [{ claim: "repository_id", equals: [] }] }],
      ["claims.0.matches", { claims: [{ claim: "ref", matches: "refs/heads/main" }] }],
      ["claims.0.matches", { claims: [{ claim: "ref", matches: "**" }] }],
      ["claims.0.claim", { claims: [{ claim: 'a"b', equals: ["1"] }] }],
      ["claims", { claims: [...base.claims, ...base.claims] }],
      ["issuer", { issuer: "ftp://ci.example.com" }],
      ["issuer", { issuer: "https://ci.example.com/?x" }],
      ["issuer", { issuer: "https://ci.example.com/.well-known/openid-configuration" }],
      ["issuer", { issuer: "http://ci.example.com" }],
      ["issuer", { issuer: kw.publicUrl }],
      ["audience", { audience: "" }],
      ["lifetimeSeconds", { lifetimeSeconds: 59 }],
      ["lifetimeSeconds", { lifetimeSeconds: 12 * 3600 + 1 }],
    ] as [string, Partial<RuleBody>][]) {
      const { details } = await refuses(tenant.owner, "validation_failed", () => create(body));
      expect(Object.keys(details ?? {}), JSON.stringify(body)).toEqual([field]);
    }
  });

  test("when others could fulfil it", async () => {
    const tooWide = [
      [{ claim: "repository", matches: "acme/*" }],
      [{ claim: "sub", matches: "repo:acme/*" }],
      [{ claim: "ref", equals: ["refs/heads/main"] }],
    ];
    for (const claims of tooWide)
      await refuses(tenant.owner, "trust_rule_too_wide", () => create({ claims }));
  });

  test("when its role, permissions or projects are not there, or the team's policy is stricter", async () => {
    await refuses(tenant.owner, "unknown_reference", () => create({ roleId: "nobody" }));
    await refuses(tenant.owner, "unknown_reference", () => create({ narrowing: { projects: ["nowhere"] } }));
    await refuses(tenant.owner, "unknown_permission", () =>
      create({ narrowing: { permissions: ["a:b:c:d"] } }),
    );
    const set = (maxLifetimeSeconds: number | null) =>
      tenant.owner.patchTeam({ params: tenant.params, body: { tokenPolicy: { maxLifetimeSeconds } } });
    await set(600);
    await refuses(tenant.owner, "lifetime_not_allowed", () => create({ lifetimeSeconds: 601 }));
    await set(null);
  });

  test("when the name is taken, then and by an edit", async () => {
    await create({ name: "taken" });
    const other = await create({ name: "other" });
    await refuses(tenant.owner, "trust_rule_exists", () => create({ name: "taken" }));
    await refuses(tenant.owner, "trust_rule_exists", () => patch(other.id, { name: "taken" }));
  });

  test("to whoever could not issue the role's tokens themselves, then and by an edit", async () => {
    const teamScope = ["team:admin:trust-rules:*", "team:admin:api-tokens:*"];
    const lesser = await tenant.tokenOf({ name: "Rules", permissions: { teamScope } });
    await refuses(tenant.owner, "escalation", () => create({ name: "mine" }, lesser.client));
    const { id } = await create({ name: "strong" });
    const mine: Patch = { claims: [{ claim: "repository_id", equals: ["666"] }] };
    for (const body of [
      mine,
      { lifetimeSeconds: 600 },
      { narrowing: null },
      { issuer: "https://evil.example.com" },
    ])
      await refuses(tenant.owner, "escalation", () => patch(id, body, lesser.client));
    expect(await endOf(patch(id, { description: "renamed" }, lesser.client))).toBe("done");
    // What they may give they may trust with, also in place of what was trusted before; not the way back.
    expect(await endOf(create({ name: "weak", roleId: "rules" }, lesser.client))).toBe("done");
    expect(await endOf(patch(id, { roleId: "rules" }, lesser.client))).toBe("done");
    await refuses(tenant.owner, "escalation", () => patch(id, { roleId: "deploy" }, lesser.client));
  });

  test("with a role of the organization or of another team", async () => {
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Other" } });
    await tenant.owner.createRole({ params: { teamId }, body: { name: "Theirs" } });
    await refuses(tenant.owner, "unknown_reference", () => create({ roleId: "theirs" }));
  });
});

describe("a rule", () => {
  test("is answered whole, and leaves one event", async () => {
    const body = {
      name: "whole",
      description: "ships",
      narrowing: { projects: ["shop"] },
      lifetimeSeconds: 600,
    };
    const { result, event } = await leavesOneEvent(tenant.owner, "trust-rule.create", () => create(body));
    const { id, createdAt, ...shown } = result;
    expect(shown).toEqual({
      ...base,
      ...body,
      advice: [],
      creator: { type: "token", id: tenant.ownerId, name: "owner" },
      lastUsedAt: null,
    });
    expect(event).toMatchObject({
      target: { type: "trust-rule", id, name: "whole" },
      after: { issuer: ci.issuer, role: "deploy", claims: base.claims, narrowing: body.narrowing },
    });
    expect(event.revision).toBeUndefined();
    expect(await tenant.owner.getTrustRule({ params: paramsOf(id) })).toEqual({ id, createdAt, ...shown });
  });

  test("says how it could be safer", async () => {
    const { advice } = await create({
      name: "by name",
      claims: [
        { claim: "repository", equals: ["acme/shop"] },
        { claim: "environment", equals: ["live"] },
      ],
    });
    expect(advice).toEqual([expect.stringContaining("Add repository_id")]);
  });

  test("is listed with the newest first, page by page", async () => {
    const { trustRules } = await tenant.owner.listTrustRules({ params: tenant.params });
    const ids = trustRules.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
    const paged: string[] = [];
    for await (const { id } of tenant.owner.listTrustRules.rows({
      params: tenant.params,
      query: { per_page: 1 },
    }))
      paged.push(id);
    expect(paged).toEqual(ids);
  });

  test("of another organization or team does not exist", async () => {
    const { id } = await create({ name: "private" });
    const stranger = await newTenant(kw, "Stranger");
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Next door" } });
    for (const [owner, team] of [
      [stranger.owner, stranger.teamId],
      [tenant.owner, teamId],
    ] as const) {
      const params = { teamId: team, trustRuleId: id };
      expect(await endOf(owner.getTrustRule({ params }))).toBe("not_found");
      expect(await endOf(owner.patchTrustRule({ params, body: { name: "x" } }))).toBe("not_found");
      expect(await endOf(owner.deleteTrustRule({ params }))).toBe("not_found");
    }
  });
});

describe("what a rule issued", () => {
  test("stays when the rule is renamed, and is revoked when anything else of it is edited", async () => {
    const { id } = await create({ name: "edited" });
    const edits: Patch[] = [
      { claims: [{ claim: "repository_id", equals: ["1", "2"] }] },
      { audience: AUDIENCE },
      { narrowing: { permissions: READ } },
      { narrowing: null },
      { lifetimeSeconds: 300 },
      { roleId: "default" },
      { roleId: "deploy" },
    ];
    for (const [index, edit] of edits.entries()) {
      const value = await tokenBy(id);
      const derived = (await derive(kw, value)).token;
      const { revokedTokens, revision } = await patch(id, { name: `renamed ${index}`, description: null });
      expect([revokedTokens, revision, await endOf(kw.client(value).login())]).toEqual([
        0,
        undefined,
        "done",
      ]);
      const { result, event } = await leavesOneEvent(tenant.owner, "trust-rule.update", () =>
        patch(id, edit),
      );
      expect(result.revokedTokens).toBe(2);
      expect(event).toMatchObject({ revision: result.revision, after: { revokedTokens: 2 } });
      for (const one of [value, derived]) expect(await endOf(kw.client(one).login())).toBe("revoked");
    }
    expect(await tokenBy(id, "2")).not.toBe("");
  });

  test("is revoked with the rule, in one revision, and the rule gives nothing more", async () => {
    const { id } = await create({ name: "deleted" });
    const value = await tokenBy(id);
    const remove = () => tenant.owner.deleteTrustRule({ params: paramsOf(id) });
    const { result, event } = await leavesOneEvent(tenant.owner, "trust-rule.delete", remove);
    expect(result).toMatchObject({ id, revokedTokens: 1 });
    expect(event).toMatchObject({ revision: result.revision, before: { name: "deleted" } });
    expect([await endOf(kw.client(value).login()), await tokenBy(id)]).toEqual(["revoked", ""]);
    expect(await endOf(remove())).toBe("not_found");
  });

  test("goes with the role, and the rule too", async () => {
    const body = { name: "Doomed", permissions: { teamScope: READ } };
    await tenant.owner.createRole({ params: tenant.params, body });
    const { id } = await create({ name: "doomed", roleId: "doomed" });
    const value = await tokenBy(id);
    const params = { ...tenant.params, roleId: "doomed" };
    const { event } = await leavesOneEvent(tenant.owner, "role.delete", () =>
      tenant.owner.deleteRole({ params }),
    );
    expect(event).toMatchObject({ after: { revokedTokens: 1, deletedTrustRules: ["doomed"] } });
    expect(await endOf(kw.client(value).login())).toBe("role_deleted");
    expect(await endOf(tenant.owner.getTrustRule({ params: paramsOf(id) }))).toBe("not_found");
  });

  test("goes with a leaked token that made the rule, when all that one issued is revoked", async () => {
    const leaked = await tenant.token("admin");
    const helper = await tenant.token("admin", {}, leaked.client);
    const { id } = await create({ name: "back door" }, helper.client);
    const value = await tokenBy(id);
    const params = { ...tenant.params, tokenId: leaked.id };
    const revoke = () => tenant.owner.revokeToken({ params, query: { includeIssued: true } });
    const { result, event } = await leavesOneEvent(tenant.owner, "token.revoke", revoke);
    expect(result.revokedIssued).toBe(2);
    expect(event).toMatchObject({ after: { deletedTrustRules: [id] } });
    expect([await endOf(kw.client(value).login()), await tokenBy(id)]).toEqual(["revoked", ""]);
  });

  test("survives whoever made the rule", async () => {
    const maker = await tenant.token("admin");
    const { id } = await create({ name: "survivor" }, maker.client);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: maker.id } });
    expect(await endOf(kw.client(await tokenBy(id)).login())).toBe("done");
  });
});
