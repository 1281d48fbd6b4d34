import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { endOf, newTenant, type Tenant } from "../tenants.ts";
import { startUnleash, UNLEASH_MISSING, type UnleashServer } from "../unleash-server.ts";

/** It answers from what it has read of its database up to a minute ago. */
const REFUSED_WITHIN_MS = 100_000;

/** Tokens that are issued by Unleash's own server. */
describe.skipIf(UNLEASH_MISSING)("unleash-server 8.2.0", () => {
  let kw: TestService;
  let unleash: UnleashServer;
  let tenant: Tenant;
  let connectionId: string;

  beforeAll(async () => {
    [kw, unleash] = await Promise.all([startTestService(), startUnleash(inject("postgresUrl") ?? "")]);
    tenant = await newTenant(kw, "Flags");
    connectionId = (await connect(unleash.adminToken)).id;
  });
  afterAll(async () => {
    await kw.close();
    await unleash.stop();
  });

  function connect(apiToken: string, name = "flags") {
    const credentials = { apiToken, baseUrl: unleash.url };
    const body = { name, app: "unleash", method: "api-token", credentials };
    return tenant.owner.createAppConnection({ params: tenant.params, body });
  }
  const create = (spec: Record<string, string>, more: object = {}) =>
    tenant.owner.createExternalToken({
      params: tenant.params,
      body: { name: "flags of the shop", connectionId, spec, ...more },
    });
  const choices = async (field: string, spec = {}) =>
    (
      await tenant.owner.listMintingChoices({
        params: { ...tenant.params, connectionId },
        body: { field, spec },
      })
    ).choices;

  /** Whether it gives flags for this token. */
  async function status(path: string, authorization: string): Promise<number> {
    const answer = await fetch(unleash.url + path, { headers: { authorization } });
    await answer.arrayBuffer();
    return answer.status;
  }
  async function listedNames(): Promise<string[]> {
    const answer = await fetch(`${unleash.url}/api/admin/api-tokens`, {
      headers: { authorization: unleash.adminToken },
    });
    const { tokens } = (await answer.json()) as { tokens: { tokenName: string }[] };
    return tokens.map(({ tokenName }) => tokenName);
  }

  const backend = { kind: "backend", projectId: "default", environment: "development" };

  test("a token that is not its own, or may not do this, does not connect", async () => {
    expect(await endOf(connect("*:*.nobody", "nobody"))).toBe("credentials_rejected");
    const { token } = await create(backend, { name: "no admin" });
    expect(await endOf(connect(token, "no-admin"))).toBe("platform_permission_missing");
  });

  test("an environment or a project that it does not have is refused with its words, and leaves nothing", async () => {
    const before = await listedNames();
    for (const wrong of [{ environment: "nowhere" }, { projectId: "nowhere" }]) {
      await expect(create({ ...backend, ...wrong })).rejects.toMatchObject({
        code: "platform_refused",
        message: expect.stringContaining("Could not create a token"),
      });
    }
    expect(await listedNames()).toEqual(before);
  });

  test("projects and environments are there to choose from", async () => {
    expect((await choices("projectId")).map(({ id }) => id)).toEqual(["default"]);
    const environments = await choices("environment", { projectId: "default" });
    expect(environments.map(({ id }) => id)).toContain("development");
  });

  test("a backend token reads flags, a frontend token asks for them, and each is refused the other's", async () => {
    const expiresAt = new Date(Date.now() + 3600_000).toISOString();
    const reading = await create(backend, { expiresAt });
    expect(reading).toMatchObject({ expiresAt, summary: "backend token for development of default" });
    const asking = await create({ ...backend, kind: "frontend" });
    expect(await status("/api/client/features", reading.token)).toBe(200);
    expect(await status("/api/frontend", asking.token)).toBe(200);
    expect(await status("/api/frontend", reading.token)).toBe(403);
    expect(await status("/api/client/features", asking.token)).toBe(403);
  });

  test("a rotated token's old key, and a revoked token, are refused within what it takes", async () => {
    const { id, token: old } = await create(backend, { name: "turning" });
    const params = { ...tenant.params, externalTokenId: id };
    const { token } = await tenant.owner.rotateExternalToken({ params });
    expect(await status("/api/client/features", token)).toBe(200);
    expect((await listedNames()).some((name) => name.startsWith("turning"))).toBe(true);
    const shown = () => tenant.owner.getExternalToken({ params });
    await expect.poll(async () => (await shown()).status, { timeout: 20_000 }).toBe("active");
    expect(await tenant.owner.revokeExternalToken({ params })).toMatchObject({ status: "revoked" });
    expect((await listedNames()).filter((name) => name.startsWith("turning"))).toEqual([]);
    for (const value of [old, token]) {
      await expect
        .poll(() => status("/api/client/features", value), { timeout: REFUSED_WITHIN_MS, interval: 500 })
        .toBe(401);
    }
  });
});
