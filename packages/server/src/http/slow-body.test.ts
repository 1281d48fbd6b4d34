import { request } from "node:http";
import { setTimeout as passed } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { type HeldToken, newTenant, type Tenant } from "../../test/tenants.ts";

/** Long enough for a request's headers to be read and its caller admitted. */
const ADMITTED_MS = 200;

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Slow");
});
afterAll(() => kw.close());

/** Sends a request but for the end of its body; answers how to send that too, and what came of it. */
async function begin(method: string, path: string, token: HeldToken, body: object) {
  const payload = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token.value}`,
    "content-type": "application/json",
    "content-length": String(payload.length),
  };
  const outgoing = request(`${kw.url}${path}`, { method, headers });
  const answered = new Promise<{ status: number | undefined; code: string }>((resolve, reject) => {
    outgoing.on("error", reject).on("response", (response) => {
      void text(response).then((answer) => {
        const { code = "done" } = JSON.parse(answer) as { code?: string };
        resolve({ status: response.statusCode, code });
      }, reject);
    });
  });
  outgoing.write(payload.slice(0, 1));
  await passed(ADMITTED_MS);
  return async () => {
    outgoing.end(payload.slice(1));
    return answered;
  };
}

test("a token that is revoked while its request's body is on the way can do nothing with it any more", async () => {
  const { owner, params } = tenant;
  const token = await tenant.token("admin");
  const finish = [
    await begin("POST", "/v1/tokens", token, { name: "survivor", roleId: "admin" }),
    await begin("POST", "/v1/roles", token, { name: "survivor", permissions: { teamScope: ["*"] } }),
    await begin("POST", `/v1/tokens/${token.id}/keys`, token, { otherKeysExpiresAt: null }),
    await begin("DELETE", "/v1/roles/default", token, {}),
    await begin("POST", "/v1/verify", token, { token: token.value, permission: "team:admin:team:read" }),
  ];
  await owner.revokeToken({ params: { ...params, tokenId: token.id }, query: { includeIssued: true } });
  for (const end of finish) expect(await end()).toEqual({ status: 401, code: "revoked" });
  expect((await owner.listTokens({ params })).tokens).toEqual([]);
});

test("what a token lost while its request's body was on the way, it can neither use nor give", async () => {
  const { owner, params } = tenant;
  const teamScope = ["team:admin:roles:manage", "team:admin:api-tokens:create"];
  const permissions = { teamScope, projectScope: ["project:*"] };
  const token = await tenant.tokenOf({ name: "losing", permissions });
  const giving = await begin("POST", "/v1/roles", token, {
    name: "given too late",
    permissions: { projectScope: ["project:*"] },
  });
  const less = { teamScope: ["team:admin:roles:manage"] };
  await owner.patchRole({ params: { ...params, roleId: "losing" }, body: { permissions: less } });
  expect(await giving()).toMatchObject({ status: 403, code: "escalation" });

  const using = await begin("POST", "/v1/roles", token, { name: "made too late" });
  await owner.patchRole({ params: { ...params, roleId: "losing" }, body: { permissions: {} } });
  expect(await using()).toMatchObject({ status: 403, code: "permission_missing" });
  const { roles } = await owner.listRoles({ params });
  expect(roles.map(({ id }) => id)).not.toContain("made-too-late");
});
