import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { derive } from "../../test/exchange.ts";
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
  const shop = { name: "Shop", environments: ["live", "preview"] };
  await tenant.owner.createProject({ params: tenant.params, body: shop });
  await tenant.owner.createProject({
    params: tenant.params,
    body: { name: "Blog", environments: ["draft"] },
  });
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

const publish = (roleId: string, { narrowing, ...body }: Partial<TokenBody> = {}) =>
  tenant.token(roleId, { ...PUBLISHABLE, ...body, narrowing: { environments: ["live"], ...narrowing } });

async function reasonOf(token: string, permission: string): Promise<string> {
  const verdict = await tenant.owner.verify({
    body: { token, permission, project: "shop", environment: "live" },
  });
  if (!("allowed" in verdict)) throw new Error("one check has one verdict");
  return verdict.allowed ? "allowed" : (verdict.reason ?? "");
}

const keysOf = (tokenId: string, by = tenant.owner) =>
  by.listKeys({ params: { ...tenant.params, tokenId } }).then(({ keys }) => keys);

describe("a publishable token is refused", () => {
  test("without an environment, which must be one of its projects", async () => {
    const { owner } = tenant;
    for (const narrowing of [undefined, {}, { projects: ["shop"] }, { allowedIps: ["127.0.0.1"] }]) {
      const body = { ...PUBLISHABLE, ...(narrowing && { narrowing }) };
      const { message, details } = await refuses(owner, "validation_failed", () =>
        tenant.token("sender", body),
      );
      expect(details).toEqual({ "narrowing.environments": [message] });
    }
    for (const narrowing of [
      { environments: ["live", "lvie"] },
      { environments: ["draft"], projects: ["shop"] },
    ]) {
      const { details } = await refuses(owner, "unknown_reference", () => publish("sender", { narrowing }));
      expect(Object.keys(details ?? {})).toEqual(["narrowing.environments"]);
    }
  });

  test("bound to what is no website", async () => {
    for (const wrong of [
      "shop.example",
      "https://shop.example/",
      "https://*.example",
      "null",
      "*",
      "ftp://x",
    ]) {
      const narrowing = { allowedOrigins: ["https://shop.example", wrong] };
      const { details } = await refuses(tenant.owner, "validation_failed", () =>
        publish("sender", { narrowing }),
      );
      expect(Object.keys(details ?? {})).toEqual(["narrowing.allowedOrigins.1"]);
    }
    await refuses(tenant.owner, "validation_failed", () =>
      publish("sender", { narrowing: { allowedOrigins: [] } }),
    );
  });

  test("when it would be longer than headers hold", async () => {
    const allowedOrigins = Array.from(
      { length: 20 },
      (_, index) => `https://${"s".repeat(200)}-${index}.example`,
    );
    const { details } = await refuses(tenant.owner, "validation_failed", () =>
      publish("sender", { narrowing: { allowedOrigins } }),
    );
    expect(Object.keys(details ?? {})).toEqual(["narrowing"]);
  });
});

test("only publishable tokens are bound to websites: no secret one, none of a trust rule, no derived one", async () => {
  const { owner, params } = tenant;
  const narrowing = { allowedOrigins: ["https://shop.example"] };
  const { details } = await refuses(owner, "validation_failed", () => tenant.token("sender", { narrowing }));
  expect(details).toEqual({ "narrowing.allowedOrigins": ["is for publishable tokens"] });
  const rule = {
    name: "ci",
    roleId: "sender",
    issuer: "https://ci.example",
    audience: "shop",
    claims: [{ claim: "repository_id", equals: ["1"] }],
    narrowing: narrowing as object,
    lifetimeSeconds: 600,
  };
  const refusal = await refuses(owner, "validation_failed", () =>
    owner.createTrustRule({ params, body: rule }),
  );
  expect(Object.keys(refusal.details ?? {})).toEqual(["narrowing.allowedOrigins"]);
  const parent = await tenant.token("sender");
  const derived = await derive(kw, parent.value, { narrowing: JSON.stringify(narrowing) });
  expect([derived.status, derived.error]).toEqual([400, "invalid_request"]);
});

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
    const allowedOrigins = ["https://shop.example", "http://localhost:3000"];
    const narrowing = { permissions: [SEND], environments: ["live"], allowedOrigins };
    const shown = await publish("mixed", { narrowing });
    const at = { params: { ...tenant.params, tokenId: shown.id } };
    expect((await tenant.owner.getToken(at)).narrowing).toEqual(narrowing);
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
    const secret = await tenant.token("sender", { narrowing: { environments: ["live"] } });
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

  test("is shown to those who may see the token, and to no others: not even to itself", async () => {
    const teamScope = ["team:admin:api-tokens:read"];
    const blind = await tenant.tokenOf({ name: "only reader", permissions: { teamScope } });
    const permissions = { teamScope, projectScope: [SEND] };
    const seeing = await tenant.tokenOf({ name: "reader and sender", permissions });
    const { id, value, client } = await publish("sender");
    await expect(keysOf(id, blind.client)).rejects.toMatchObject({ code: "not_found" });
    await expect(keysOf(id, client)).rejects.toMatchObject({ code: "permission_missing" });
    expect((await keysOf(id, seeing.client)).map(({ token }) => token)).toEqual([value]);
  });

  test("of the organization's own is shown again too, and names an environment of any of its teams", async () => {
    const { owner } = tenant;
    const teams = { enabled: false };
    const role = { name: "everywhere", permissions: { projectScope: [SEND] }, restrictions: teams };
    const { id: roleId } = await owner.createOrgRole({ body: role });
    const issue = (environments: string[]) =>
      tenant.orgToken(roleId, { ...PUBLISHABLE, narrowing: { environments } });
    await refuses(owner, "unknown_reference", () => issue(["nowhere"]));
    const { id: tokenId, value } = await issue(["draft"]);
    const { keys } = await owner.listOrgTokenKeys({ params: { tokenId } });
    expect(keys.map(({ token }) => token)).toEqual([value]);
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
