import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uuidOf } from "../../src/ids.ts";
import { leavesOneEvent } from "../audit-trail.ts";
import { newTenant, type Tenant } from "../tenants.ts";
import { startTwoSides, type TwoSides } from "./two-sides.ts";

const PATH = "/api/v1/secret-syncs";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT.*Z$/;

let sides: TwoSides;
let tenant: Tenant;
let token: string;
let projectUuid: string;
let connectionUuid: string;

beforeAll(async () => {
  sides = await startTwoSides();
  ({ tenant } = sides);
  token = (await tenant.token("owner")).value;
  projectUuid = await sides.newProject("Shop");
  await sides.newGroup("Database", { URL: "one", LEVEL: "two" }, "staging");
  await sides.newGroup("Common", { SHARED: "three" });
  connectionUuid = await sides.newConnection("northflank");
});
afterAll(() => sides.close());

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly syncStatus: string | null;
  readonly importStatus: string | null;
  readonly removeStatus: string | null;
  readonly lastSyncMessage: string | null;
}

/** What an answer may have; which of it there is, the tests say. */
interface Body {
  readonly secretSync: Shown;
  readonly secretSyncs: Shown[];
  readonly hasDuplicate: boolean;
  readonly message: unknown;
}

interface Answer {
  readonly status: number;
  readonly body: Body;
}

