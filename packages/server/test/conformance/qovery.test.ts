import { Configuration, OrganizationApiTokenApi, OrganizationMainCallsApi } from "qovery-typescript-axios";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uuidOf } from "../../src/ids.ts";
import { leavesOneEvent } from "../audit-trail.ts";
import { derive } from "../exchange.ts";
import { rowsOf } from "../guard-scan.ts";
import { startTestService, type TestService } from "../harness.ts";
import { createMarkedSecrets } from "../marked-secrets.ts";
import { endOf, newTenant, type Tenant } from "../tenants.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const READ = "project:projects:manage:read";
const tokensTo = (...actions: string[]) => actions.map((action) => `team:admin:api-tokens:${action}`);

let kw: TestService;
let tenant: Tenant;
let ownerToken: string;
/** What Qovery's clients call an organization is the team, by its UUID. */
let organization: string;
let roleUuid: string;

beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Moving");
  ownerToken = (await tenant.token("owner")).value;
  await tenant.owner.createRole({
    params: tenant.params,
    body: { name: "Reader", permissions: { projectScope: [READ] } },
  });
  const team = teamOf(tenant);
  organization = uuidOf(team?.id ?? "");
  roleUuid = uuidOf(team?.roles.bySlug("reader")?.id ?? "");
});
afterAll(() => kw.close());

const orgOf = ({ orgId }: Tenant) => kw.app.authority.state.orgs.bySlug(orgId);
const teamOf = (of: Tenant) => orgOf(of)?.teams.bySlug(of.teamId);

/** Qovery's own client, as its documentation has it. */
function qovery(accessToken: string) {
  const configuration = new Configuration({ basePath: kw.url, accessToken });
  return {
    tokens: new OrganizationApiTokenApi(configuration),
    roles: new OrganizationMainCallsApi(configuration),
  };
}

const create = async (
  body: { name: string; role_id: string | null; description?: string },
  by = ownerToken,
) => (await qovery(by).tokens.createOrganizationApiToken(organization, body)).data as Made;
const list = async (by = ownerToken, name?: string, creatorName?: string, at = organization) =>
  (await qovery(by).tokens.listOrganizationApiTokens(at, name, creatorName)).data.results ?? [];
const remove = (id: string, by = ownerToken) =>
  qovery(by).tokens.deleteOrganizationApiToken(organization, id);

interface Made {
  readonly id: string;
  readonly token: string;
}

