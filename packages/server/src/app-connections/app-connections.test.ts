import type { Client } from "@keywright/sdk";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { type Answering, startPlatform, welcomed, welcomedTo } from "../../test/platform.ts";
import { endOf, newTenant, type Tenant } from "../../test/tenants.ts";
import { masterKeyFile } from "../config.ts";
import { createEncryption } from "../encryption/data-keys.ts";
import { loadMasterKeys } from "../encryption/master-keys.ts";
import { checkDueConnections } from "./health-checks.ts";
import { createPlatformHttp } from "./platform-http.ts";

type Body = Parameters<Client["createAppConnection"]>[0]["body"];
type Patch = Parameters<Client["patchAppConnection"]>[0]["body"];

const ALL = ["read", "create", "update", "delete", "connect"].map(
  (verb) => `team:admin:app-connections:${verb}`,
);
const SECRET = "pasted-by-a-person";

let kw: TestService;
let tenant: Tenant;
let platform: Awaited<ReturnType<typeof startPlatform>>;
let answering: Answering;
const WELCOME: Answering = (_request, response) => response.end('{"data":{"projects":[]}}');

beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Connecting");
  platform = await startPlatform((request, response) => answering(request, response));
  for (const name of ["Shop", "Lab"])
    await tenant.owner.createProject({ params: tenant.params, body: { name } });
});
afterAll(async () => {
  await kw.close();
  await platform.close();
});

let made = 0;
function toPlatform(fields: Partial<Body> = {}): Body {
  made += 1;
  const credentials = { apiToken: SECRET, baseUrl: platform.url };
  return { name: `made-${made}`, app: "northflank", method: "api-token", credentials, ...fields };
}
const create = (body: Body, by = tenant.owner) => by.createAppConnection({ params: tenant.params, body });
const at = (connectionId: string) => ({ ...tenant.params, connectionId });
const patch = (id: string, body: Patch, by = tenant.owner) => by.patchAppConnection({ params: at(id), body });
async function createWelcome(fields: Partial<Body> = {}) {
  answering = WELCOME;
  return create(toPlatform(fields));
}