async function ask(method: string, path: string, json?: unknown, by: string | null = token): Promise<Answer> {
  const response = await fetch(`${sides.ours.url}${PATH}${path}`, {
    method,
    headers: {
      ...(by !== null && { authorization: `Bearer ${by}` }),
      ...(json !== undefined && { "content-type": "application/json" }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

let made = 0;
function bodyOf(fields: object): Record<string, unknown> {
  made += 1;
  return {
    name: `made-${made}`,
    projectId: projectUuid,
    connectionId: connectionUuid,
    environment: "staging",
    secretPath: "/database",
    syncOptions: { initialSyncBehavior: "overwrite-destination" },
    ...fields,
  };
}

async function newSync(fields: object): Promise<Shown> {
  const { status, body } = await ask("POST", "/northflank", bodyOf(fields));
  expect([status, body]).toMatchObject([200, { secretSync: {} }]);
  return body.secretSync;
}

const read = async (id: string) => (await ask("GET", `/northflank/${id}`)).body.secretSync;

/** Once no run of this kind is under way. */
async function ended(id: string, kind: "sync" | "import" | "remove" = "sync"): Promise<Shown> {
  await expect
    .poll(async () => (await read(id))[`${kind}Status`], { timeout: 30_000 })
    .toMatch(/^(succeeded|failed)$/);
  return read(id);
}

describe("no sync comes of", () => {
  const anywhere = { destinationConfig: { projectId: "web", secretGroupId: "nowhere" } };

  test("a request without a token, or with one that may not", async () => {
    expect((await ask("POST", "/northflank", bodyOf(anywhere), null)).status).toBe(401);
    const permissions = { teamScope: ["team:admin:secret-syncs:read"] };
    const reader = await tenant.tokenOf({ name: "Reader", permissions });
    const refused = await ask("POST", "/northflank", bodyOf(anywhere), reader.value);
    expect(refused).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining("Create"), error: "PermissionDenied" },
    });
    const teamScope = ["team:admin:secret-syncs:*", "team:admin:app-connections:connect"];
    const maker = await tenant.tokenOf({ name: "Maker", permissions: { teamScope } });
    // Whoever cannot read the values cannot send them anywhere either.
    expect((await ask("POST", "/northflank", bodyOf(anywhere), maker.value)).status).toBeOneOf([403, 404]);
  });

  test.each([
    ["projectId", { projectId: "shop" }],
    ["environment", { environment: undefined }],
    ["syncOptions.initialSyncBehavior", { syncOptions: { initialSyncBehavior: "x" } }],
    [
      "syncOptions.keySchema",
      { syncOptions: { initialSyncBehavior: "overwrite-destination", keySchema: "{{secretKey}}" } },
    ],
    ["destinationConfig.secretGroupId", { destinationConfig: { projectId: "web" } }],
    ["name", { name: "No Slug" }],
    ["secretPath", { secretPath: "/a\0b" }],
    ["destinationConfig.projectId", { destinationConfig: { projectId: "a\0b", secretGroupId: "x" } }],
    ["description", { description: "a\0b" }],
  ])("a field that is wrong, which is named: %s", async (field, wrong) => {
    const { status, body } = await ask("POST", "/northflank", bodyOf({ ...anywhere, ...wrong }));
    expect(status).toBe(422);
    const [issue] = body.message as { path: string[] }[];
    expect(issue?.path.join(".")).toBe(field);
  });

  test.each([
    ["that is not there", { secretPath: "/nowhere" }],
    ["of another environment", { environment: "production" }],
    ["of an environment that the project does not have", { secretPath: "/common", environment: "nowhere" }],
    ["that holds groups and no secrets", { secretPath: "/" }],
    ["below a group", { secretPath: "/database/more" }],
  ])("a folder %s", async (_, where) => {
    const { status, body } = await ask("POST", "/northflank", bodyOf({ ...anywhere, ...where }));
    expect([status, body.message]).toEqual([404, expect.stringContaining("Could not find a folder")]);
  });

  test("a project or connection that is not there, or a connection to another app", async () => {
    for (const unknown of [{ projectId: randomUUID() }, { connectionId: randomUUID() }]) {
      expect((await ask("POST", "/northflank", bodyOf({ ...anywhere, ...unknown }))).status).toBe(404);
    }
    const other = { ...anywhere, connectionId: await sides.newConnection("keywright") };
    expect(await ask("POST", "/northflank", bodyOf(other))).toMatchObject({
      status: 400,
      body: { message: `App Connection with ID ${other.connectionId} is not for App "northflank"` },
    });
    expect((await ask("POST", "/nowhere", bodyOf(anywhere))).status).toBe(404);
  });

  test("any of these: there is none", async () => {
    const { body } = await ask("GET", `/northflank?projectId=${projectUuid}`);
    expect(body).toEqual({ secretSyncs: [] });
  });
});

test("the create request is answered in the shape of the original, and the secrets arrive", async () => {
  const { destinationConfig, read: readThere } = await sides.newPlace({ OTHER: "theirs" });
  const request = bodyOf({
    name: "shaped",
    description: "Ours",
    destinationConfig: { ...destinationConfig, secretGroupName: "Named" },
    syncOptions: { initialSyncBehavior: "overwrite-destination", keySchema: "WEB_{{secretKey}}" },
  });
  const { result, event } = await leavesOneEvent(tenant.owner, "sync.create", () =>
    ask("POST", "/northflank", request),
  );
  expect(result.status).toBe(200);
  expect(result.body).toEqual({
    secretSync: {
      id: expect.stringMatching(UUID),
      name: "shaped",
      description: "Ours",
      isAutoSyncEnabled: true,
      version: 1,
      projectId: projectUuid,
      folderId: expect.stringMatching(UUID),
      connectionId: connectionUuid,
      createdAt: expect.stringMatching(INSTANT),
      updatedAt: expect.stringMatching(INSTANT),
      syncStatus: expect.stringMatching(/^(pending|running|succeeded)$/),
      lastSyncJobId: expect.stringMatching(UUID),
      lastSyncMessage: null,
      lastSyncedAt: null,
      importStatus: null,
      lastImportJobId: null,
      lastImportMessage: null,
      lastImportedAt: null,
      removeStatus: null,
      lastRemoveJobId: null,
      lastRemoveMessage: null,
      lastRemovedAt: null,
      syncOptions: {
        initialSyncBehavior: "overwrite-destination",
        keySchema: "WEB_{{secretKey}}",
        disableSecretDeletion: false,
      },
      connection: { app: "northflank", name: "northflank", id: connectionUuid },
      environment: { slug: "staging", name: "staging", id: expect.stringMatching(UUID) },
      folder: { id: expect.stringMatching(UUID), path: "/database" },
      destination: "northflank",
      destinationConfig: { ...destinationConfig, secretGroupName: "Named" },
    },
  });
  expect(JSON.stringify(event)).not.toContain("one");
  const { id } = result.body.secretSync;
  expect(await ended(id)).toMatchObject({
    syncStatus: "succeeded",
    lastSyncMessage: null,
    lastSyncedAt: expect.stringMatching(INSTANT),
  });
  expect(await readThere()).toEqual({ OTHER: "theirs", WEB_URL: "one", WEB_LEVEL: "two" });
});

test("a name and a destination are taken once, and it can be asked beforehand", async () => {
  const { destinationConfig } = await sides.newPlace();
  const question = { destinationConfig, projectId: projectUuid, connectionId: connectionUuid };
  const isTaken = async (more: object = {}) =>
    (await ask("POST", "/northflank/check-destination", { ...question, ...more })).body;
  expect(await isTaken()).toEqual({ hasDuplicate: false });
  const { id, name } = await newSync({ destinationConfig });
  expect(await isTaken()).toEqual({ hasDuplicate: true, duplicateProjectId: projectUuid });
  expect(await isTaken({ excludeSyncId: id })).toEqual({ hasDuplicate: false });
  for (const [fields, message] of [
    [{ name, destinationConfig: (await sides.newPlace()).destinationConfig }, name],
    [{ destinationConfig }, "writes to this destination"],
  ] as const) {
    const refused = await ask("POST", "/northflank", bodyOf(fields));
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining(message)]);
  }
  const inUse = await fetch(`${sides.ours.url}/api/v1/app-connections/northflank/${connectionUuid}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${token}` },
  });
  expect([inUse.status, await inUse.json()]).toMatchObject([400, { message: expect.stringContaining(name) }]);
});

