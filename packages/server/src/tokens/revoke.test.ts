import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, endsOf, type HeldToken, newTenant, type Tenant } from "../../test/tenants.ts";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Revoking");
});
afterAll(() => kw.close());

const revoke = (tokenId: string, query: { includeIssued?: boolean } = {}) =>
  tenant.owner.revokeToken({ params: { ...tenant.params, tokenId }, query });
const get = (tokenId: string) => tenant.owner.getToken({ params: { ...tenant.params, tokenId } });
const logins = (tokens: readonly HeldToken[]) => endsOf(tokens.map(({ client }) => client.login()));

describe("a revoked token", () => {
  test("is refused at the next request, with every key, everywhere", async () => {
    const { owner, params } = tenant;
    const { id, value, client } = await tenant.token("admin");
    const { token } = await owner.rotateToken({
      params: { ...params, tokenId: id },
      body: { otherKeysExpiresAt: null },
    });
    expect(await endsOf([client.login(), kw.client(token).login()])).toEqual(["done", "done"]);
    await revoke(id);
    const calls = [value, token].flatMap((one) => [kw.client(one).login(), kw.client(one).listRoles()]);
    expect(await endsOf(calls)).toEqual(calls.map(() => "revoked"));
    const permission = "team:admin:team:read";
    expect(await owner.verify({ body: { token, permission } })).toMatchObject({
      allowed: false,
      reason: "revoked",
    });
  });

  test("stays revoked: nothing brings it back", async () => {
    const { owner, params } = tenant;
    const { id, client } = await tenant.token("admin");
    const { revokedAt } = await revoke(id);
    await refuses(owner, "token_ended", () => owner.rotateToken({ params: { ...params, tokenId: id } }));
    expect((await revoke(id)).revokedAt).toBe(revokedAt);
    expect(await get(id)).toMatchObject({ revoked: true, revokedAt, active: false });
    expect(await endOf(client.login())).toBe("revoked");
  });

  test("leaves one event and takes a revision, by which nobody accepts it", async () => {
    const { id } = await tenant.token("admin", { name: "leaked" });
    const { result, event } = await leavesOneEvent(tenant.owner, "token.revoke", () => revoke(id));
    expect(event).toMatchObject({
      teamId: tenant.teamId,
      target: { type: "token", id, name: "leaked" },
      before: { revokedAt: null },
      after: { revokedAt: result.revokedAt, includeIssued: false },
      revision: result.revision,
    });
    expect(result.revokedIssued).toBe(0);
  });

  test("leaves its siblings and the tokens it issued as they are", async () => {
    const [parent, sibling] = [await tenant.token("admin"), await tenant.token("admin")];
    const child = await tenant.token("admin", {}, parent.client);
    await revoke(parent.id);
    expect(await logins([parent, sibling, child])).toEqual(["revoked", "done", "done"]);
  });

  test("may be the one that asks for it", async () => {
    const { id, client } = await tenant.token("admin");
    expect(await client.revokeToken({ params: { tokenId: id } })).toMatchObject({ id, revokedIssued: 0 });
    expect(await endOf(client.login())).toBe("revoked");
  });

  test("may have expired before: it is revoked all the same, for verifiers whose clocks are behind", async () => {
    const { owner, params } = tenant;
    const { id, client } = await tenant.token("admin");
    const expiresAt = new Date(Date.now() + 1500).toISOString();
    await owner.patchToken({ params: { ...params, tokenId: id }, body: { expiresAt } });
    await expect.poll(() => endOf(client.login()), { timeout: 5000 }).toBe("expired");
    const { revokedAt } = await revoke(id);
    expect(await get(id)).toMatchObject({ revoked: true, revokedAt });
  });
});

describe("revoking with all that was issued", () => {
  test("takes along children and theirs, and nothing else", async () => {
    const root = await tenant.token("admin", { name: "root" });
    const children = [
      await tenant.token("admin", {}, root.client),
      await tenant.token("default", {}, root.client),
    ];
    const grandchild = await tenant.token("admin", {}, children[0]?.client);
    const greatGrandchild = await tenant.token("default", {}, grandchild.client);
    const descendants = [...children, grandchild, greatGrandchild];
    const others = [await tenant.token("admin"), await tenant.token("default")];
    const { result, event } = await leavesOneEvent(tenant.owner, "token.revoke", () =>
      revoke(root.id, { includeIssued: true }),
    );
    expect(result.revokedIssued).toBe(4);
    expect(event.after).toMatchObject({ includeIssued: true });
    expect([...(event.after?.revokedIssued as string[])].toSorted()).toEqual(
      descendants.map(({ id }) => id).toSorted(),
    );
    expect(await logins([root, ...descendants])).toEqual(["revoked", ...descendants.map(() => "revoked")]);
    expect(await logins(others)).toEqual(["done", "done"]);
  });

  test("passes through what was revoked before, to what that had issued", async () => {
    const root = await tenant.token("admin");
    const child = await tenant.token("admin", {}, root.client);
    const grandchild = await tenant.token("admin", {}, child.client);
    await revoke(child.id);
    expect((await revoke(root.id, { includeIssued: true })).revokedIssued).toBe(1);
    expect(await logins([grandchild])).toEqual(["revoked"]);
  });

  test("can be asked for later, when the token itself is revoked already", async () => {
    const root = await tenant.token("admin");
    const child = await tenant.token("admin", {}, root.client);
    await revoke(root.id);
    expect((await revoke(root.id, { includeIssued: true })).revokedIssued).toBe(1);
    expect(await logins([child])).toEqual(["revoked"]);
  });

  test("follows what a token of the organization issued into its teams", async () => {
    const { owner, params } = tenant;
    const root = await tenant.orgToken("admin");
    const inTeam = await tenant.token("admin", {}, root.client);
    const { id: teamId } = await owner.createTeam({ body: { name: "Other" } });
    const { token } = await root.client.issueToken({
      params: { teamId },
      body: { name: "other", roleId: "admin" },
    });
    const inOrg = await tenant.orgToken("admin", {}, root.client);
    const query = { includeIssued: true };
    expect((await owner.revokeOrgToken({ params: { tokenId: root.id }, query })).revokedIssued).toBe(3);
    expect(await logins([root, inTeam, inOrg])).toEqual(["revoked", "revoked", "revoked"]);
    expect(await endOf(kw.client(token).login())).toBe("revoked");
    expect((await owner.listTokens({ params })).tokens.map(({ id }) => id)).not.toContain(inTeam.id);
  });
});

test("a token is found and revoked only in its own place", async () => {
  const { owner } = tenant;
  const { id: tokenId, client } = await tenant.token("admin");
  const org = await tenant.orgToken("admin");
  await refuses(owner, "not_found", () => revoke(`tok_${"0".repeat(26)}`));
  await refuses(owner, "not_found", () => owner.revokeOrgToken({ params: { tokenId } }));
  await refuses(owner, "not_found", () => revoke(org.id));
  await refuses(owner, "validation_failed", () => revoke(tokenId, { includeIssued: "1" } as object));
  expect(await endsOf([client.login(), org.client.login()])).toEqual(["done", "done"]);
});
