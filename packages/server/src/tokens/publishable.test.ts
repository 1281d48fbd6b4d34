import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type Tenant, type TokenBody } from "../../test/tenants.ts";

const SEND = "project:analytics:events:send";
const WATCH = "project:analytics:events:watch";
const READ = "project:projects:manage:read";
const PUBLISHABLE = { exposure: "publishable" } as const;

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  await flag({ [SEND]: true, [WATCH]: true });
  tenant = await newTenant(kw, "Publishing");
  await tenant.owner.createProject({ params: tenant.params, body: { name: "Shop" } });
  await tenant.owner.createRole({
    params: tenant.params,
    body: { name: "sender", permissions: { projectScope: [SEND] } },
  });
});
afterAll(() => kw.close());

/** The operator's whole catalogue: which permissions there are, and which of them may be published. */
function flag(permissions: Record<string, boolean>) {
  const list = Object.entries(permissions).map(([permission, publishable]) => ({ permission, publishable }));
  return kw.operator.putCatalogue({ body: { permissions: list } });
}

const publish = (roleId: string, body: Partial<TokenBody> = {}) =>
  tenant.token(roleId, { ...PUBLISHABLE, ...body });

async function reasonOf(token: string, permission: string): Promise<string> {
  const verdict = await tenant.owner.verify({ body: { token, permission, project: "shop" } });
  if (!("allowed" in verdict)) throw new Error("one check has one verdict");
  return verdict.allowed ? "allowed" : (verdict.reason ?? "");
}

const keysOf = (tokenId: string, by = tenant.owner) =>
  by.listKeys({ params: { ...tenant.params, tokenId } }).then(({ keys }) => keys);

describe("a publishable token", () => {
  test("is refused from a role with anything that is not flagged publishable, which is named", async () => {
    const { owner, params } = tenant;
    const permissions = { projectScope: [SEND, READ] };
    await owner.createRole({ params, body: { name: "mixed", permissions } });
    for (const roleId of ["mixed", "default", "owner"]) {
      const { details } = await refuses(owner, "not_publishable", () => publish(roleId));
      expect(details?.exposure?.[0]).toMatch(/^(team|project):.* is not flagged publishable$/);
    }
    const { message } = await refuses(owner, "not_publishable", () =>
      publish("mixed", { narrowing: { permissions: [SEND, READ] } }),
    );
    expect(message).toContain(READ);
  });

  test("may be issued from it when narrowed to what is", async () => {
    const { value, client } = await publish("mixed", { narrowing: { permissions: [SEND] } });
    expect(await reasonOf(value, SEND)).toBe("allowed");
    expect(await reasonOf(value, READ)).toBe("permission_missing");
    expect(await endOf(client.listProjects())).toBe("permission_missing");
  });

  test("never gains what its role gains, unless that is publishable too", async () => {
    const { owner, params } = tenant;
    await owner.createRole({ params, body: { name: "growing", permissions: { projectScope: [SEND] } } });
    const { value, client } = await publish("growing");
    const permissions = { teamScope: ["*"], projectScope: ["*"] };
    await owner.patchRole({ params: { ...params, roleId: "growing" }, body: { permissions } });
    expect(await reasonOf(value, WATCH)).toBe("allowed");
    expect(await reasonOf(value, READ)).toBe("permission_missing");
    expect((await client.getMe()).authority.permissions.toSorted()).toEqual([SEND, WATCH]);
    expect(await endOf(client.listTokens())).toBe("permission_missing");
    expect(await endOf(client.issueToken({ body: { name: "x", roleId: "growing" } }))).toBe(
      "permission_missing",
    );
  });

  test("loses a permission the moment that is no longer flagged, and has it again when it is", async () => {
    const { value } = await publish("sender");
    const secret = await tenant.token("sender");
    await flag({ [SEND]: false, [WATCH]: true });
    expect(await reasonOf(value, SEND)).toBe("permission_missing");
    expect(await reasonOf(secret.value, SEND)).toBe("allowed");
    await refuses(tenant.owner, "not_publishable", () => publish("sender"));
    await flag({ [SEND]: true, [WATCH]: true });
    expect(await reasonOf(value, SEND)).toBe("allowed");
  });

  test("can never hold a permission of Keywright's own, whatever the operator flags", async () => {
    await flag({ [SEND]: true, [WATCH]: true, [READ]: true });
    const { owner, params } = tenant;
    await owner.createRole({ params, body: { name: "own", permissions: { projectScope: [READ] } } });
    await refuses(owner, "not_publishable", () => publish("own"));
  });
});

describe("the value of a publishable token", () => {
  test("is shown again with its keys, and only there", async () => {
    const { owner, params } = tenant;
    const { id: tokenId, keyId, value } = await publish("sender");
    expect(await keysOf(tokenId)).toMatchObject([{ id: keyId, active: true, token: value }]);
    expect(JSON.stringify(await owner.listTokens({ params }))).not.toContain(value);
    expect(JSON.stringify(await owner.getToken({ params: { ...params, tokenId } }))).not.toContain(value);
  });

  test("is not shown to those who may not see the token", async () => {
    const teamScope = ["team:admin:api-tokens:read"];
    const reader = await tenant.tokenOf({ name: "only reader", permissions: { teamScope } });
    const { id } = await publish("sender");
    await expect(keysOf(id, reader.client)).rejects.toMatchObject({ code: "not_found" });
  });

  test("is shown for each of its keys while that works, and not after", async () => {
    const { owner, params } = tenant;
    const { id: tokenId, value } = await publish("sender");
    const rotated = await owner.rotateToken({
      params: { ...params, tokenId },
      body: { otherKeysExpiresAt: null },
    });
    expect((await keysOf(tokenId)).map(({ token }) => token)).toEqual([rotated.token, value]);
    await owner.deleteKey({ params: { ...params, tokenId, keyId: rotated.key.id } });
    expect((await keysOf(tokenId)).map(({ token }) => token)).toEqual([undefined, value]);
    await owner.revokeToken({ params: { ...params, tokenId } });
    expect((await keysOf(tokenId)).map(({ token }) => token)).toEqual([undefined, undefined]);
  });

  test("of a secret token is shown by no list of keys", async () => {
    const { id } = await tenant.token("sender");
    expect((await keysOf(id)).map((key) => "token" in key)).toEqual([false]);
  });

  test("stays readable as a list of keys when the key that signed it is gone", async () => {
    const { id: tokenId } = await publish("sender");
    const long = new Date(Date.now() - 3_600_000);
    await kw.database.kysely.transaction().execute(async (tx) => {
      await tx.updateTable("token").set({ expires_at: long }).where("id", "=", tokenId).execute();
      const gone = { expires_at: long, kid: "a-key-that-was-dropped" };
      await tx.updateTable("token_key").set(gone).where("token_id", "=", tokenId).execute();
    });
    expect(await keysOf(tokenId)).toMatchObject([{ active: false }]);
  });
});