test("syncs are found by id, by name and in the list of their app and project", async () => {
  const { id, name } = await newSync({
    name: "found",
    destinationConfig: (await sides.newPlace()).destinationConfig,
  });
  const inProject = `?projectId=${projectUuid}`;
  const namesAt = async (path: string) => (await ask("GET", path)).body.secretSyncs.map(({ name }) => name);
  expect(await namesAt(`/northflank${inProject}`)).toContain("found");
  expect(await namesAt(`/keywright${inProject}`)).toEqual([]);
  expect(await namesAt(`/northflank?projectId=${await sides.newProject("Other")}`)).toEqual([]);
  expect((await ask("GET", `/northflank/sync-name/${name}${inProject}`)).body.secretSync.id).toBe(id);
  expect((await ask("GET", `/northflank/sync-name/nothing${inProject}`)).status).toBe(404);
  expect((await ask("GET", "/northflank")).status).toBe(422);
  for (const method of ["GET", "DELETE"]) {
    expect(await ask(method, `/keywright/${id}`)).toMatchObject({
      status: 400,
      body: { message: `Secret Sync with ID ${id} is not for App "keywright"` },
    });
  }
  const stranger = await (await newTenant(sides.ours, "Strangers")).token("owner");
  for (const [path, by] of [
    [`/northflank/${id}`, stranger.value],
    [`/northflank/${randomUUID()}`, token],
    ["/northflank/no-uuid", token],
  ] as const) {
    expect((await ask("GET", path, undefined, by)).status).toBe(404);
  }
  const permissions = { teamScope: ["team:admin:secret-syncs:*"] };
  const blind = { teamScope: ["team:admin:secret-syncs:run", "team:admin:secret-syncs:delete"] };
  const runner = await tenant.tokenOf({ name: "Runner", permissions: blind });
  // What they answer with is for whoever may read it.
  for (const [method, path] of [
    ["POST", `/northflank/${id}/sync-secrets`],
    ["DELETE", `/northflank/${id}`],
  ] as const) {
    const refused = await ask(method, path, undefined, runner.value);
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([403, expect.not.stringContaining(name)]);
  }
  const restrictions = { enabled: true, projects: ["other"] };
  const elsewhere = await tenant.tokenOf({ name: "Elsewhere", permissions, restrictions });
  for (const method of ["GET", "PATCH", "DELETE"]) {
    const json = method === "PATCH" ? {} : undefined;
    expect((await ask(method, `/northflank/${id}`, json, elsewhere.value)).status).toBe(404);
  }
  const wide = await tenant.orgTokenOf({ name: "Wide", permissions });
  await tenant.owner.createTeam({ body: { name: "Another" } });
  expect((await ask("GET", `/northflank/${id}`, undefined, wide.value)).status).toBe(200);
});

test("an edit moves it to another folder, and options are given whole", async () => {
  const { destinationConfig, read: readThere } = await sides.newPlace();
  const syncOptions = { initialSyncBehavior: "overwrite-destination", disableSecretDeletion: true };
  const { id } = await newSync({ destinationConfig, syncOptions });
  await ended(id);
  const patch = (json: object) => ask("PATCH", `/northflank/${id}`, json);
  expect((await patch({ environment: "production" })).status).toBe(404);
  const moved = await patch({ secretPath: "/common", isAutoSyncEnabled: false, description: "Moved" });
  expect(moved.body.secretSync).toMatchObject({
    description: "Moved",
    isAutoSyncEnabled: false,
    // It serves all of them.
    environment: null,
    folder: { path: "/common" },
    syncOptions,
  });
  await expect.poll(readThere).toEqual({ URL: "one", LEVEL: "two", SHARED: "three" });
  const whole = await patch({ syncOptions: { initialSyncBehavior: "overwrite-destination" } });
  expect(whole.body.secretSync).toMatchObject({ syncOptions: { disableSecretDeletion: false } });
  await expect.poll(readThere).toEqual({ SHARED: "three" });
});

