import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { claimsOf, newTenant, type TeamRoleBody, type Tenant } from "../../test/tenants.ts";

const CREATE = "team:admin:api-tokens:create";
const READ = "project:projects:manage:read";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Issuing");
  const shop = { name: "Shop", environments: ["test"] };
  await tenant.owner.createProject({ params: tenant.params, body: shop });
  await tenant.owner.createRole({
    params: tenant.params,
    body: { name: "reader", permissions: { projectScope: [READ] } },
  });
});
afterAll(() => kw.close());

const issueBy = (by: Tenant["owner"], roleId: string, body = {}) =>
  by.issueToken({ params: tenant.params, body: { name: "new", roleId, ...body } });

describe("a role to issue from", () => {
  test("must be there: one that never was, was deleted, or is of another team or the organization is unknown", async () => {
    const { owner, params } = tenant;
    await owner.createRole({ params, body: { name: "gone" } });
    await owner.deleteRole({ params: { ...params, roleId: "gone" } });
    const { id: teamId } = await owner.createTeam({ body: { name: "Elsewhere" } });
    await owner.createRole({ params: { teamId }, body: { name: "elsewhere" } });
    await owner.createOrgRole({ body: { name: "org wide" } });
    for (const roleId of ["never", "gone", "elsewhere", "org-wide"]) {
      const { details } = await refuses(owner, "unknown_reference", () => issueBy(owner, roleId));
      expect(details).toEqual({ roleId: [`There is no role '${roleId}'.`] });
    }
  });

  test("must be covered by its issuer: more permissions are refused, naming the first", async () => {
    const { owner } = tenant;
    const issuer = await tenant.tokenOf({ name: "issuer", permissions: { teamScope: [CREATE] } });
    for (const roleId of ["owner", "admin", "default", "reader"]) {
      const { message } = await refuses(owner, "escalation", () => issueBy(issuer.client, roleId));
      expect(message).toMatch(/'(Team|Project) > .*' \((team|project):.*\)/);
    }
    const { message } = await refuses(owner, "escalation", () => issueBy(issuer.client, "reader"));
    expect(message).toContain("'Project > Projects > Manage > Read' (project:projects:manage:read)");
    expect((await issueBy(issuer.client, "issuer")).active).toBe(true);
  });

  test("must be covered in every project and environment that it reaches", async () => {
    const { owner, params } = tenant;
    await owner.createProject({ params, body: { name: "Blog" } });
    const permissions = { teamScope: [CREATE], projectScope: [READ] };
    const blog = { enabled: true, projects: ["blog"] };
    await owner.createRole({ params, body: { name: "blog only", permissions, restrictions: blog } });
    const issuers: TeamRoleBody[] = [
      { name: "shop only", restrictions: { enabled: true, projects: ["shop"] } },
      { name: "test only", restrictions: { enabled: true, projects: ["*"], environments: ["test"] } },
      { name: "but shop", restrictions: { enabled: true, projects: ["shop"], restrictionMode: "notIn" } },
    ];
    for (const role of issuers) {
      const issuer = await tenant.tokenOf({ ...role, permissions });
      await refuses(owner, "escalation", () => issueBy(issuer.client, "reader"));
      if (role.name === "but shop") expect((await issueBy(issuer.client, "blog-only")).active).toBe(true);
      else await refuses(owner, "escalation", () => issueBy(issuer.client, "blog-only"));
    }
  });

  test("counts as a whole, also for a token narrowed to what its issuer has", async () => {
    const { owner } = tenant;
    const issuer = await tenant.tokenOf({ name: "narrow giver", permissions: { teamScope: [CREATE] } });
    const narrowing = { permissions: [CREATE] };
    await refuses(owner, "escalation", () => issueBy(issuer.client, "admin", { narrowing }));
  });

  test("is out of reach of a token that was itself narrowed away from it", async () => {
    const { owner } = tenant;
    for (const narrowing of [
      { permissions: [CREATE] },
      { projects: ["shop"] },
      { environments: ["test"] },
      { allowedIps: ["127.0.0.0/8"] },
    ]) {
      const narrowed = await tenant.token("admin", { narrowing });
      await refuses(owner, "escalation", () => issueBy(narrowed.client, "admin"));
    }
  });

  test("gives a token bound to addresses only to others bound within them", async () => {
    const { owner } = tenant;
    const bound = await tenant.token("admin", { narrowing: { allowedIps: ["127.0.0.0/8", "10.0.0.0/8"] } });
    const issue = (allowedIps: string[]) => () =>
      issueBy(bound.client, "admin", { narrowing: { allowedIps } });
    await refuses(owner, "escalation", issue(["192.0.2.1"]));
    await refuses(owner, "escalation", issue(["127.0.0.1", "0.0.0.0/0"]));
    await refuses(owner, "escalation", issue(["::/0"]));
    expect((await issue(["127.0.0.1", "10.1.0.0/16"])()).active).toBe(true);
  });
});

