import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CiIssuer, startCiIssuer } from "../../test/ci-issuer.ts";
import { postForm } from "../../test/conformance/oauth-form.ts";
import { derive, exchangeCi } from "../../test/exchange.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newMember, type TestMember } from "../../test/people.ts";
import { claimsOf, type HeldToken, newTenant, type Tenant } from "../../test/tenants.ts";

const READ = { projectScope: ["project:projects:manage:read"] };
const HOUR = { lifetimeSeconds: 3600 };

let kw: TestService;
let ci: CiIssuer;
let tenant: Tenant;
let byOwner: { type: string; id: string; name: string };
beforeAll(async () => {
  kw = await startTestService();
  ci = await startCiIssuer();
  tenant = await newTenant(kw, "Ending");
  byOwner = { type: "token", id: tenant.ownerId, name: "owner" };
  await tenant.owner.createRole({ params: tenant.params, body: { name: "reader", permissions: READ } });
});
afterAll(async () => {
  await kw.close();
  await ci.close();
});

const paramsOf = (tokenId: string) => ({ ...tenant.params, tokenId });
const endedOf = async (tokenId: string) => (await tenant.owner.getToken({ params: paramsOf(tokenId) })).ended;
const revoke = ({ id }: { id: string }, query = {}, by = tenant.owner) =>
  by.revokeToken({ params: paramsOf(id), query });
const idOf = (value: string) => String(claimsOf(value)["sub"]);

async function derivedFrom({ value }: { value: string }): Promise<string> {
  return idOf((await derive(kw, value)).token);
}

async function member(...roles: string[]): Promise<TestMember> {
  return newMember(kw, tenant.owner, { teamId: tenant.teamId, roles });
}

async function tokenOf({ client }: TestMember, roleId = "reader") {
  const { id, token } = await client.issueToken({
    params: tenant.params,
    body: { name: "x", roleId, ...HOUR },
  });
  return { id, value: token };
}

