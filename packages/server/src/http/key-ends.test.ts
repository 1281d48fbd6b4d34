import { afterAll, beforeAll, expect, test } from "vitest";
import { type Http, openHttp } from "../../test/guard-http.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { type HeldToken, newTenant, type Tenant } from "../../test/tenants.ts";

const DAY_SECONDS = 24 * 3600;
const READ = "project:projects:manage:read";
const HEADER = "keywright-key-ends";

let kw: TestService;
let http: Http;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  http = openHttp(kw.url);
  tenant = await newTenant(kw, "Ending");
  await tenant.owner.createProject({ params: tenant.params, body: { name: "web" } });
  const role = { name: "reader", permissions: { projectScope: [READ] } };
  await tenant.owner.createRole({ params: tenant.params, body: role });
});
afterAll(async () => {
  http.close();
  await kw.close();
});

const living = (days: number) => tenant.token("reader", { lifetimeSeconds: days * DAY_SECONDS });
const ask = (token: string | undefined, path: string, method = "GET") => http.send({ method, path, token });
const endsSaid = async (...given: Parameters<typeof ask>) => (await ask(...given)).headers[HEADER];
const endOf = async ({ client }: HeldToken) => {
  const { principal } = await client.getMe();
  return new Date(principal.expiresAt ?? "").toUTCString();
};

test("whoever is refused for who they are learns nothing of an end", async () => {
  expect(await endsSaid(undefined, "/v1/me")).toBeUndefined();
  const gone = await living(1);
  await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: gone.id } });
  expect(await endsSaid(gone.value, "/v1/me")).toBeUndefined();
  expect(await endsSaid(`${gone.value}x`, "/v1/me")).toBeUndefined();
});

test("a key that ends in more than a week, or never, is told nothing", async () => {
  for (const { value } of [await living(8), await tenant.token("reader")]) {
    expect(await endsSaid(value, "/v1/me")).toBeUndefined();
    expect(await endsSaid(value, `/v1/forward-auth?permission=${READ}`)).toBeUndefined();
  }
});

test("a key that ends within a week is told when, in every answer, refusals too", async () => {
  const token = await living(6);
  const end = await endOf(token);
  expect(end).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  const answers: [number, string, string][] = [
    [200, "/v1/me", "GET"],
    [200, "/v1/projects", "GET"],
    [403, "/v1/roles", "GET"],
    [404, "/v1/projects/nowhere", "GET"],
    [400, "/v1/projects?per_page=0", "GET"],
    [403, "/v1/projects", "POST"],
    [403, "/access/v1/evaluation", "POST"],
    [403, "/v1/forward-auth?permission=project:projects:manage:update", "GET"],
    [200, `/v1/forward-auth?permission=${READ}`, "GET"],
    [200, `/v1/forward-auth?permission=${READ}`, "GET"],
  ];
  for (const [status, path, method] of answers) {
    const answer = await ask(token.value, path, method);
    expect([path, answer.status, answer.headers[HEADER]]).toEqual([path, status, end]);
  }
});

test("a rotated token's old key is told its own end, the new one nothing", async () => {
  const { id, value } = await tenant.token("reader");
  expect(await endsSaid(value, "/v1/me")).toBeUndefined();
  const otherKeysExpiresAt = new Date(Date.now() + DAY_SECONDS * 1000).toISOString();
  const { token } = await tenant.owner.rotateToken({
    params: { ...tenant.params, tokenId: id },
    body: { otherKeysExpiresAt },
  });
  const said = Date.parse(String(await endsSaid(value, "/v1/me")));
  expect(Math.abs(said - Date.parse(otherKeysExpiresAt))).toBeLessThan(1001);
  expect(await endsSaid(token, "/v1/me")).toBeUndefined();
});