/** How the client's call was refused. */
async function refused(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  const error = await call.then(
    () => ({ response: undefined }),
    (thrown: unknown) => thrown as { response?: { status: number; data: Record<string, unknown> } },
  );
  const { status = 200, data = {} } = error.response ?? {};
  expect(data).toEqual({
    timestamp: expect.any(String),
    status,
    error: expect.any(String),
    message: expect.any(String),
    path: expect.stringMatching(/^\/organization\//),
  });
  return { status, message: String(data["message"]) };
}

async function send(method: string, path: string, authorization?: string, json?: unknown) {
  const response = await fetch(`${kw.url}/organization/${path}`, {
    method,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(json !== undefined && { "content-type": "application/json" }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as Made) };
}

describe("nothing comes of", () => {
  test("a request without a token or with one that is none", async () => {
    const path = `${organization}/apiToken`;
    expect((await send("GET", path)).status).toBe(401);
    for (const authorization of [
      "Token x",
      "Bearer x",
      "Token",
      "Bearer",
      ownerToken,
      `Basic ${ownerToken}`,
    ]) {
      expect((await send("POST", path, authorization, { name: "no" })).status).toBe(401);
    }
    expect((await refused(list("x"))).status).toBe(401);
  });

  test("a request by one who may not, which names what is missing", async () => {
    const nobody = await tenant.tokenOf({ name: "Nobody" });
    for (const [call, missing] of [
      [() => list(nobody.value), "Read"],
      [() => create({ name: "no", role_id: roleUuid }, nobody.value), "Create"],
      [() => remove(uuidOf(nobody.id), nobody.value), "Delete"],
      [() => qovery(nobody.value).roles.listOrganizationAvailableRoles(organization), "Create"],
    ] as const) {
      const { status, message } = await refused(call());
      expect([status, message]).toEqual([
        403,
        expect.stringContaining(`Team > Admin > ApiTokens > ${missing}`),
      ]);
    }
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: nobody.id } });
  });

  test("another organization's name, which is answered as one that does not exist", async () => {
    const other = await newTenant(kw, "Elsewhere");
    const theirs = await other.token("owner");
    const unknown = await refused(list(ownerToken, undefined, undefined, crypto.randomUUID()));
    expect(unknown.status).toBe(404);
    const names = [orgOf(other)?.id, teamOf(other)?.id].flatMap((id = "") => [id, uuidOf(id)]);
    for (const at of [other.orgId, other.teamId, ...names]) {
      expect(await refused(list(ownerToken, undefined, undefined, at))).toEqual(unknown);
    }
    expect((await refused(remove(uuidOf(theirs.id)))).status).toBe(404);
    expect(await endOf(theirs.client.login())).toBe("done");
  });

  test("more authority than one has: no role named is the administrators'", async () => {
    const issuer = await tenant.tokenOf({
      name: "Issuer",
      permissions: { teamScope: tokensTo("read", "create"), projectScope: [READ] },
    });
    for (const role of [null, undefined]) {
      const { status, message } = await refused(
        create({ name: "high", role_id: role as null }, issuer.value),
      );
      expect([status, message]).toEqual([403, expect.stringContaining("more authority than the token has")]);
    }
    expect((await create({ name: "low", role_id: roleUuid }, issuer.value)).token).toBeTruthy();
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: issuer.id } });
  });

  test("a role that does not exist, or is another organization's", async () => {
    const other = teamOf(await newTenant(kw, "Roles"));
    for (const role_id of ["no-role", crypto.randomUUID(), uuidOf(other?.roles.bySlug("admin")?.id ?? "")]) {
      const { status, message } = await refused(create({ name: "no", role_id }));
      expect([status, message]).toEqual([400, `There is no role '${role_id}'.`]);
    }
  });

  test("a body that asks for what would be passed over, or is none", async () => {
    for (const [body, field] of [
      [{ role_id: roleUuid }, "name"],
      [{ name: "", role_id: roleUuid }, "name"],
      [{ name: "x", role_id: 7 }, "role_id"],
      [{ name: "x", role_id: roleUuid, scope: "OWNER" }, "scope"],
      [{ name: "x", role_id: roleUuid, opa_policy: "package qovery" }, "opa_policy"],
      [{ name: "x", role_id: roleUuid, expires_at: "2001-01-01T00:00:00Z" }, "future"],
    ] as const) {
      const { status, message } = await refused(create(body as never));
      expect([status, message]).toEqual([400, expect.stringContaining(field)]);
    }
    const malformed = await fetch(`${kw.url}/organization/${organization}/apiToken`, {
      method: "POST",
      headers: { authorization: `Bearer ${ownerToken}`, "content-type": "application/json" },
      body: "{",
    });
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({ status: 400, error: "Bad Request" });
  });

  test("asking for no expiry where tokens must expire", async () => {
    const strict = await newTenant(kw, "Expiring");
    const by = `Bearer ${(await strict.token("owner")).value}`;
    const tokenPolicy = { allowNoExpiry: false };
    await strict.owner.patchTeam({ params: strict.params, body: { tokenPolicy } });
    const path = `${strict.teamId}/apiToken`;
    expect((await send("POST", path, by, { name: "x" })).status).toBe(400);
    const expires_at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3600_000).toISOString();
    const made = await send("POST", path, by, { name: "x", expires_at });
    expect([made.status, made.body]).toMatchObject([201, { expires_at }]);
  });
});