describe("a token that has ended says", () => {
  test("that it was revoked, when, and by which token, in lists too", async () => {
    const token = await tenant.token("reader");
    expect(await endedOf(token.id)).toBeUndefined();
    const { revokedAt } = await revoke(token);
    const ended = { reason: "revoked", at: revokedAt, by: byOwner };
    expect(await endedOf(token.id)).toEqual(ended);
    const { tokens } = await tenant.owner.listTokens({ params: tenant.params, query: { status: "revoked" } });
    expect(tokens.find(({ id }) => id === token.id)?.ended).toEqual(ended);
  });

  test("who came first, whoever revokes it again", async () => {
    const token = await tenant.token("reader");
    await revoke(token, {}, (await tenant.token("admin", { name: "first" })).client);
    await revoke(token, { includeIssued: true });
    expect((await endedOf(token.id))?.by?.name).toBe("first");
  });

  test("that whoever held it has revoked it", async () => {
    const { id, value } = await tenant.token("reader", { name: "leaked" });
    expect((await postForm(`${kw.url}/oauth2/revoke`, { token: value })).status).toBe(200);
    expect(await endedOf(id)).toMatchObject({ reason: "revoked", by: { type: "token", id, name: "leaked" } });
  });

  test("which person has revoked it, by their name", async () => {
    const grace = await member("reader");
    const token = await tokenOf(grace);
    await revoke(token, {}, grace.client);
    const by = { type: "member", id: grace.memberId, name: "Grace" };
    expect(await endedOf(token.id)).toMatchObject({ reason: "revoked", by });
  });

  test("that what issued it was revoked with all that it had issued", async () => {
    const issuer = await tenant.token("admin");
    const issued = await tenant.token("reader", {}, issuer.client);
    await revoke(issuer, { includeIssued: true });
    expect(await endedOf(issuer.id)).toMatchObject({ reason: "revoked" });
    expect(await endedOf(issued.id)).toMatchObject({ reason: "issuer_revoked", by: byOwner });
  });

  test("that what it was derived from has ended, or the key that it was derived with", async () => {
    const parent = await tenant.token("reader");
    const child = (await derive(kw, parent.value)).token;
    const family = [idOf(child), await derivedFrom({ value: child })];
    await revoke(parent);
    for (const id of family) {
      expect(await endedOf(id)).toMatchObject({ reason: "parent_ended", by: byOwner });
    }
    const rotated = await tenant.token("reader");
    const withOldKey = await derivedFrom(rotated);
    await tenant.owner.rotateToken({ params: paramsOf(rotated.id) });
    expect(await endedOf(rotated.id)).toBeUndefined();
    expect(await endedOf(withOldKey)).toMatchObject({ reason: "parent_ended", by: byOwner });
  });

  test("that its member lost the role, or left", async () => {
    const [loses, leaves] = [await member("reader", "default"), await member("reader")];
    const tokens = [await tokenOf(loses), await tokenOf(leaves)];
    const { params, owner } = tenant;
    await owner.removeRoleMember({ params: { ...params, roleId: "reader", memberId: loses.memberId } });
    await owner.removeMember({ params: { ...params, memberId: leaves.memberId } });
    for (const { id } of tokens) {
      expect(await endedOf(id)).toMatchObject({ reason: "member_lost_role", by: byOwner });
    }
  });

  test("that its role was deleted, also when it had expired by then", async () => {
    const going: HeldToken = await tenant.tokenOf({ name: "going", permissions: READ }, HOUR);
    const expired = await tenant.token("going", HOUR);
    await expire(expired.id);
    await tenant.owner.deleteRole({ params: { ...tenant.params, roleId: "going" } });
    expect(await endedOf(going.id)).toMatchObject({ reason: "role_deleted", by: byOwner });
    expect(Object.keys((await endedOf(expired.id)) ?? {})).toEqual(["reason", "at"]);
    expect(await endedOf(expired.id)).toMatchObject({ reason: "role_deleted" });
  });

  test("that its trust rule was edited or deleted", async () => {
    const { owner, params } = tenant;
    const audience = "https://keys.example.com";
    const claims = [{ claim: "repository_id", equals: ["1"] }];
    const rule = { issuer: ci.issuer, audience, claims, roleId: "reader" };
    for (const name of ["edited", "deleted"]) {
      const { id: ruleId } = await owner.createTrustRule({ params, body: { ...rule, name } });
      const job = await ci.sign({ aud: audience, sub: "job", repository_id: "1" });
      const { token } = await exchangeCi(kw, { ruleId, token: job });
      const child = await derivedFrom({ value: token });
      const at = { params: { ...params, trustRuleId: ruleId } };
      await (name === "edited"
        ? owner.patchTrustRule({ ...at, body: { lifetimeSeconds: 60 } })
        : owner.deleteTrustRule(at));
      expect(await endedOf(idOf(token))).toMatchObject({ reason: "trust_rule_changed", by: byOwner });
      expect(await endedOf(child)).toMatchObject({ reason: "parent_ended", by: byOwner });
    }
  });

  test("that it has just expired, at the time that an edit gave it, and nobody did that", async () => {
    const token = await tenant.token("reader", HOUR);
    const child = await derivedFrom(token);
    const { expiresAt } = await tenant.owner.patchToken({
      params: paramsOf(token.id),
      body: { expiresAt: new Date(Date.now() + 1500).toISOString() },
    });
    expect(await endedOf(token.id)).toBeUndefined();
    const expired = { reason: "expired", at: expiresAt };
    await expect.poll(() => endedOf(token.id), { timeout: 5000 }).toEqual(expired);
    expect(await endedOf(child)).toEqual(expired);
  });

  test("no more than when, if it ended before this was kept", async () => {
    const token = await tenant.token("reader");
    const { revokedAt } = await revoke(token);
    await sql`
      update token set end_reason = null, ended_by_type = null, ended_by_id = null where id = ${token.id}
    `.execute(kw.database.kysely);
    expect(await endedOf(token.id)).toEqual({ reason: "revoked", at: revokedAt });
  });
});

async function expire(id: string): Promise<void> {
  await sql`update token set expires_at = now() - interval '1 minute' where id = ${id}`.execute(
    kw.database.kysely,
  );
}
