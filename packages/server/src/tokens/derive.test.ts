import {
  DERIVATION_DEPTH_MAX,
  DERIVED_LIFETIME_DEFAULT_SECONDS,
  DERIVED_TOKENS_MAX,
} from "@keywright/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent } from "../../test/audit-trail.ts";
import { derive } from "../../test/exchange.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { claimsOf, endOf, endsOf, type HeldToken, newTenant, type Tenant } from "../../test/tenants.ts";

const READ = ["team:admin:team:read", "team:admin:roles:read"];

let kw: TestService;
let tenant: Tenant;
let roleId: string;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Deriving");
  const body = {
    name: "Reader",
    permissions: { teamScope: READ, projectScope: ["project:projects:manage:*"] },
  };
  ({ id: roleId } = await tenant.owner.createRole({ params: tenant.params, body }));
  const environments = ["test", "live"];
  for (const name of ["Shop", "Back office"])
    await tenant.owner.createProject({ params: tenant.params, body: { name, environments } });
});
afterAll(() => kw.close());

const login = (value: string) => endOf(kw.client(value).login());
const idOf = (value: string) => String(claimsOf(value)["sub"]);
const paramsOf = (tokenId: string) => ({ ...tenant.params, tokenId });

async function derived(token: string, form: Record<string, string> = {}): Promise<string> {
  const { token: value, description } = await derive(kw, token, form);
  if (value === "") throw new Error(description);
  return value;
}

/** A token, what was derived from it, and what was derived from that. */
async function family(body: Parameters<Tenant["token"]>[1] = {}) {
  const parent = await tenant.token(roleId, body);
  const child = await derived(parent.value);
  return { parent, child, grandchild: await derived(child) };
}

describe("deriving is refused", () => {
  test("from what is no token, or one that has ended in whatever way, each with its sentence", async () => {
    const revoked = await tenant.token(roleId);
    await tenant.owner.revokeToken({ params: paramsOf(revoked.id) });
    const role = await tenant.owner.createRole({
      params: tenant.params,
      body: { name: "Going", permissions: { teamScope: READ } },
    });
    const orphan = await tenant.token(role.id);
    await tenant.owner.deleteRole({ params: { ...tenant.params, roleId: role.id } });
    const rotated = await tenant.token(roleId);
    await tenant.owner.rotateToken({ params: paramsOf(rotated.id) });
    for (const [value, sentence] of [
      ["nothing", "The token is malformed."],
      [revoked.value, "The token has been revoked."],
      [rotated.value, "The token has been revoked."],
      [orphan.value, "The token's role has been deleted."],
    ] as const) {
      const { status, error, description } = await derive(kw, value);
      expect([status, error, description]).toEqual([400, "invalid_grant", sentence]);
    }
  });

  test("from a publishable token, whose value proves nothing", async () => {
    await kw.operator.putCatalogue({
      body: { permissions: [{ permission: "project:shop:items:list", publishable: true }] },
    });
    const role = { name: "Visitor", permissions: { projectScope: ["project:shop:items:list"] } };
    const { value } = await tenant.tokenOf(role, {
      exposure: "publishable",
      narrowing: { environments: ["live"] },
    });
    const { error, description } = await derive(kw, value);
    expect([error, description]).toEqual(["invalid_grant", "No token is derived from a publishable one."]);
  });

  test("from another address than the token is bound to", async () => {
    const { value } = await tenant.token(roleId, { narrowing: { allowedIps: ["192.0.2.0/24"] } });
    const { error, description } = await derive(kw, value);
    expect([error, description]).toEqual(["invalid_grant", "The token may not be used from this address."]);
  });

  test("beyond so many generations", async () => {
    let { value } = await tenant.token(roleId);
    for (let depth = 1; depth <= DERIVATION_DEPTH_MAX; depth++) value = await derived(value);
    const { error, description } = await derive(kw, value);
    expect([error, description]).toEqual([
      "invalid_grant",
      `Tokens are derived from derived ones ${DERIVATION_DEPTH_MAX} times in a row at most.`,
    ]);
  });

  test("while too many of its line are alive, and not of another", async () => {
    const [crowded, other] = [await tenant.token(roleId), await tenant.token(roleId)];
    const copies = sql`generate_series(2, ${sql.lit(DERIVED_TOKENS_MAX)})`;
    const child = await derived(crowded.value);
    await sql`
      insert into token select (jsonb_populate_record(token, jsonb_build_object('id', token.id || copy))).*
      from token, ${copies} copy where token.id = ${idOf(child)}
    `.execute(kw.database.kysely);
    for (const value of [crowded.value, child]) {
      const { error, description } = await derive(kw, value);
      const sentence = `${DERIVED_TOKENS_MAX} tokens of this line are alive. Wait until some expire.`;
      expect([error, description]).toEqual(["invalid_grant", sentence]);
    }
    expect((await derive(kw, other.value)).status).toBe(200);
    await tenant.owner.revokeToken({ params: paramsOf(crowded.id) });
    const { tokens } = await tenant.owner.listTokens({
      params: tenant.params,
      query: { createdBy: crowded.id },
    });
    expect(tokens).toEqual([]);
  });

  test("when nothing of what is asked for is the token's", async () => {
    const { value } = await tenant.token(roleId, {
      narrowing: {
        permissions: ["team:admin:team:read"],
        projects: ["shop"],
        environments: ["test"],
        allowedIps: ["127.0.0.0/8"],
      },
    });
    for (const narrowing of [
      { permissions: ["team:admin:roles:read"] },
      { projects: ["back-office"] },
      { environments: ["live"] },
      { allowedIps: ["10.0.0.0/8"] },
    ]) {
      const { error, token } = await derive(kw, value, { narrowing: JSON.stringify(narrowing) });
      expect([error, token]).toEqual(["invalid_scope", ""]);
    }
  });
});

