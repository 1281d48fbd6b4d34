import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { endOf, newTenant, type Tenant } from "../../test/tenants.ts";
import { deliveries, startTwoServices, type TwoServices } from "./two-services.test-support.ts";

let services: TwoServices;
let tenant: Tenant;
let it: ReturnType<typeof deliveries>;
let connectionId: string;

beforeAll(async () => {
  services = await startTwoServices();
  tenant = services.tenant;
  it = deliveries(services);
  connectionId = await it.connection();
});
afterAll(() => services.close());

const SYNCS = ["read", "create", "update", "delete", "run"].map((verb) => `team:admin:secret-syncs:${verb}`);
const CONNECT = "team:admin:app-connections:connect";
const READ_VALUES = "project:secrets:secret-groups:read-values";
const UPDATE = "project:secrets:secret-groups:update";

let roles = 0;
/** Somebody who may do all with syncs, and this. */
async function maker(
  { team = [], project = [] }: { team?: string[]; project?: string[] },
  projects?: string[],
) {
  roles += 1;
  const permissions = { teamScope: [...SYNCS, ...team], projectScope: project };
  const restrictions = projects && { enabled: true, projects };
  const { client } = await tenant.tokenOf({
    name: `Maker ${roles}`,
    permissions,
    ...(restrictions && { restrictions }),
  });
  return client;
}

describe("a sync is not made, and nothing is delivered,", () => {
  test("by somebody who could not read what it delivers, or may not use the connection", async () => {
    const source = await it.group({ A: "1" });
    const body = { source, connectionId, destination: await it.destination({ KEPT: "1" }) };
    const makers = {
      "no values": await maker({ team: [CONNECT] }),
      "only config groups": await maker({
        team: [CONNECT],
        project: ["project:secrets:config-groups:read-values"],
      }),
      "no connection": await maker({ project: [READ_VALUES] }),
    };
    for (const client of Object.values(makers))
      await refuses(tenant.owner, "permission_missing", () => it.create(body, client));
    const able = await maker({ team: [CONNECT], project: [READ_VALUES] });
    const imports = { ...body, initialBehavior: "import-prefer-source" } as const;
    await refuses(tenant.owner, "permission_missing", () => it.create(imports, able));
    expect(await it.at(body.destination)).toEqual({ KEPT: "1" });
    const { id } = await it.create(body, able);
    await it.ended(id);
    expect(await endOf(it.create({ ...imports, destination: await it.destination() }, able))).toBe(
      "permission_missing",
    );
  });

  test("from a project or through a connection out of reach, which are said not to be there", async () => {
    const [ofShop, ofLab] = [await it.group({ A: "1" }), await it.group({ A: "1" }, { projectId: "lab" })];
    const client = await maker({ team: [CONNECT], project: [READ_VALUES] }, ["lab"]);
    const shops = await it.connect((await it.tokenThere()).token, { projectId: "shop" });
    const destination = await it.destination();
    for (const [field, body] of [
      ["source.secretGroupId", { source: ofShop, connectionId }],
      ["source.secretGroupId", { source: { ...ofShop, secretGroupId: "nowhere" }, connectionId }],
      ["source.secretGroupId", { source: { ...ofShop, projectId: "nowhere" }, connectionId }],
      ["connectionId", { source: ofLab, connectionId: shops }],
    ] as const) {
      const create = () => it.create({ ...body, destination }, client);
      const { details } = await refuses(tenant.owner, "unknown_reference", create);
      expect(Object.keys(details ?? {})).toEqual([field]);
    }
    // Whoever reaches both may still not mix them.
    await refuses(tenant.owner, "unknown_reference", () =>
      it.create({ source: ofLab, connectionId: shops, destination }),
    );
  });

  test("of a token by somebody who could not be shown its value", async () => {
    const { id: tokenId } = await tenant.token("owner");
    const source = { kind: "token", tokenId, variable: "KEY" } as const;
    const body = { source, connectionId, destination: await it.destination() };
    expect(await endOf(it.create(body, await maker({ team: [CONNECT] })))).toBe("unknown_reference");
    const seeing = [CONNECT, "team:admin:api-tokens:read-all", "team:admin:api-tokens:create"];
    expect(await endOf(it.create(body, await maker({ team: seeing })))).toBe("escalation");
    const { id: mine, client } = await tenant.tokenOf({
      name: "Without issuing",
      permissions: { teamScope: [...SYNCS, CONNECT] },
    });
    const own = { ...body, source: { ...source, tokenId: mine } };
    expect(await endOf(it.create(own, client))).toBe("permission_missing");
  });

  test.each([
    ["", "validation_failed"],
    ["{{secretKey}}", "validation_failed"],
    ["PRE_", "validation_failed"],
    ["{{secretKey}}{{secretKey}}", "validation_failed"],
    ["{{environment}}_{{secretKey}}", "validation_failed"],
    ["A B{{secretKey}}", "validation_failed"],
  ])("with the key schema %j", async (keySchema, code) => {
    const source = await it.group({ A: "1" });
    const destination = await it.destination();
    const create = () => it.create({ source, destination, connectionId, keySchema });
    const { message, details } = await refuses(tenant.owner, code, create);
    expect(Object.keys(details ?? {})).toEqual(["keySchema"]);
    expect(message).toMatch(/^The key schema .*\.$/);
  });

  test("to a destination that the connector does not understand: each field that is wrong is named", async () => {
    const source = await it.group({ A: "1" });
    for (const [field, destination] of [
      ["destination.projectId", { secretGroupId: "x" }],
      ["destination.secretGroupId", { projectId: "store", secretGroupId: "  " }],
      ["destination.folder", { projectId: "store", secretGroupId: "x", folder: "y" }],
    ] as const) {
      const create = () => it.create({ source, connectionId, destination });
      const { details } = await refuses(tenant.owner, "validation_failed", create);
      expect(Object.keys(details ?? {})).toEqual([field]);
    }
  });

  test("that would import what nobody is shown, or into what is no secret group", async () => {
    const hook = await it.webhook();
    const blind = { source: await it.group({}), connectionId: hook.id, destination: {} };
    await refuses(tenant.owner, "validation_failed", () =>
      it.create({ ...blind, initialBehavior: "import-prefer-destination" }),
    );
    const { id: tokenId } = await tenant.token("owner");
    const source = { kind: "token", tokenId, variable: "KEY" } as const;
    const body = { source, connectionId, destination: await it.destination() };
    await refuses(tenant.owner, "validation_failed", () =>
      it.create({ ...body, initialBehavior: "import-prefer-source" }),
    );
    await refuses(tenant.owner, "validation_failed", () =>
      it.create({ ...body, keySchema: "X_{{secretKey}}" }),
    );
  });

  test("twice under one name", async () => {
    const source = await it.group({ A: "1" });
    const name = it.name("twin");
    const { id } = await it.create({ name, source, connectionId, destination: await it.destination() });
    await it.ended(id);
    const destination = await it.destination();
    await refuses(tenant.owner, "sync_exists", () => it.create({ name, source, connectionId, destination }));
  });
});

