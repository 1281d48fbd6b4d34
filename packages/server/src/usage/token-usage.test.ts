import { createVerifier } from "@keywright/verifier";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, type HeldToken, newTenant, type Tenant } from "../../test/tenants.ts";
import { addCounts, type UseCount } from "./count-queries.ts";

const READ = "project:projects:manage:read";
const CREATE = "project:projects:manage:create";
const SHOWS_WITHIN = { timeout: 10_000, interval: 100 };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let kw: TestService;
let shop: Tenant;

beforeAll(async () => {
  kw = await startTestService();
  shop = await newTenant(kw, "shop");
  for (const name of ["web", "app"]) await shop.owner.createProject({ params: shop.params, body: { name } });
});
afterAll(() => kw.close());

const newReader = (name: string): Promise<HeldToken> =>
  shop.tokenOf({
    name,
    permissions: { projectScope: [READ] },
    restrictions: { enabled: true, projects: ["web"] },
  });

type Query = Parameters<typeof shop.owner.getTokenUsage>[0]["query"];

const usageOf = (tokenId: string, query: Query = {}) =>
  shop.owner.getTokenUsage({ params: { ...shop.params, tokenId }, query });

/** `permission project verdict: count`, in any order. */
async function totalsOf(tokenId: string): Promise<string[]> {
  const { totals } = await usageOf(tokenId);
  return totals
    .map(({ permission, project, verdict, count }) => `${permission} ${project} ${verdict}: ${count}`)
    .sort();
}

async function post(path: string, body: string, type: string): Promise<void> {
  const headers = { authorization: `Bearer ${kw.operatorToken}`, "content-type": type };
  const { status } = await fetch(`${kw.url}${path}`, { method: "POST", headers, body });
  expect(status).toBe(200);
}

describe("every door counts what was asked for and what became of it", () => {
  test("the API's own, once for each request, reading or writing", async () => {
    const { id, client } = await newReader("api");
    await client.listProjects();
    await client.listProjects();
    await client.getProject({ params: { projectId: "web" } });
    await client.login();
    expect(await endOf(client.getProject({ params: { projectId: "app" } }))).toBe("not_found");
    expect(await endOf(client.createProject({ body: { name: "more" } }))).toBe("permission_missing");
    await expect
      .poll(() => totalsOf(id), SHOWS_WITHIN)
      .toEqual([
        "null null allowed: 1",
        `${CREATE} null permission_missing: 1`,
        `${READ} app not_found: 1`,
        `${READ} null allowed: 2`,
        `${READ} web allowed: 1`,
      ]);
    const writer = await shop.tokenOf({ name: "writer", permissions: { projectScope: [CREATE] } });
    await writer.client.createProject({ body: { name: "made" } });
    await expect.poll(() => totalsOf(writer.id), SHOWS_WITHIN).toEqual([`${CREATE} null allowed: 1`]);
  });

  test("POST /v1/verify, one by one and in batches, for the token that is asked about", async () => {
    const { id, value } = await newReader("verify");
    const check = { token: value, permission: READ };
    await kw.operator.verify({ body: { ...check, project: "web" } });
    await kw.operator.verify({
      body: {
        checks: [
          { ...check, project: "web" },
          { ...check, project: "app" },
          { ...check, permission: CREATE },
        ],
      },
    });
    await expect
      .poll(() => totalsOf(id), SHOWS_WITHIN)
      .toEqual([
        `${CREATE} null permission_missing: 1`,
        `${READ} app project_restricted: 1`,
        `${READ} web allowed: 2`,
      ]);
  });

  test("introspection, AuthZEN and forward-auth", async () => {
    const { id, value } = await newReader("doors");
    await post("/oauth2/introspect", `token=${value}`, "application/x-www-form-urlencoded");
    const evaluation = (project: string) => ({
      subject: { type: "token", id: value },
      action: { name: READ },
      resource: { type: "project", id: project },
    });
    await post("/access/v1/evaluation", JSON.stringify(evaluation("web")), "application/json");
    const two = { evaluations: [evaluation("web"), evaluation("app")] };
    await post("/access/v1/evaluations", JSON.stringify(two), "application/json");
    const headers = { authorization: `Bearer ${value}` };
    await fetch(`${kw.url}/v1/forward-auth?permission=${READ}&project=web`, { headers });
    await fetch(`${kw.url}/v1/forward-auth?permission=${CREATE}&project=web`, { headers });
    await expect
      .poll(() => totalsOf(id), SHOWS_WITHIN)
      .toEqual([
        "null null allowed: 1",
        `${CREATE} web permission_missing: 1`,
        `${READ} app project_restricted: 1`,
        `${READ} web allowed: 3`,
      ]);
  });

  test("and a verifier in the platform's own process", async () => {
    const { id, value } = await newReader("in process");
    const verifier = createVerifier({
      url: kw.url,
      credential: kw.operatorToken,
      issuer: "http://127.0.0.1:4600",
      audience: "http://127.0.0.1:4600",
      usageIntervalMs: 200,
    });
    await verifier.start();
    try {
      for (let call = 0; call < 7; call++) await verifier.verify(value, { permission: READ, project: "web" });
      await verifier.verify(value, { permission: READ, project: "made-up" });
      await expect
        .poll(() => totalsOf(id), SHOWS_WITHIN)
        .toEqual([`${READ} null project_restricted: 1`, `${READ} web allowed: 7`]);
    } finally {
      await verifier.close();
    }
  });

  test("and shows the token as used, within ten seconds of the call", async () => {
    const { id, client } = await newReader("used");
    const before = Date.now();
    await client.login();
    const lastUsed = async () =>
      (await shop.owner.getToken({ params: { ...shop.params, tokenId: id } })).lastUsedAt;
    await expect.poll(lastUsed, SHOWS_WITHIN).not.toBeNull();
    expect(Date.parse((await lastUsed()) ?? "")).toBeGreaterThanOrEqual(before);
    const lastCounted = async () => Date.parse((await usageOf(id)).totals[0]?.lastAt ?? "");
    await expect.poll(lastCounted, SHOWS_WITHIN).toBeGreaterThanOrEqual(before);
  });
});