describe("a derived token", () => {
  test("is its parent's role, owner and team, named after it, and says what it came from", async () => {
    const parent = await tenant.token(roleId, { name: "main" });
    const { result: value, event } = await leavesOneEvent(tenant.owner, "token.derive", () =>
      derived(parent.value),
    );
    const shown = await tenant.owner.getToken({ params: paramsOf(idOf(value)) });
    expect(shown).toMatchObject({
      name: "main (derived)",
      role: { roleId },
      owner: "team",
      exposure: "secret",
      creator: { type: "token", id: parent.id },
      derivedFrom: { tokenId: parent.id, keyId: parent.keyId, name: "main" },
    });
    expect(event).toMatchObject({
      actor: { type: "token", id: parent.id, keyId: parent.keyId },
      target: { id: shown.id },
      after: { derivedFrom: parent.id, role: roleId },
    });
    const { tokens } = await tenant.owner.listTokens({ params: tenant.params, query: { search: "main" } });
    expect(tokens.map(({ derivedFrom }) => derivedFrom?.tokenId)).toEqual([parent.id, undefined]);
    expect(JSON.stringify(event)).not.toContain(value);
  });

  test("needs no permission to be derived, and one of the organization is of the organization", async () => {
    const nothing = await tenant.tokenOf({ name: "Nothing" });
    expect(await login(await derived(nothing.value))).toBe("done");
    const org = await tenant.orgToken("admin");
    const value = await derived(org.value);
    expect(claimsOf(value)).toMatchObject({ entityType: "org", role: claimsOf(org.value)["role"] });
    expect(await endOf(kw.client(value).listTeams())).toBe("done");
  });

  test("lives a quarter of an hour unless told otherwise, and never longer than its parent or the policy", async () => {
    const lives = async (token: string, seconds?: number) => {
      const form = seconds === undefined ? {} : { lifetime_seconds: String(seconds) };
      return (await derive(kw, token, form)).expiresIn;
    };
    const { value } = await tenant.token(roleId);
    expect(DERIVED_LIFETIME_DEFAULT_SECONDS - (await lives(value))).toBeLessThan(3);
    expect(7200 - (await lives(value, 7200))).toBeLessThan(3);
    const short = await tenant.token(roleId, { lifetimeSeconds: 300 });
    expect(await lives(short.value, 7200)).toBeLessThanOrEqual(300);
    const child = await derived(short.value, { lifetime_seconds: "120" });
    expect(await lives(child, 300)).toBeLessThanOrEqual(120);
    const tokenPolicy = { maxLifetimeSeconds: 600 };
    await tenant.owner.patchTeam({ params: tenant.params, body: { tokenPolicy } });
    expect(await lives(value, 7200)).toBeLessThanOrEqual(600);
    const none = { tokenPolicy: { maxLifetimeSeconds: null } };
    await tenant.owner.patchTeam({ params: tenant.params, body: none });
  });

  test("can do what both its parent's narrowing and its own leave, through all generations", async () => {
    const { value } = await tenant.token(roleId, { narrowing: { projects: ["shop"] } });
    const child = await derived(value, { scope: "project:projects:manage:read team:admin:team:read" });
    const asked = JSON.stringify({
      projects: ["shop", "back-office"],
      permissions: [...READ, "project:projects:manage:read"],
    });
    const grandchild = await derived(child, { narrowing: asked });
    const client = kw.client(grandchild);
    const { projects } = await client.listProjects({ params: tenant.params });
    expect(projects.map(({ id }) => id)).toEqual(["shop"]);
    expect(await endOf(client.listRoles({ params: tenant.params }))).toBe("permission_missing");
    expect(await endOf(client.getTeam({ params: tenant.params }))).toBe("done");
    expect((await tenant.owner.getToken({ params: paramsOf(idOf(grandchild)) })).narrowing).toEqual({
      permissions: expect.arrayContaining([
        "project:projects:manage:read",
        "team:admin:team:read",
      ]) as unknown,
      projects: ["shop"],
    });
  });

  test("follows its parent's role as that is edited", async () => {
    const editing = await tenant.tokenOf({ name: "Editing", permissions: { teamScope: READ } });
    const client = kw.client(await derived(editing.value));
    expect(await endOf(client.listRoles({ params: tenant.params }))).toBe("done");
    const edit = (teamScope: string[]) =>
      tenant.owner.patchRole({
        params: { ...tenant.params, roleId: "editing" },
        body: { permissions: { teamScope, projectScope: [] } },
      });
    await edit([]);
    expect(await endOf(client.listRoles({ params: tenant.params }))).toBe("permission_missing");
    await edit(READ);
    expect(await endOf(client.listRoles({ params: tenant.params }))).toBe("done");
  });
});

