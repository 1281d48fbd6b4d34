import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";

const SEND = "project:analytics:events:send";

let kw: TestService;
let tenant: Tenant;

beforeAll(async () => {
  kw = await startTestService();
  await kw.operator.putCatalogue({ body: { permissions: [{ permission: SEND, publishable: true }] } });
  tenant = await newTenant(kw, "Minting");
  const { owner, params } = tenant;
  await owner.createProject({ params, body: { name: "Shop", environments: ["live"] } });
  await owner.createRole({ params, body: { name: "sender", permissions: { projectScope: [SEND] } } });
});
afterAll(() => kw.close());

/** In no order that a database would keep its members in. */
const narrowing = {
  projects: ["shop"],
  permissions: [SEND],
  allowedOrigins: ["https://shop.example.com"],
  environments: ["live"],
  allowedIps: ["203.0.113.0/24"],
};

test("a publishable value that is shown again is the same to the letter, also after a rotation", async () => {
  const { owner, params } = tenant;
  const body = { name: "page", roleId: "sender", exposure: "publishable", owner: "team", narrowing } as const;
  const issued = await owner.issueToken({ params, body });
  const of = { ...params, tokenId: issued.id };
  const rotated = await owner.rotateToken({ params: of, body: { otherKeysExpiresAt: null } });
  const { keys } = await owner.listKeys({ params: of });
  const shown = Object.fromEntries(keys.map(({ id, token }) => [id, token]));
  expect(shown).toEqual({ [issued.key.id]: issued.token, [rotated.key.id]: rotated.token });
});

test("a secret value that is asked for again with its idempotency key is, too", async () => {
  const { owner, params } = tenant;
  const { allowedOrigins: _, ...without } = narrowing;
  const body = { name: "script", roleId: "sender", owner: "team", narrowing: without } as const;
  const issue = () => owner.issueToken({ params, body }, { idempotencyKey: "mint-1" });
  expect((await issue()).token).toBe((await issue()).token);
});