describe("an issued token", () => {
  test("shows its value in that answer and in no other", async () => {
    const { owner, params } = tenant;
    const { token, id: tokenId } = await issueBy(owner, "reader");
    const signature = token.split(".")[2] ?? "";
    expect(signature).toHaveLength(86);
    const later = JSON.stringify([
      await owner.getToken({ params: { ...params, tokenId } }),
      await owner.listTokens({ params }),
      await owner.listKeys({ params: { ...params, tokenId } }),
      await owner.listAuditEvents({ params }),
      await kw.client(token).getMe(),
    ]);
    expect(later).not.toContain(signature);
    expect(kw.logs()).not.toContain(signature);
  });

  test("is described as it was asked for, with its issuer as creator", async () => {
    const { owner, ownerId, orgId, teamId } = tenant;
    const body = { name: "ci", description: "for the pipeline", lifetimeSeconds: 3600 };
    const { token, key, ...shown } = await issueBy(owner, "reader", body);
    expect(shown).toMatchObject({
      name: "ci",
      description: "for the pipeline",
      role: { name: "reader", roleId: "reader", roleType: "custom", entityType: "team" },
      owner: "team",
      exposure: "secret",
      creator: { type: "token", id: ownerId, name: "owner" },
      lastUsedAt: null,
      revoked: false,
      active: true,
    });
    const claims = claimsOf(token);
    expect(claims).toMatchObject({ sub: shown.id, client_id: shown.id, jti: key.id, entityType: "team" });
    expect(claims.exp).toBe(Date.parse(shown.expiresAt ?? "") / 1000);
    expect(Object.keys(claims)).not.toContain("nrw");
    const me = await kw.client(token).getMe();
    expect(me.principal).toMatchObject({ tokenId: shown.id, org: orgId, team: teamId, role: "reader" });
  });

  test("leaves one event, without its value", async () => {
    const { owner, teamId, ownerId } = tenant;
    const narrowing = { projects: ["shop"] };
    const { result, event } = await leavesOneEvent(owner, "token.issue", () =>
      issueBy(owner, "reader", { narrowing }),
    );
    expect(event).toMatchObject({
      teamId,
      actor: { type: "token", id: ownerId },
      target: { type: "token", id: result.id, name: "new" },
      after: { role: "reader", owner: "team", exposure: "secret", narrowing, keyId: result.key.id },
    });
    expect(event).not.toHaveProperty("revision");
    expect(JSON.stringify(event)).not.toContain(result.token.split(".")[2]);
  });

  test("has the authority that its role has now, not the one it had at issue", async () => {
    const { owner, params } = tenant;
    const { client } = await tenant.tokenOf({ name: "changing", permissions: { projectScope: [READ] } });
    expect((await client.listProjects()).projects).not.toEqual([]);
    await owner.patchRole({
      params: { ...params, roleId: "changing" },
      body: { permissions: { teamScope: ["team:admin:team:read"] } },
    });
    await expect(client.listProjects()).rejects.toMatchObject({ code: "permission_missing" });
    expect((await client.listTeams()).teams).toHaveLength(1);
  });
});

describe("an issue repeated with its Idempotency-Key", () => {
  const body = { name: "once", roleId: "reader" };

  test("answers the same value again and issues nothing", async () => {
    const { owner, params } = tenant;
    const first = await owner.issueToken({ params, body }, { idempotencyKey: "issue-1" });
    const { result } = await leavesOneEvent(owner, "token.update", async () => {
      await owner.patchToken({ params: { ...params, tokenId: first.id }, body: { name: "renamed" } });
      return owner.issueToken({ params, body }, { idempotencyKey: "issue-1" });
    });
    expect(result).toEqual(first);
  });

  test("answers the value of a first owner's token too, which is of the organization just made", async () => {
    const body = { name: "Made once", ownerToken: { name: "first" } };
    const make = () => kw.operator.createOrg({ body }, { idempotencyKey: "make-org" });
    const first = await make();
    expect(await make()).toEqual(first);
    expect((await kw.client(first.ownerToken?.token ?? "").login()).entityType).toBe("org");
  });
});

describe("a token of a member", () => {
  const newMember = async (email: string, roles: string[]) =>
    (await tenant.owner.inviteMember({ params: tenant.params, body: { email, roles } })).id;

  test("is issued only from a role that this member holds", async () => {
    const { owner } = tenant;
    const memberId = await newMember("holder@example.com", ["reader"]);
    const stranger = await newTenant(kw, "Strangers");
    const { id: theirs } = await stranger.owner.inviteMember({
      params: stranger.params,
      body: { email: "holder@example.com", roles: ["admin"] },
    });
    const issue = (roleId: string, member: string) => () =>
      issueBy(owner, roleId, { owner: "member", memberId: member, lifetimeSeconds: 3600 });
    await refuses(owner, "owner_not_allowed", issue("admin", memberId));
    await refuses(owner, "owner_not_allowed", issue("admin", theirs));
    await refuses(owner, "owner_not_allowed", issue("reader", `mem_${"0".repeat(26)}`));
    expect(await issue("reader", memberId)()).toMatchObject({ owner: "member", memberId });
  });

  test("names its member, and no other token does", async () => {
    const { owner } = tenant;
    const memberId = await newMember("named@example.com", ["reader"]);
    for (const body of [{ owner: "member" }, { owner: "team", memberId }, { memberId }] as const) {
      const { details } = await refuses(owner, "validation_failed", () => issueBy(owner, "reader", body));
      expect(Object.keys(details ?? {})).toEqual(["memberId"]);
    }
  });

  test("is refused to an issuer who does not cover the role, whoever holds it", async () => {
    const memberId = await newMember("strong@example.com", ["admin"]);
    const issuer = await tenant.tokenOf({ name: "weak", permissions: { teamScope: [CREATE] } });
    const body = { owner: "member", memberId } as const;
    await refuses(tenant.owner, "escalation", () => issueBy(issuer.client, "admin", body));
  });
});