test("it is run by hand: each kind has its status, its job and its time", async () => {
  await sides.newGroup("Run", { OURS: "one" }, "staging");
  const { destinationConfig, read: readThere } = await sides.newPlace({ THEIRS: "two" });
  const keySchema = "{{secretKey}}_{{environment}}";
  const syncOptions = { initialSyncBehavior: "overwrite-destination", keySchema };
  const { id } = await newSync({ secretPath: "/run", destinationConfig, syncOptions });
  await ended(id);
  expect(await readThere()).toEqual({ THEIRS: "two", OURS_staging: "one" });
  const run = (path: string) => ask("POST", `/northflank/${id}/${path}`);
  expect((await run("import-secrets")).status).toBe(422);
  expect((await run("import-secrets?importBehavior=prioritize-source")).body.secretSync).toMatchObject({
    importStatus: expect.any(String),
    lastImportJobId: expect.stringMatching(UUID),
  });
  expect(await ended(id, "import")).toMatchObject({
    importStatus: "succeeded",
    lastImportedAt: expect.stringMatching(INSTANT),
  });
  expect((await run("remove-secrets")).status).toBe(200);
  expect(await ended(id, "remove")).toMatchObject({ removeStatus: "succeeded", lastRemoveMessage: null });
  expect(await readThere()).toEqual({ THEIRS: "two" });
  expect((await run("sync-secrets")).body.secretSync.syncStatus).toBeOneOf([
    "pending",
    "running",
    "succeeded",
  ]);
  await expect.poll(readThere).toEqual({ THEIRS: "two", OURS_staging: "one" });
});

describe("a sync that is deleted", () => {
  test("leaves what it delivered, or takes it away when that is wanted", async () => {
    for (const [query, left] of [
      ["", { URL: "one", LEVEL: "two" }],
      ["?removeSecrets=true", {}],
    ] as const) {
      const { destinationConfig, read: readThere } = await sides.newPlace();
      const { id } = await newSync({ destinationConfig });
      await ended(id);
      expect((await ask("DELETE", `/northflank/${id}?removeSecrets=perhaps`)).status).toBe(422);
      const deleted = await ask("DELETE", `/northflank/${id}${query}`);
      expect([deleted.status, deleted.body.secretSync.id]).toEqual([200, id]);
      expect((await ask("GET", `/northflank/${id}`)).status).toBe(404);
      expect(await readThere()).toEqual(left);
    }
  });

  test("is not, when what it delivered cannot be taken away", async () => {
    const { destinationConfig, remove } = await sides.newPlace();
    const { id } = await newSync({ destinationConfig });
    await ended(id);
    await remove();
    const refused = await ask("DELETE", `/northflank/${id}?removeSecrets=true`);
    expect([refused.status, refused.body.message]).toEqual([
      400,
      expect.stringContaining("The sync was not deleted."),
    ]);
    expect(await read(id)).toMatchObject({ removeStatus: "failed", lastRemoveMessage: expect.any(String) });
    expect((await ask("DELETE", `/northflank/${id}`)).status).toBe(200);
  });
});

test("what delivers a token has neither folder nor environment", async () => {
  const { destinationConfig, read: readThere } = await sides.newPlace();
  const delivered = await tenant.token("owner", { owner: "team" });
  const { id } = await tenant.owner.createSync({
    params: tenant.params,
    body: {
      name: "of-token",
      source: { kind: "token", tokenId: delivered.id, variable: "KEY" },
      connectionId: (
        await tenant.owner.listAppConnections({ params: tenant.params, query: { app: "northflank" } })
      ).appConnections[0]?.id as string,
      destination: destinationConfig,
    },
  });
  expect(await ended(uuidOf(id))).toMatchObject({
    folder: null,
    folderId: null,
    environment: null,
    projectId: null,
  });
  expect(await readThere()).toEqual({ KEY: delivered.value });
});