test("names that callers make up are not kept: there are as many rows as things that exist", async () => {
  const { id, client } = await newReader("inventive");
  for (let call = 0; call < 20; call++) {
    expect(await endOf(client.getProject({ params: { projectId: `made-up-${call}` } }))).toBe("not_found");
  }
  const { value } = await newReader("inventive too");
  const checks = Array.from({ length: 20 }, (_, at) => ({
    token: value,
    permission: `project:made:up:p${at}`,
  }));
  await kw.operator.verify({ body: { checks } });
  await expect.poll(() => totalsOf(id), SHOWS_WITHIN).toEqual([`${READ} null not_found: 20`]);
});

describe("the time it is about", () => {
  let held: HeldToken;
  const start = Math.floor(Date.now() / DAY_MS) * DAY_MS - 10 * DAY_MS;
  const counted = (hours: number, count: number, more: Partial<UseCount> = {}): UseCount => ({
    orgId: orgKey,
    tokenId: held.id,
    keyId: held.keyId,
    permission: READ,
    project: "web",
    verdict: "allowed",
    hourMs: start + hours * HOUR_MS,
    count,
    lastAtMs: start + hours * HOUR_MS + 1000,
    ...more,
  });
  let orgKey: string;

  beforeAll(async () => {
    held = await newReader("history");
    const row = await kw.database.kysely
      .selectFrom("token")
      .select("org_id")
      .where("id", "=", held.id)
      .executeTakeFirstOrThrow();
    orgKey = row.org_id;
    await addCounts(kw.database, [
      counted(0, 1),
      counted(23, 2),
      counted(24, 4),
      counted(24, 8, { verdict: "permission_missing", lastAtMs: start + 24 * HOUR_MS + 5000 }),
      counted(24, 16, { project: "", permission: "" }),
      counted(-2000, 1000),
      // Of a key that nobody has issued.
      counted(24, 500, { keyId: "key_01h455vb4pex5vsknk084sn02q" }),
    ]);
    await addCounts(kw.database, [counted(24, 32)]);
  });

  const at = (hours: number) => new Date(start + hours * HOUR_MS).toISOString();
  const bucketsOf = async (query: Query) =>
    (await usageOf(held.id, query)).buckets.map(
      ({ start, permission, verdict, count }) => `${start} ${permission ?? "-"} ${verdict} ${count}`,
    );

  test("is summed up by hour, newest first, and reports of the same hour add up", async () => {
    expect(await bucketsOf({ after: at(0), before: at(48) })).toEqual([
      `${at(24)} - allowed 16`,
      `${at(24)} ${READ} allowed 36`,
      `${at(24)} ${READ} permission_missing 8`,
      `${at(23)} ${READ} allowed 2`,
      `${at(0)} ${READ} allowed 1`,
    ]);
  });

  test("or by day of UTC", async () => {
    expect(await bucketsOf({ after: at(5), before: at(48), groupBy: "day" })).toEqual([
      `${at(24)} - allowed 16`,
      `${at(24)} ${READ} allowed 36`,
      `${at(24)} ${READ} permission_missing 8`,
      `${at(0)} ${READ} allowed 3`,
    ]);
  });

  test("begins with the hour that `after` lies in, and ends before `before`", async () => {
    const { after, before, groupBy, totals, truncated } = await usageOf(held.id, {
      after: new Date(start + 23.5 * HOUR_MS).toISOString(),
      before: at(24),
    });
    expect([after, before, groupBy, truncated]).toEqual([at(23), at(24), "hour", false]);
    expect(totals).toEqual([
      {
        permission: READ,
        project: "web",
        verdict: "allowed",
        count: 2,
        lastAt: new Date(start + 23 * HOUR_MS + 1000).toISOString(),
      },
    ]);
  });

  test("is the last seven days unless something else is said, and never more than ninety", async () => {
    const { after, before, totals } = await usageOf(held.id);
    expect(Date.parse(before) - Date.parse(after)).toBeLessThan(7 * DAY_MS + HOUR_MS);
    expect(Date.parse(before) - Date.parse(after)).toBeGreaterThanOrEqual(7 * DAY_MS);
    expect(totals).toEqual([]);
    const wide = { after: new Date(start - 80 * DAY_MS).toISOString(), before: at(48) };
    expect((await usageOf(held.id, wide)).totals).toHaveLength(3);
    for (const query of [
      { after: new Date(Date.now() - 91 * DAY_MS).toISOString() },
      { after: at(2), before: at(1) },
      { after: at(1), before: at(1) },
    ]) {
      await expect(usageOf(held.id, query)).rejects.toMatchObject({ code: "validation_failed" });
    }
    const late = await usageOf(held.id, { before: at(48) });
    expect(late.after).toBe(new Date(start + 48 * HOUR_MS - 7 * DAY_MS).toISOString());
  });
});

describe("who may see it", () => {
  test("is who may see the token", async () => {
    const owner = await shop.token("owner");
    const outsider = await shop.tokenOf({
      name: "outsider",
      permissions: { teamScope: ["team:admin:api-tokens:read"] },
    });
    const params = { ...shop.params, tokenId: owner.id };
    expect(await endOf(outsider.client.getTokenUsage({ params }))).toBe("not_found");
    expect(await endOf(shop.owner.getTokenUsage({ params }))).toBe("done");
    const rival = await newTenant(kw, "rival");
    expect(await endOf(rival.owner.getTokenUsage({ params }))).toBe("not_found");
  });

  test("has an organization's tokens under a path of their own", async () => {
    const held = await shop.orgToken("owner");
    await held.client.listTeams();
    const params = { tokenId: held.id };
    const totals = async () =>
      (await shop.owner.getOrgTokenUsage({ params })).totals.map(({ count }) => count);
    await expect.poll(totals, SHOWS_WITHIN).toEqual([1]);
    expect(await endOf(shop.owner.getTokenUsage({ params: { ...shop.params, ...params } }))).toBe(
      "not_found",
    );
  });
});