/** A platform that says the same to everybody. */
function says(status: number, body: string, headers: Record<string, string> = {}): Answering {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

describe("a connection is not made, and nothing is left behind,", () => {
  test.each<[string, string, Answering]>([
    ["rejects the credentials", "credentials_rejected", says(401, '{"error":{"message":"expired"}}')],
    [
      "lets them do too little",
      "platform_permission_missing",
      says(403, '{"error":{"message":"Projects > Read"}}'),
    ],
    ["does not know the path", "platform_refused", says(404, "{}")],
    ["is broken", "platform_unavailable", says(500, "{}")],
    ["answers with a page", "platform_unavailable", says(200, "<html><body>Welcome</body></html>")],
    ["sends elsewhere", "platform_unavailable", says(302, "", { location: "http://127.0.0.1/" })],
    ["wants to be left alone", "platform_unavailable", says(429, "{}", { "retry-after": "60" })],
    ["says more than is read", "platform_unavailable", says(200, " ".repeat(5 * 1024 * 1024))],
    ["repeats the credentials", "credentials_rejected", says(401, `{"error":{"message":"not ${SECRET}"}}`)],
  ])("when the platform %s", async (_how, code, behaviour) => {
    answering = behaviour;
    const { message } = await refuses(tenant.owner, code, () => create(toPlatform()));
    expect(message).toMatch(/^[A-Z].{20,300}$/s);
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain("<html>");
  });

  test.each([
    "http://169.254.169.254",
    "http://[::ffff:169.254.169.254]",
    "http://[fd00:ec2::254]",
    "http://1.1.1.1",
  ])("when its address is %s", async (baseUrl) => {
    const body = toPlatform({ credentials: { apiToken: SECRET, baseUrl } });
    await refuses(tenant.owner, "address_not_allowed", () => create(body));
  });

  test("when it lies on this machine, and the operator has not allowed that", async () => {
    const strict = await startTestService({ env: { KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: "0" } });
    const body = toPlatform();
    const byName = { apiToken: SECRET, baseUrl: platform.url.replace("127.0.0.1", "localhost") };
    answering = WELCOME;
    for (const credentials of [body.credentials, byName]) {
      const made = strict.operator.createAppConnection({ body: { ...body, credentials } });
      expect(await endOf(made)).toBe("address_not_allowed");
    }
    await strict.close();
  });

  test("when it names an app, a method or a project that there is not", async () => {
    for (const [field, fields] of [
      ["app", { app: "nowhere" }],
      ["method", { method: "password" }],
      ["projectId", { projectId: "nowhere" }],
    ] as const) {
      const { details } = await refuses(tenant.owner, "unknown_reference", () => create(toPlatform(fields)));
      expect(Object.keys(details ?? {})).toEqual([field]);
    }
  });

  test("when the credentials are not those of the app: each field that is wrong is named, and no value", async () => {
    for (const [field, credentials] of [
      ["credentials.apiToken", {}],
      ["credentials.apiToken", { apiToken: "  " }],
      ["credentials.baseUrl", { apiToken: SECRET, baseUrl: "no address" }],
      ["credentials.password", { apiToken: SECRET, password: "hunter2-secret" }],
    ] as const) {
      const refused = await refuses(tenant.owner, "validation_failed", () =>
        create(toPlatform({ credentials })),
      );
      expect(Object.keys(refused.details ?? {})).toEqual([field]);
      expect(JSON.stringify([refused.message, refused.details])).not.toMatch(/hunter2|pasted/);
    }
  });

  test("when the team has one of this name, of which the platform never hears", async () => {
    const { name } = await createWelcome();
    let asked = false;
    answering = (request, response) => {
      asked = true;
      WELCOME(request, response);
    };
    await refuses(tenant.owner, "app_connection_exists", () => create(toPlatform({ name })));
    expect(asked).toBe(false);
  });

  test("twice of two requests for one name at the same time", async () => {
    answering = WELCOME;
    const body = toPlatform();
    const ends = await Promise.all([endOf(create(body)), endOf(create(body))]);
    expect(ends.sort()).toEqual(["app_connection_exists", "done"]);
  });
});

describe("a connection is not there", () => {
  test("for another organization, and for another team", async () => {
    const { id } = await createWelcome();
    const stranger = await newTenant(kw, "Strangers");
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Beside" } });
    const everywhere = [
      { client: stranger.owner, params: { ...stranger.params, connectionId: id } },
      { client: tenant.owner, params: { teamId, connectionId: id } },
    ];
    for (const { client, params } of everywhere) {
      const calls = [
        client.getAppConnection({ params }),
        client.patchAppConnection({ params, body: { description: "mine" } }),
        client.checkAppConnection({ params }),
        client.listPlatformProjects({ params }),
        client.deleteAppConnection({ params }),
      ];
      expect(await Promise.all(calls.map(endOf))).toEqual(calls.map(() => "not_found"));
    }
  });

  test("for who does not reach its project: in no list, under no id, and not to be made", async () => {
    const ofShop = await createWelcome({ projectId: "shop" });
    const ofTeam = await createWelcome();
    const restrictions = { enabled: true, projects: ["lab"] };
    const role = { name: "Of the lab", permissions: { teamScope: ALL }, restrictions };
    const { client } = await tenant.tokenOf(role);
    const query = { per_page: 100 };
    for (const list of [
      (await client.listAppConnections({ query })).appConnections,
      (await client.listAvailableAppConnections({ query })).appConnections,
    ]) {
      expect(list.map(({ id }) => id)).toContain(ofTeam.id);
      expect(list.map(({ id }) => id)).not.toContain(ofShop.id);
    }
    expect((await client.listAppConnections({ query: { projectId: "shop" } })).appConnections).toEqual([]);
    expect(await endOf(client.getAppConnection({ params: at(ofShop.id) }))).toBe("not_found");
    expect(await endOf(client.listPlatformProjects({ params: at(ofShop.id) }))).toBe("not_found");
    expect(await endOf(patch(ofShop.id, { description: "x" }, client))).toBe("not_found");
    expect(await endOf(client.deleteAppConnection({ params: at(ofShop.id) }))).toBe("not_found");
    expect(await endOf(create(toPlatform({ projectId: "shop" }), client))).toBe("unknown_reference");
    expect(await endOf(create(toPlatform({ projectId: "lab" }), client))).toBe("done");
  });
});

describe("a connection", () => {
  test("shows all but its credentials, and leaves an event without them", async () => {
    answering = WELCOME;
    const { result, event } = await leavesOneEvent(tenant.owner, "app-connection.create", () =>
      create(toPlatform({ description: "Ours", projectId: "shop" })),
    );
    expect(result).toMatchObject({ app: "northflank", projectId: "shop", version: 1, lastUsedAt: null });
    expect(result.health.status).toBe("ok");
    const shown = await tenant.owner.getAppConnection({ params: at(result.id) });
    expect(shown).toEqual(result);
    expect(JSON.stringify([shown, event])).not.toContain(SECRET);
    expect(shown).not.toHaveProperty("credentials");
  });

  test("has another fingerprint and version exactly when the credentials are others", async () => {
    const { id, ...first } = await createWelcome();
    const other = { apiToken: `${SECRET}-2`, baseUrl: platform.url };
    const same = await patch(id, { description: "x", credentials: toPlatform().credentials });
    expect([same.version, same.credentialsHash]).toEqual([1, first.credentialsHash]);
    const second = await patch(id, { credentials: other });
    expect(second.version).toBe(2);
    expect(second.credentialsHash).not.toBe(first.credentialsHash);
    const back = await patch(id, { credentials: toPlatform().credentials });
    expect([back.version, back.credentialsHash]).toEqual([3, first.credentialsHash]);
    expect((await createWelcome()).credentialsHash).not.toBe(first.credentialsHash);
  });

  test("keeps its credentials when the platform does not accept others", async () => {
    const { id, version, credentialsHash } = await createWelcome();
    answering = says(401, "{}");
    const credentials = { apiToken: "wrong", baseUrl: platform.url };
    await refuses(tenant.owner, "credentials_rejected", () => patch(id, { credentials }));
    const kept = await tenant.owner.getAppConnection({ params: at(id) });
    expect(kept).toMatchObject({ version, credentialsHash, health: { status: "ok" } });
  });

  test("that is moved to another row does not open there", async () => {
    const [from, to] = [await createWelcome(), await createWelcome()];
    await sql`
      update app_connection as moved set data_key_id = other.data_key_id, ciphertext = other.ciphertext
      from app_connection as other where moved.id = ${to.id} and other.id = ${from.id}
    `.execute(kw.database.kysely);
    expect(await endOf(tenant.owner.listPlatformProjects({ params: at(to.id) }))).toBe("internal_error");
  });

  test("asks the platform once for a write that is sent twice", async () => {
    let asked = 0;
    answering = (request, response) => {
      asked += 1;
      WELCOME(request, response);
    };
    const [body, again] = [toPlatform(), { idempotencyKey: "twice" }];
    const send = () => tenant.owner.createAppConnection({ params: tenant.params, body }, again);
    const first = await send();
    answering = says(500, "");
    expect(await send()).toEqual(first);
    expect(asked).toBe(1);
    const other = { params: tenant.params, body: toPlatform() };
    await refuses(tenant.owner, "platform_unavailable", () => tenant.owner.createAppConnection(other, again));
    answering = WELCOME;
    await refuses(tenant.owner, "idempotency_key_reused", () =>
      tenant.owner.createAppConnection(other, again),
    );
  });

  test("is deleted with its project, which is not empty while it is there", async () => {
    const params = { ...tenant.params, projectId: "passing" };
    await tenant.owner.createProject({ params: tenant.params, body: { name: "Passing" } });
    const { id } = await createWelcome({ projectId: "passing" });
    expect(await endOf(tenant.owner.deleteProject({ params }))).toBe("project_not_empty");
    const query = { delete_child_objects: "true" } as const;
    expect(await tenant.owner.deleteProject({ params, query })).toMatchObject({ deletedAppConnections: 1 });
    expect(await endOf(tenant.owner.getAppConnection({ params: at(id) }))).toBe("not_found");
  });

  test("lists what is on the platform, notes that it was used, and never takes a failure for an empty list", async () => {
    const body = { ...welcomed("places"), name: "places" };
    const { id } = await create(body);
    const params = { ...at(id), platformProjectId: welcomedTo("places") };
    expect((await tenant.owner.listPlatformProjects({ params })).projects).toEqual([
      { id: "places-place", name: "places-place" },
    ]);
    expect((await tenant.owner.listPlatformSecretGroups({ params })).secretGroups).toHaveLength(1);
    expect((await tenant.owner.getAppConnection({ params })).lastUsedAt).not.toBeNull();
    const nowhere = { ...params, platformProjectId: "../projects" };
    expect(await endOf(tenant.owner.listPlatformSecretGroups({ params: nowhere }))).toBe("not_found");
    const broken = await createWelcome();
    answering = says(500, "");
    expect(await endOf(tenant.owner.listPlatformProjects({ params: at(broken.id) }))).toBe(
      "platform_unavailable",
    );
  });
});

describe("the health of a connection", () => {
  test("is what the platform says when it is asked, and an event", async () => {
    const { id } = await createWelcome();
    for (const [behaviour, status] of [
      [says(401, "{}"), "failing"],
      [says(500, "{}"), "unknown"],
      [WELCOME, "ok"],
    ] as const) {
      answering = behaviour;
      const { result, event } = await leavesOneEvent(tenant.owner, "app-connection.check", () =>
        tenant.owner.checkAppConnection({ params: at(id) }),
      );
      expect(result.health.status).toBe(status);
      expect(result.health.message === undefined).toBe(status === "ok");
      expect(event.after).toMatchObject({ health: status });
    }
  });

  test("is asked for by itself, once when it is due, and only news is an event", async () => {
    const { id } = await createWelcome();
    const encryption = createEncryption(await loadMasterKeys([], masterKeyFile(kw.dataDir)));
    const openHttp = createPlatformHttp({ reach: { privateAddresses: true } });
    const { database, authority } = kw.app;
    const deps = { database, authority, encryption, openHttp, noteActivity: () => {} };
    const check = () => checkDueConnections(deps, new AbortController().signal);
    const due = () =>
      database.kysely.transaction().execute((tx) =>
        tx
          .updateTable("app_connection")
          .set({ next_check_at: new Date(0) })
          .where("id", "=", id)
          .execute(),
      );
    answering = says(401, "{}");
    expect(await check()).toBe(0);
    await due();
    await leavesOneEvent(tenant.owner, "app-connection.check", async () => {
      expect(await check()).toBe(1);
      await due();
      expect(await check()).toBe(1);
      expect(await check()).toBe(0);
    });
    expect((await tenant.owner.getAppConnection({ params: at(id) })).health.status).toBe("failing");
  });
});