describe("two syncs that would fight", () => {
  test("are refused, through whatever connection and app, and one that the caller may not see is not named", async () => {
    const destination = await it.destination();
    const source = await it.group({ A: "1" });
    const first = await it.get(await it.delivered({ source, connectionId, destination }));
    const other = await it.connect((await it.tokenThere()).token, { app: "keywright" });
    const named = { ...destination, projectName: "Under another name" };
    const rival = { source: await it.group({ B: "1" }), connectionId: other, destination: named };
    const { message } = await refuses(tenant.owner, "sync_conflict", () => it.create(rival));
    expect(message).toContain(`'${first.name}'`);
    const blind = await tenant.tokenOf({
      name: "Blind",
      permissions: { teamScope: ["team:admin:secret-syncs:create", CONNECT], projectScope: [READ_VALUES] },
    });
    const refused = await refuses(tenant.owner, "sync_conflict", () => it.create(rival, blind.client));
    expect(refused.message).not.toContain(first.name);
  });

  test("are not, when no name can be both their own: by schema, or as the one variable of a token", async () => {
    const destination = await it.destination({ OTHERS: "x" });
    const { id: tokenId } = await tenant.token("owner");
    const to = { connectionId, destination };
    await it.delivered({ ...to, source: await it.group({ A: "1" }), keySchema: "A_{{secretKey}}" });
    await it.delivered({ ...to, source: await it.group({ A: "2" }), keySchema: "B_{{secretKey}}" });
    await it.delivered({ ...to, source: { kind: "token", tokenId, variable: "KEY" } });
    expect(Object.keys(await it.at(destination)).sort()).toEqual(["A_A", "B_A", "KEY", "OTHERS"]);
    for (const keySchema of ["A_B_{{secretKey}}", "{{secretKey}}_X"]) {
      const body = { ...to, source: await it.group({}), keySchema };
      await refuses(tenant.owner, "sync_conflict", () => it.create(body));
    }
    const inTheWay = { kind: "token", tokenId, variable: "A_KEY" } as const;
    await refuses(tenant.owner, "sync_conflict", () => it.create({ ...to, source: inTheWay }));
  });

  test("made at the same moment are one", async () => {
    const destination = await it.destination();
    const bodies = await Promise.all(
      [1, 2, 3].map(async () => ({ source: await it.group({}), connectionId, destination })),
    );
    const ends = await Promise.all(bodies.map((body) => endOf(it.create(body))));
    expect(ends.sort()).toEqual(["done", "sync_conflict", "sync_conflict"]);
  });

  test("are refused also when a group moves to another environment, or a connection to another address", async () => {
    const destination = await it.destination();
    const to = { connectionId, destination, keySchema: "{{environment}}_{{secretKey}}" };
    const moving = await it.group({ A: "1" }, { environment: "staging" });
    const staying = await it.group({ A: "2" }, { environment: "production" });
    for (const source of [moving, staying]) await it.delivered({ ...to, source });
    const { projectId, secretGroupId: secretId } = moving;
    const params = { ...tenant.params, projectId, secretId };
    const move = () => tenant.owner.patchSecretGroup({ params, body: { environment: "production" } });
    await refuses(tenant.owner, "sync_conflict", move);
    expect(await it.at(destination)).toEqual({ staging_A: "1", production_A: "2" });
  });
});