describe("Qovery's client", () => {
  test("creates a token, which works at once with the role, and lists it without its value", async () => {
    const creation = () => create({ name: "terraform", description: "for the shop", role_id: roleUuid });
    const { result: made, event } = await leavesOneEvent(tenant.owner, "token.issue", creation);
    expect(made).toMatchObject({ role_name: "Reader", role_id: roleUuid, description: "for the shop" });
    expect(made.id).toMatch(UUID);
    expect(event).toMatchObject({ after: { name: "terraform", role: "reader" } });
    expect(await endOf(kw.client(made.token).listProjects({ params: tenant.params }))).toBe("done");
    expect(await endOf(kw.client(made.token).listTokens({ params: tenant.params }))).toBe(
      "permission_missing",
    );
    const { token, ...listed } = made;
    expect(await list(ownerToken, "terraform")).toEqual([listed]);
    expect(JSON.stringify(await list())).not.toContain(token);
  });

  test("is given the administrators' role without one, and with the older scope", async () => {
    const [{ data: unscoped }, scoped] = await Promise.all([
      qovery(ownerToken).tokens.createOrganizationApiToken(organization, { name: "all", role_id: null }),
      send("POST", `${organization}/apiToken`, `Token ${ownerToken}`, { name: "all too", scope: "ADMIN" }),
    ]);
    for (const made of [unscoped, scoped.body]) expect(made).toMatchObject({ role_name: "admin" });
  });

  test("finds the roles it may give, by the ids it gives them by", async () => {
    const { data } = await qovery(ownerToken).roles.listOrganizationAvailableRoles(organization);
    expect(data.results?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["admin", "owner", "Reader"]),
    );
    expect(data.results).toContainEqual({ id: roleUuid, name: "Reader" });
    for (const role_id of [roleUuid, "reader", teamOf(tenant)?.roles.bySlug("reader")?.id ?? ""]) {
      expect(await create({ name: `by ${role_id}`, role_id })).toMatchObject({ role_id: roleUuid });
    }
  });

  test("lists by name and by who made it, exactly", async () => {
    const maker = await tenant.token("owner", { name: "the maker" });
    await create({ name: "made", role_id: roleUuid }, maker.value);
    await create({ name: "made later", role_id: roleUuid });
    const names = async (...asked: Parameters<typeof list>) => (await list(...asked)).map(({ name }) => name);
    expect(await names(ownerToken, "made")).toEqual(["made"]);
    expect(await names(ownerToken, undefined, "the maker")).toEqual(["made"]);
    expect(await names(ownerToken, "made later", "the maker")).toEqual([]);
    expect(await names()).toEqual(expect.arrayContaining(["made", "made later", "owner"]));
  });

  test("is not shown what is derived, and is not in its way", async () => {
    const before = await list();
    expect((await derive(kw, ownerToken, { name: "passing" })).status).toBe(200);
    expect(await list()).toEqual(before);
    expect(await create({ name: "passing", role_id: roleUuid })).toMatchObject({ name: "passing" });
  });

  test("is refused a second token of the same name: of two that ask at once, one", async () => {
    const twice = () => create({ name: "only one", role_id: roleUuid });
    const calls = await Promise.allSettled(Array.from({ length: 5 }, twice));
    const lost = calls.flatMap((call) => (call.status === "rejected" ? [call.reason as unknown] : []));
    expect(lost).toHaveLength(4);
    for (const error of lost) expect((await refused(Promise.reject(error))).status).toBe(409);
    const [kept, ...others] = await list(ownerToken, "only one");
    expect(others).toEqual([]);
    await remove(kept?.id ?? "");
    expect((await create({ name: "only one", role_id: roleUuid })).id).not.toBe(kept?.id);
  });

  test("deletes a token, which is refused on the next request and is gone from the list", async () => {
    const made = await create({ name: "short", role_id: roleUuid });
    const client = kw.client(made.token);
    expect(await endOf(client.login())).toBe("done");
    const { result } = await leavesOneEvent(tenant.owner, "token.revoke", () => remove(made.id));
    expect([result.status, result.data]).toEqual([204, ""]);
    expect(await endOf(client.login())).toBe("revoked");
    expect((await refused(list(made.token))).status).toBe(401);
    expect(await list(ownerToken, "short")).toEqual([]);
    expect((await refused(remove(made.id))).status).toBe(404);
    expect((await refused(remove(crypto.randomUUID()))).status).toBe(404);
  });

  test("neither sees nor deletes what is out of its sight, nor learns its name", async () => {
    const [admin] = [await tenant.token("admin", { name: "an administrator's" })];
    const limited = await tenant.tokenOf({
      name: "Limited",
      permissions: { teamScope: tokensTo("read", "create", "delete"), projectScope: [READ] },
    });
    const seen = await list(limited.value);
    expect(seen.map(({ role_name }) => role_name).filter((role) => role !== "Reader")).toEqual(["Limited"]);
    expect(await list(limited.value, "an administrator's")).toEqual([]);
    expect((await refused(remove(uuidOf(admin.id), limited.value))).status).toBe(404);
    expect(await endOf(admin.client.login())).toBe("done");
    const same = { name: "an administrator's", role_id: roleUuid };
    expect(await create(same, limited.value)).toMatchObject({ name: same.name });
  });
});

describe("an organization there is, here,", () => {
  test("the team by any name it has, with `Token` as with `Bearer`", async () => {
    const expected = (await list()).length;
    for (const at of [tenant.teamId, teamOf(tenant)?.id, organization, organization.toUpperCase()]) {
      for (const scheme of ["Token", "Bearer", "token"]) {
        const { status, body } = await send("GET", `${at}/apiToken`, `${scheme} ${ownerToken}`);
        expect([status, (body as unknown as { results: unknown[] }).results.length]).toEqual([200, expected]);
      }
    }
  });

  test("or the organization itself, with its own roles and tokens", async () => {
    const owner = await tenant.orgToken("owner", { name: "of the organization" });
    const org = orgOf(tenant);
    for (const at of [tenant.orgId, org?.id ?? "", uuidOf(org?.id ?? "")]) {
      const results = await list(owner.value, undefined, undefined, at);
      expect(results.map(({ name }) => name)).toEqual(["of the organization", "owner"]);
    }
    const body = { name: "everything", role_id: null };
    const { data } = await qovery(owner.value).tokens.createOrganizationApiToken(tenant.orgId, body);
    expect(data.role_id).toBe(uuidOf(org?.roles.bySlug("admin")?.id ?? ""));
    expect(await endOf(kw.client(data.token ?? "").listTeams())).toBe("done");
    // A team's token does not reach the organization's own.
    expect((await refused(list(ownerToken, undefined, undefined, tenant.orgId))).status).toBe(403);
  });
});

test("a token's value stands nowhere but in the answer that made it", async () => {
  const secrets = createMarkedSecrets();
  const { token } = await create({ name: "kept secret", role_id: roleUuid });
  secrets.keep("a token made through this door", token);
  await list(token).catch(() => undefined);
  const logs = { name: "the log", bytes: Buffer.from(kw.logs()) };
  expect(secrets.found([logs, ...(await rowsOf(kw.database))])).toEqual([]);
});