describe("a derived token ends, and what was derived from it,", () => {
  const standings = ({ child, grandchild }: { child: string; grandchild: string }) =>
    Promise.all([login(child), login(grandchild)]);

  test("with its parent, in the same revision", async () => {
    const other = await family();
    for (const revoke of [
      (parent: HeldToken) => tenant.owner.revokeToken({ params: paramsOf(parent.id) }),
      (parent: HeldToken) =>
        fetch(`${kw.url}/oauth2/revoke`, {
          method: "POST",
          body: new URLSearchParams({ token: parent.value }),
        }),
    ]) {
      const tokens = await family();
      expect(await standings(tokens)).toEqual(["done", "done"]);
      const { revision } = await kw.operator.getMe();
      await revoke(tokens.parent);
      expect((await kw.operator.getMe()).revision).toBe(revision + 1);
      expect(await standings(tokens)).toEqual(["revoked", "revoked"]);
      for (const value of [tokens.child, tokens.grandchild])
        expect(await tenant.owner.getToken({ params: paramsOf(idOf(value)) })).toMatchObject({
          revoked: true,
        });
    }
    expect(await standings(other)).toEqual(["done", "done"]);
  });

  test("but its parent does not end with it", async () => {
    const { parent, child, grandchild } = await family();
    await tenant.owner.revokeToken({ params: paramsOf(idOf(child)) });
    expect(await Promise.all([parent.value, child, grandchild].map(login))).toEqual([
      "done",
      "revoked",
      "revoked",
    ]);
  });

  test("with the key that it was derived with, and no other", async () => {
    const tokens = await family();
    const { token } = await tenant.owner.rotateToken({
      params: paramsOf(tokens.parent.id),
      body: { otherKeysExpiresAt: null },
    });
    const ofSecond = await derived(token);
    await tenant.owner.deleteKey({ params: { ...paramsOf(tokens.parent.id), keyId: tokens.parent.keyId } });
    expect(await standings(tokens)).toEqual(["revoked", "revoked"]);
    expect(await endsOf([kw.client(token).login(), kw.client(ofSecond).login()])).toEqual(["done", "done"]);
    await tenant.owner.rotateToken({ params: paramsOf(tokens.parent.id) });
    expect(await login(ofSecond)).toBe("revoked");
  });

  test("when a rotation lets that key end later, and is derived no longer than that", async () => {
    const tokens = await family();
    const end = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2000);
    const otherKeysExpiresAt = end.toISOString();
    await tenant.owner.rotateToken({ params: paramsOf(tokens.parent.id), body: { otherKeysExpiresAt } });
    const late = await derived(tokens.parent.value, { lifetime_seconds: "600" });
    for (const value of [tokens.child, tokens.grandchild, late]) {
      const { expiresAt } = await tenant.owner.getToken({ params: paramsOf(idOf(value)) });
      expect(expiresAt).toBe(otherKeysExpiresAt);
    }
    expect(await standings(tokens)).toEqual(["done", "done"]);
    await expect.poll(() => login(tokens.grandchild), { timeout: 6000 }).not.toBe("done");
    expect(await Promise.all([tokens.child, late].map(login))).not.toContain("done");
  });

  test("when its parent is let expire earlier; one that ends before stays as it is", async () => {
    const tokens = await family();
    const brief = await derived(tokens.parent.value, { lifetime_seconds: "60" });
    const before = await tenant.owner.getToken({ params: paramsOf(idOf(brief)) });
    const expiresAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 120_000).toISOString();
    await tenant.owner.patchToken({ params: paramsOf(tokens.parent.id), body: { expiresAt } });
    for (const value of [tokens.child, tokens.grandchild])
      expect(await tenant.owner.getToken({ params: paramsOf(idOf(value)) })).toMatchObject({ expiresAt });
    expect(await tenant.owner.getToken({ params: paramsOf(idOf(brief)) })).toEqual(before);
    expect(kw.app.authority.state.tokenEnds.get(idOf(tokens.grandchild))?.endsAt).toBe(
      Date.parse(expiresAt) / 1000,
    );
  });

  test("with its role", async () => {
    const parent = await tenant.tokenOf({ name: "Doomed", permissions: { teamScope: READ } });
    const child = await derived(parent.value);
    const { revokedTokens } = await tenant.owner.deleteRole({
      params: { ...tenant.params, roleId: "doomed" },
    });
    expect([revokedTokens, await login(child)]).toEqual([2, "role_deleted"]);
  });

  test("with its member's hold on the role", async () => {
    const { id: memberId } = await tenant.owner.inviteOrgMember({ body: { email: "eve@example.com" } });
    await tenant.owner.inviteMember({
      params: tenant.params,
      body: { email: "eve@example.com", roles: [roleId] },
    });
    const tokens = await family({ owner: "member", memberId, lifetimeSeconds: 3600 });
    expect(await tenant.owner.getToken({ params: paramsOf(idOf(tokens.grandchild)) })).toMatchObject({
      owner: "member",
      memberId,
    });
    const params = { ...tenant.params, roleId, memberId };
    const { revokedTokens } = await tenant.owner.removeRoleMember({ params });
    expect(revokedTokens).toBe(3);
    expect(await standings(tokens)).toEqual(["revoked", "revoked"]);
  });

  test("with its team", async () => {
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Passing" } });
    const { token } = await tenant.owner.issueToken({
      params: { teamId },
      body: { name: "t", roleId: "admin" },
    });
    const child = await derived(token);
    await tenant.owner.deleteTeam({ params: { teamId } });
    expect(await login(child)).not.toBe("done");
  });
});

describe("what a derived token issued", () => {
  test("goes with the first of its line when that is revoked with all it issued", async () => {
    const parent = await tenant.token("admin");
    const child = await derived(parent.value);
    const { token } = await kw
      .client(child)
      .issueToken({ params: tenant.params, body: { name: "hidden", roleId } });
    const grandchild = await derived(token);
    await tenant.owner.revokeToken({ params: paramsOf(parent.id), query: { includeIssued: true } });
    expect(await Promise.all([child, token, grandchild].map(login))).toEqual([
      "revoked",
      "revoked",
      "revoked",
    ]);
  });

  test("is bound by what it was narrowed to: it cannot issue itself out of it", async () => {
    const parent = await tenant.token("admin");
    const child = await derived(parent.value, {
      scope: "team:admin:api-tokens:create team:admin:team:read",
    });
    const issue = kw
      .client(child)
      .issueToken({ params: tenant.params, body: { name: "more", roleId: "admin" } });
    expect(await endOf(issue)).toBe("escalation");
  });
});
