import type { Client } from "@keywright/sdk";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { derive } from "../../test/exchange.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newMember, type TestMember } from "../../test/people.ts";
import { endOf, newTenant, type Tenant, type TokenBody } from "../../test/tenants.ts";

const READ = "project:projects:manage:read";
const UPDATE = "project:projects:manage:update";
const ISSUE = ["team:admin:api-tokens:create", "team:admin:api-tokens:read"];
const HOUR = { lifetimeSeconds: 3600 };

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Personal");
  const role = (name: string, teamScope: string[] = []) =>
    tenant.owner.createRole({
      params: tenant.params,
      body: { name, permissions: { teamScope, projectScope: [READ] } },
    });
  await role("reader");
  await role("issuer", ISSUE);
});
afterAll(() => kw.close());

const member = (...roles: string[]) => newMember(kw, tenant.owner, { teamId: tenant.teamId, roles });
const issue = (by: Client, body: Partial<TokenBody> = {}) =>
  by.issueToken({ params: tenant.params, body: { name: "mine", roleId: "reader", ...body } });
const allow = (personalTokensMax: number) => tenant.owner.patchOwnOrg({ body: { personalTokensMax } });
const standing = (value: string) => endOf(kw.client(value).listProjects({ params: tenant.params }));

describe("a token that belongs to a person", () => {
  test("must expire, whoever issues it and however it is said", async () => {
    const { client, memberId } = await member("reader");
    for (const body of [{}, { expiresAt: null }, { owner: "member" as const }]) {
      const { details } = await refuses(tenant.owner, "lifetime_not_allowed", () => issue(client, body));
      expect(details).toEqual({ expiresAt: ["A token that belongs to a person must expire."] });
    }
    await refuses(tenant.owner, "lifetime_not_allowed", () =>
      issue(tenant.owner, { owner: "member", memberId }),
    );
    expect((await issue(client, HOUR)).expiresAt).not.toBeNull();
  });

  test("is issued from no role that the person does not hold", async () => {
    const { client } = await member("reader");
    const body = { ...HOUR, roleId: "issuer" };
    await refuses(tenant.owner, "escalation", () => issue(client, body));
    // Whoever could give the role may not take it for themselves in this way either.
    const wider = await member("issuer");
    await refuses(tenant.owner, "owner_not_allowed", () => issue(wider.client, { ...HOUR, owner: "member" }));
  });

  test("issues none for another, and may for its person", async () => {
    const [grace, other] = [await member("issuer", "reader"), await member("reader")];
    const { token } = await issue(grace.client, { ...HOUR, roleId: "issuer" });
    const mine = kw.client(token);
    const { details } = await refuses(tenant.owner, "owner_not_allowed", () =>
      issue(mine, { ...HOUR, owner: "member", memberId: other.memberId }),
    );
    expect(Object.keys(details ?? {})).toEqual(["memberId"]);
    const { token: derived } = await derive(kw, token);
    await refuses(tenant.owner, "owner_not_allowed", () =>
      issue(kw.client(derived), { ...HOUR, owner: "member", memberId: other.memberId }),
    );
    const { memberId } = grace;
    expect(await issue(mine, { ...HOUR, owner: "member", memberId })).toMatchObject({ memberId });
  });
});