describe("what a sync uses", () => {
  test("is not deleted under it; the refusal names what the caller may see and counts the others", async () => {
    const source = await it.group({ A: "1" });
    const through = await it.connection();
    const body = { source, connectionId: through, destination: await it.destination() };
    const { name } = await it.get(await it.delivered(body));
    const group = { ...tenant.params, projectId: source.projectId, secretId: source.secretGroupId };
    const connection = { ...tenant.params, connectionId: through };
    const removers = await tenant.tokenOf({
      name: "Remover",
      permissions: {
        teamScope: ["team:admin:app-connections:delete"],
        projectScope: ["project:secrets:secret-groups:delete"],
      },
    });
    for (const [by, words] of [
      [tenant.owner, `'${name}'`],
      [removers.client, "1 that you may not see"],
    ] as const) {
      const refused = [
        await refuses(tenant.owner, "secret_group_in_use", () => by.deleteSecretGroup({ params: group })),
        await refuses(tenant.owner, "app_connection_in_use", () =>
          by.deleteAppConnection({ params: connection }),
        ),
      ];
      for (const { message } of refused) expect(message).toContain(words);
    }
  });

  test("goes with its project, and the sync with it", async () => {
    await tenant.owner.createProject({ params: tenant.params, body: { name: "Passing" } });
    const source = await it.group({ A: "1" }, { projectId: "passing" });
    const sync = await it.create({ source, connectionId, destination: await it.destination() });
    const params = { ...tenant.params, projectId: "passing" };
    expect(await endOf(tenant.owner.deleteProject({ params }))).toBe("project_not_empty");
    const query = { delete_child_objects: "true" } as const;
    expect(await tenant.owner.deleteProject({ params, query })).toMatchObject({
      deletedSecretGroups: 1,
      deletedSyncs: 1,
    });
    expect(await endOf(it.get(sync.id))).toBe("not_found");
  });

  test("is not turned to another place by somebody who may not read what goes there", async () => {
    const source = await it.group({ A: "secret" });
    const through = await it.connection();
    const destination = await it.destination();
    await it.delivered({ source, connectionId: through, destination });
    const { client } = await tenant.tokenOf({
      name: "Keeper of connections",
      permissions: { teamScope: ["team:admin:app-connections:update"] },
    });
    const params = { ...tenant.params, connectionId: through };
    const elsewhere = { apiToken: services.here.operatorToken, baseUrl: services.here.url };
    const turn = () => client.patchAppConnection({ params, body: { credentials: elsewhere } });
    await refuses(tenant.owner, "permission_missing", turn);
    expect(await endOf(client.patchAppConnection({ params, body: { description: "x" } }))).toBe("done");
  });
});

describe("a sync is not there", () => {
  test("for another organization, another team, or whoever does not reach its project", async () => {
    const source = await it.group({ A: "1" });
    const { id: syncId } = await it.create({ source, connectionId, destination: await it.destination() });
    const stranger = await newTenant(services.here, "Strangers");
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Beside" } });
    const lab = await maker({}, ["lab"]);
    for (const [client, place] of [
      [stranger.owner, stranger.params],
      [tenant.owner, { teamId }],
      [lab, tenant.params],
    ] as const) {
      const params = { ...place, syncId };
      const calls = [
        client.getSync({ params }),
        client.patchSync({ params, body: { description: "mine" } }),
        client.listSyncRuns({ params }),
        client.startSyncRun({ params, body: { kind: "remove" } }),
        client.getSyncDrift({ params }),
        client.deleteSync({ params }),
      ];
      expect(await Promise.all(calls.map(endOf))).toEqual(calls.map(() => "not_found"));
      expect((await client.listSyncs({ params: place })).syncs.map(({ id }) => id)).not.toContain(syncId);
    }
  });
});

