import { createVerifier, type Verifier } from "@keywright/verifier";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  SAMPLE_NAMES,
  type SampleApi,
  startSample,
} from "../../../verifier/src/adapters/sample-apis.test-support.ts";
import { BROKEN, UNKNOWN } from "../../../verifier/src/adapters/sample-routes.test-support.ts";
import { startTestService, type TestService } from "../harness.ts";

const PUBLIC_URL = "http://127.0.0.1:4600";
const READ = "project:secrets:secret-groups:read-values";
const LIST_SYNCS = "project:secrets:syncs:list";
const LIST_MEMBERS = "team:admin:members:list";
const CATALOGUE = [{ permission: LIST_SYNCS }, { permission: LIST_MEMBERS }];
const SHOP = "/projects/shop/values?environment=staging";

let kw: TestService;
beforeAll(async () => {
  kw = await startTestService();
  await kw.operator.putCatalogue({ body: { permissions: CATALOGUE } });
  for (const name of ["Shop", "Blog"]) {
    await kw.operator.createProject({ body: { name, environments: ["staging", "production"] } });
  }
});
afterAll(() => kw.close());

describe.each(SAMPLE_NAMES)("%s behind a real Keywright", (name) => {
  const roleId = `reader-of-${name}`;
  let verifier: Verifier;
  let api: SampleApi;
  beforeAll(async () => {
    verifier = createVerifier({
      url: kw.url,
      credential: kw.operatorToken,
      issuer: PUBLIC_URL,
      audience: PUBLIC_URL,
      name,
    });
    await verifier.start();
    api = await startSample(name, verifier);
    await kw.operator.createRole({
      body: {
        name: roleId,
        permissions: { projectScope: [READ] },
        restrictions: { enabled: true, projects: ["shop"], environments: ["staging"] },
      },
    });
  });
  afterAll(async () => {
    await api.close();
    await verifier.close();
  });

  type Narrowing = NonNullable<Parameters<typeof kw.operator.issueToken>[0]["body"]["narrowing"]>;
  const issue = (narrowing?: Narrowing) =>
    kw.operator.issueToken({ body: { name: "ci", roleId, ...(narrowing && { narrowing }) } });

  async function ask(url: string, token?: string) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers });
    const body = (await response.json()) as { requestId?: string };
    const header = (key: string) => response.headers.get(key);
    return { status: response.status, header, body };
  }
  const askApi = (path: string, token?: string) => ask(api.url + path, token);

  test("a refusal is the server's own, but for the permission in it and the invitation to sign in", async () => {
    const { token } = await issue();
    for (const credential of [undefined, "nonsense", token]) {
      const theirs = await ask(`${kw.url}/v1/members`, credential);
      const ours = await askApi("/members", credential);
      // At a protected API there is nowhere to sign in.
      const asIfOurs = (text: string | null) =>
        text
          ?.replaceAll("members:read", "members:list")
          .replaceAll("Members > Read", "Members > List")
          .replaceAll(", or sign in.", "");
      expect(JSON.parse(asIfOurs(JSON.stringify(theirs.body)) ?? "")).toEqual({
        ...ours.body,
        requestId: theirs.body.requestId,
      });
      expect(ours.status).toBe(theirs.status);
      expect(ours.body.requestId).toBe(ours.header("x-request-id"));
      for (const header of ["content-type", "www-authenticate", "x-accepted-permissions", "cache-control"]) {
        expect([header, ours.header(header)]).toEqual([header, asIfOurs(theirs.header(header))]);
      }
    }
  });

  test("a token is let in where its role reaches, and nowhere else", async () => {
    const { id, token } = await issue();
    const allowed = await askApi(SHOP, token);
    expect(allowed).toMatchObject({ status: 200, body: { tokenId: id } });
    expect(allowed.header("x-accepted-permissions")).toBe(READ);
    for (const [path, status, code] of [
      ["/projects/shop/values?environment=production", 403, "environment_restricted"],
      ["/projects/blog/values?environment=staging", 403, "project_restricted"],
      ["/projects/nowhere/values?environment=staging", 403, "project_restricted"],
      ["/hidden/blog", 404, "not_found"],
      ["/teams/nowhere/projects/shop/values", 403, "team_restricted"],
      ["/members", 403, "permission_missing"],
    ] as const) {
      expect(await askApi(path, token)).toMatchObject({ status, body: { code } });
    }
  });

  test("a token for certain addresses works from those only", async () => {
    const { token: here } = await issue({ allowedIps: ["127.0.0.0/8"] });
    const { token: elsewhere } = await issue({ allowedIps: ["192.0.2.0/24"] });
    expect(await askApi(SHOP, here)).toMatchObject({ status: 200 });
    expect(await askApi(SHOP, elsewhere)).toMatchObject({ status: 403, body: { code: "ip_not_allowed" } });
  });

  test("once an edit of the role is acknowledged, the very next request is judged by it", async () => {
    const { token } = await issue();
    expect((await askApi(SHOP, token)).status).toBe(200);
    const edit = (projectScope: string[]) =>
      kw.operator.patchRole(
        { params: { roleId }, body: { permissions: { teamScope: [], projectScope } } },
        { waitSeconds: 10 },
      );
    const narrower = await edit([LIST_SYNCS]);
    expect(narrower.propagation).toMatchObject({ complete: true, pending: [] });
    expect(await askApi(SHOP, token)).toMatchObject({ status: 403, body: { code: "permission_missing" } });
    await edit([READ]);
    const { status, body } = await askApi(SHOP, token);
    expect(status).toBe(200);
    expect(body).toHaveProperty("revision", verifier.statistics.revision);
  });

  test("once a revocation is acknowledged, the very next request is refused", async () => {
    const { id, token } = await issue();
    expect((await askApi(SHOP, token)).status).toBe(200);
    const { propagation } = await kw.operator.revokeToken({ params: { tokenId: id } }, { waitSeconds: 10 });
    expect(propagation).toMatchObject({ complete: true, pending: [] });
    const answer = await askApi(SHOP, token);
    expect(answer).toMatchObject({ status: 401, body: { code: "revoked" } });
    expect(answer.header("www-authenticate")).toContain(`error="invalid_token"`);
  });

  test("a permission outside the catalogue is a 500 and a report until the catalogue has it", async () => {
    const { token } = await issue();
    api.errors.length = 0;
    expect(await askApi("/unknown", token)).toMatchObject({ status: 500, body: { code: "internal_error" } });
    expect(api.errors).toEqual([expect.objectContaining({ permissions: [UNKNOWN] })]);
    const withIt = { permissions: [...CATALOGUE, { permission: UNKNOWN }] };
    await kw.operator.putCatalogue({ body: withIt }, { waitSeconds: 10 });
    expect(await askApi("/unknown", token)).toMatchObject({ status: 403 });
    expect(await askApi("/unknown", kw.operatorToken)).toMatchObject({ status: 200 });
    await kw.operator.putCatalogue({ body: { permissions: CATALOGUE } }, { waitSeconds: 10 });
  });

  test("an error in a function of the route lets nobody in", async () => {
    const { token } = await issue();
    api.errors.length = 0;
    expect(await askApi("/broken", token)).toMatchObject({ status: 500, body: { code: "internal_error" } });
    expect(api.errors).toEqual([BROKEN]);
  });

  test("a verifier that has stopped lets nobody in", async () => {
    const { token } = await issue();
    await verifier.close();
    const answer = await askApi(SHOP, token);
    expect(answer).toMatchObject({ status: 503, body: { code: "stale" } });
    expect(answer.header("retry-after")).toBe("5");
  });
});