describe("a person has no more personal tokens than may be alive", () => {
  test("by their session, by a token of theirs, and by whoever issues for them; others have their own number", async () => {
    await allow(2);
    const [grace, other] = [await member("issuer", "reader"), await member("reader")];
    const { memberId } = grace;
    const first = await issue(grace.client, { ...HOUR, roleId: "issuer" });
    await issue(tenant.owner, { ...HOUR, owner: "member", memberId });
    for (const by of [grace.client, kw.client(first.token), tenant.owner]) {
      const error = await refuses(tenant.owner, "too_many_personal_tokens", () =>
        issue(by, { ...HOUR, owner: "member", memberId }),
      );
      expect(error.message).toContain("2 personal tokens");
    }
    await issue(other.client, HOUR);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: first.id } });
    await issue(grace.client, HOUR);
  });

  test("in all teams and in the organization together", async () => {
    await allow(1);
    const grace = await member("reader");
    const { id: roleId } = await tenant.owner.createOrgRole({
      body: { name: "watcher", permissions: { teamScope: ["team:admin:team:read"] } },
    });
    await tenant.owner.addOrgRoleMember({ params: { roleId }, body: { userId: grace.memberId } });
    await issue(grace.client, HOUR);
    await refuses(tenant.owner, "too_many_personal_tokens", () =>
      grace.client.issueOrgToken({ body: { name: "x", roleId, ...HOUR } }),
    );
  });

  test("where derived ones, expired ones and the team's do not count, and are not held up", async () => {
    await allow(2);
    const grace = await member("issuer", "reader");
    const { token } = await issue(grace.client, HOUR);
    const gone = await issue(grace.client, HOUR);
    await sql`update token set expires_at = now() where id = ${gone.id}`.execute(kw.database.kysely);
    for (let count = 0; count < 3; count++) expect((await derive(kw, token)).status).toBe(200);
    await issue(grace.client, HOUR);
    await refuses(tenant.owner, "too_many_personal_tokens", () => issue(grace.client, HOUR));
    expect((await issue(grace.client, { roleId: "issuer", owner: "team" })).owner).toBe("team");
    expect((await derive(kw, token)).status).toBe(200);
  });

  test("and keeps those there are when fewer may be; with none allowed nobody gets one", async () => {
    await allow(25);
    const { client } = await member("reader");
    const { token } = await issue(client, HOUR);
    await leavesOneEvent(tenant.owner, "org.update", () => allow(0));
    expect(await standing(token)).toBe("done");
    const error = await refuses(tenant.owner, "too_many_personal_tokens", () => issue(client, HOUR));
    expect(error.message).toBe("Tokens may not belong to people in this organization.");
    await allow(25);
  });

  test("and is told how many are left, before they issue", async () => {
    await allow(25);
    const grace = await member("issuer", "reader");
    const left = async (by: Client) => (await by.listIssuableRoles({ params: tenant.params })).personalTokens;
    expect(await left(grace.client)).toEqual({ active: 0, max: 25 });
    const { token } = await issue(grace.client, { ...HOUR, roleId: "issuer" });
    await derive(kw, token);
    expect(await left(grace.client)).toEqual({ active: 1, max: 25 });
    // A token says whose the tokens are that it issues: it has no number of its own.
    expect(await left(kw.client(token))).toBeUndefined();
  });
});

describe("a personal token is never wider than its person: it loses at once what they lose", () => {
  async function withToken(name: string): Promise<TestMember & { roleId: string; value: string }> {
    const body = { name, permissions: { projectScope: [READ, UPDATE] } };
    const { id: roleId } = await tenant.owner.createRole({ params: tenant.params, body });
    const grace = await member(roleId);
    const { token } = await issue(grace.client, { ...HOUR, roleId });
    expect(await standing(token)).toBe("done");
    return { ...grace, roleId, value: token };
  }

  test("when they lose the role, or leave the team", async () => {
    const { owner, params } = tenant;
    const [loses, leaves] = [await withToken("lost"), await withToken("left")];
    const derived = (await derive(kw, loses.value)).token;
    await owner.addRoleMember({
      params: { ...params, roleId: "reader" },
      body: { userId: loses.memberId },
    });
    const lost = { ...params, roleId: loses.roleId, memberId: loses.memberId };
    expect((await owner.removeRoleMember({ params: lost })).revokedTokens).toBe(2);
    await owner.removeMember({ params: { ...params, memberId: leaves.memberId } });
    for (const value of [loses.value, derived, leaves.value]) expect(await standing(value)).toBe("revoked");
    // Being given the role again brings nothing back.
    await owner.addRoleMember({
      params: { ...params, roleId: loses.roleId },
      body: { userId: loses.memberId },
    });
    expect(await standing(loses.value)).toBe("revoked");
  });

  test("when the role shrinks, or is restricted to projects", async () => {
    const { owner, params } = tenant;
    for (const name of ["Shop", "Blog"]) await owner.createProject({ params, body: { name } });
    const { roleId, value } = await withToken("shrinking");
    const mine = kw.client(value);
    const rename = (projectId: string) =>
      endOf(mine.patchProject({ params: { ...params, projectId }, body: { description: "x" } }));
    expect([await rename("shop"), await rename("blog")]).toEqual(["done", "done"]);
    const restrictions = { enabled: true, projects: ["shop"], restrictionMode: "in" as const };
    await owner.patchRole({ params: { ...params, roleId }, body: { restrictions } });
    expect([await rename("shop"), await rename("blog")]).toEqual(["done", "not_found"]);
    const permissions = { projectScope: [READ] };
    await owner.patchRole({ params: { ...params, roleId }, body: { permissions } });
    expect(await rename("shop")).toBe("permission_missing");
    expect(await standing(value)).toBe("done");
  });

  test("when it was narrowed, and what it was narrowed to goes", async () => {
    const { owner, params } = tenant;
    const { client, roleId } = await withToken("narrowed");
    await owner.createProject({ params, body: { name: "Going" } });
    const narrowing = { permissions: [READ], projects: ["going"] };
    const { token } = await issue(client, { ...HOUR, roleId, narrowing });
    const update = () =>
      kw.client(token).patchProject({ params: { ...params, projectId: "going" }, body: { name: "x" } });
    expect(await endOf(update())).toBe("permission_missing");
    await owner.deleteProject({ params: { ...params, projectId: "going" } });
    const { projects } = await kw.client(token).listProjects({ params });
    expect(projects).toEqual([]);
  });
});