describe("a sync", () => {
  test("is shown as it was made, with its runs, and leaves events without values", async () => {
    const source = await it.group({ A: "a-secret-value" });
    const destination = await it.destination();
    const { result, event } = await leavesOneEventOf("sync.create", () =>
      it.create({ source, connectionId, destination, keySchema: "K_{{secretKey}}", description: "Ours" }),
    );
    expect(result).toMatchObject({
      projectId: "shop",
      source: { ...source, name: expect.any(String) as string },
      connection: { id: connectionId, app: "northflank" },
      destination,
      initialBehavior: "overwrite",
      deletes: true,
      automatic: true,
      lastRuns: { sync: { status: "pending", trigger: "creation", attempts: 0 } },
      lastSyncedAt: null,
    });
    const run = await it.ended(result.id);
    expect(run).toMatchObject({ status: "succeeded", created: ["K_A"], attempts: 1 });
    const params = { ...tenant.params, syncId: result.id };
    const shown = await tenant.owner.getSync({ params });
    expect(shown.lastRuns.sync).toEqual(run);
    expect(shown.lastSyncedAt).not.toBeNull();
    expect(await tenant.owner.getSyncRun({ params: { ...params, runId: run.id } })).toEqual(run);
    const events = await tenant.owner.listOrgAuditEvents({ query: { action: "sync.*" } });
    expect(JSON.stringify([event, events, shown])).not.toContain("a-secret-value");
    for (const query of [
      { connectionId },
      { projectId: "shop", secretGroupId: source.secretGroupId },
      { status: "succeeded" as const },
    ]) {
      const { syncs } = await tenant.owner.listSyncs({
        params: tenant.params,
        query: { ...query, per_page: 100 },
      });
      expect(syncs.map(({ id }) => id)).toContain(result.id);
    }
  });

  /** Beside those of runs that have just ended. */
  async function leavesOneEventOf<T>(action: string, operation: () => Promise<T>) {
    const result = await operation();
    const { auditEvents } = await tenant.owner.listOrgAuditEvents({ query: { action, per_page: 1 } });
    return { result, event: auditEvents[0] };
  }

  test("goes on when whoever made it has left", async () => {
    const { id: tokenId, client } = await tenant.tokenOf({
      name: "Leaving",
      permissions: { teamScope: [...SYNCS, CONNECT], projectScope: [READ_VALUES, UPDATE] },
    });
    const source = await it.group({ A: "1" });
    const destination = await it.destination();
    const { id } = await it.create({ source, connectionId, destination }, client);
    await it.ended(id);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId } });
    await it.edit(source, { A: "2" });
    await expect.poll(() => it.at(destination), { timeout: 5000 }).toEqual({ A: "2" });
  });

  test("is edited without all that making it takes, as long as the same goes to the same place", async () => {
    const source = await it.group({ A: "1" });
    const destination = await it.destination();
    const { id } = await it.create({ source, connectionId, destination });
    const client = await maker({});
    const params = { ...tenant.params, syncId: id };
    const patch = (body: Parameters<typeof client.patchSync>[0]["body"]) =>
      client.patchSync({ params, body });
    await leavesOneEventOf("sync.update", () => patch({ description: "Theirs", automatic: false }));
    expect(await endOf(patch({ source, connectionId, destination }))).toBe("done");
    for (const body of [
      { destination: await it.destination() },
      { connectionId: await it.connection() },
      { source: await it.group({}) },
      { keySchema: "X_{{secretKey}}" },
    ])
      expect(await endOf(patch(body))).toBe("permission_missing");
  });
});

test("an audit event is left for each request, and none for a refused one", async () => {
  const source = await it.group({ A: "1" });
  const body = { source, connectionId, destination: await it.destination() };
  const id = await it.delivered({ ...body, automatic: false });
  const params = { ...tenant.params, syncId: id };
  await leavesOneEvent(tenant.owner, "sync.update", () =>
    tenant.owner.patchSync({ params, body: { description: "x" } }),
  );
  await refuses(tenant.owner, "validation_failed", () =>
    tenant.owner.startSyncRun({ params, body: { kind: "sync", prefer: "source" } }),
  );
  await leavesOneEvent(tenant.owner, "sync.delete", () => tenant.owner.deleteSync({ params }));
  expect(await it.at(body.destination)).toEqual({ A: "1" });
});
