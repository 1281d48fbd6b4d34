import { connectorOf } from "@keywright/connectors";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPlatformHttp } from "../../src/app-connections/platform-http.ts";
import { uuidOf } from "../../src/ids.ts";
import { leavesOneEvent } from "../audit-trail.ts";
import { startTestService, type TestService } from "../harness.ts";
import { newTenant, type Tenant } from "../tenants.ts";

const PATH = "/api/v1/app-connections";
const LIST_PROJECTS = "project:projects:manage:read";
const LIST_GROUPS = "project:secrets:secret-groups:list";
const READ_VALUES = "project:secrets:secret-groups:read-values";
const UPDATE = "project:secrets:secret-groups:update";
/** What the connector needs on the other side, in the words that a refusal there has for it. */
const NEEDED = {
  [LIST_PROJECTS]: "Project > Projects > Manage > Read",
  [LIST_GROUPS]: "Project > Secrets > SecretGroups > List",
  [READ_VALUES]: "Project > Secrets > SecretGroups > Read Values",
  [UPDATE]: "Project > Secrets > SecretGroups > Update",
};
const ALL = "team:admin:app-connections:*";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The one that connects, and the one that is connected to, through the connector for Northflank. */
let ours: TestService;
let theirs: TestService;
let tenant: Tenant;
let token: string;
let projectUuid: string;

beforeAll(async () => {
  [ours, theirs] = await Promise.all([startTestService(), startTestService()]);
  tenant = await newTenant(ours, "Connecting");
  const { params } = tenant;
  await tenant.owner.createProject({ params, body: { name: "Shop" } });
  const team = ours.app.authority.state.orgs.bySlug(tenant.orgId)?.teams.bySlug(tenant.teamId);
  projectUuid = uuidOf(team?.projects.bySlug("shop")?.id ?? "");
  token = (await tenant.token("owner")).value;
  for (const name of ["Web", "Api"]) await theirs.operator.createProject({ body: { name } });
  const group = { name: "Settings", secretType: "environment" as const, priority: 1 };
  await theirs.operator.createSecretGroup({ params: { projectId: "web" }, body: group });
});
afterAll(async () => {
  await ours.close();
  await theirs.close();
});

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly credentialsHash: string;
}

/** What an answer may have; which of it there is, the tests say. */
interface Body {
  readonly appConnection: Shown;
  readonly appConnections: Shown[];
  readonly appConnectionOptions: unknown[];
  readonly error: string;
  readonly statusCode: number;
  readonly message: unknown;
}

interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

async function ask(method: string, path: string, json?: unknown, by: string | null = token): Promise<Answer> {
  const response = await fetch(`${ours.url}${PATH}${path}`, {
    method,
    headers: {
      ...(by !== null && { authorization: `Bearer ${by}` }),
      ...(json !== undefined && { "content-type": "application/json" }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Answer["body"],
    headers: response.headers,
  };
}

/** A role of theirs with these permissions, and a token of it. */
async function theirToken(projectScope: string[]) {
  const { id: roleId } = await theirs.operator.createRole({
    body: { name: `role ${randomUUID().slice(0, 8)}`, permissions: { projectScope } },
  });
  const issued = await theirs.operator.issueToken({ body: { name: "given", roleId } });
  return { roleId, tokenId: issued.id, apiToken: issued.token };
}

let made = 0;
function northflank(apiToken: string, fields: object = {}) {
  made += 1;
  return {
    name: `made-${made}`,
    method: "api-token",
    projectId: projectUuid,
    credentials: { apiToken, baseUrl: theirs.url },
    ...fields,
  };
}

async function connect(apiToken: string, fields: object = {}): Promise<Shown> {
  const { status, body } = await ask("POST", "/northflank", northflank(apiToken, fields));
  expect([status, body]).toMatchObject([200, { appConnection: {} }]);
  return body.appConnection;
}

describe("no connection comes of", () => {
  test("a request without a token, with a wrong one, or with one that may not", async () => {
    const body = northflank("x");
    const nobody = await ask("POST", "/northflank", body, null);
    expect([nobody.status, nobody.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="keywright"',
    ]);
    expect((await ask("POST", "/northflank", body, "x")).status).toBe(401);
    const reader = await tenant.tokenOf({
      name: "Reader",
      permissions: { teamScope: ["team:admin:app-connections:read"] },
    });
    const refused = await ask("POST", "/northflank", body, reader.value);
    expect([refused.status, refused.body.error]).toEqual([403, "PermissionDenied"]);
    expect(refused.body.message).toContain("Team > Admin > AppConnections > Create");
    expect(JSON.stringify(refused.body)).not.toContain(reader.value);
  });

  test("what is no connection: each field that is wrong is named", async () => {
    for (const [path, message, body] of [
      ["credentials.apiToken", "API Token required", northflank(" ")],
      ["credentials.apiToken", "API Token required", northflank("x", { credentials: {} })],
      ["name", "", northflank("x", { name: "No Slug" })],
      ["projectId", "", northflank("x", { projectId: "shop" })],
      ["description", "", northflank("x", { description: "x".repeat(257) })],
      ["description", "", northflank("x", { description: "a\0b" })],
    ] as const) {
      const refused = await ask("POST", "/northflank", body);
      expect(refused.status).toBe(422);
      const [issue] = refused.body.message as { path: string[]; message: string }[];
      expect(issue?.path.join(".")).toBe(path);
      expect(issue?.message).toContain(message);
    }
    expect((await ask("POST", "/nowhere", northflank("x"))).status).toBe(404);
    const elsewhere = northflank("x", { projectId: randomUUID() });
    expect((await ask("POST", "/northflank", elsewhere)).status).toBe(404);
  });

  test("credentials that the other side does not accept: wrong, revoked or of a role that may too little", async () => {
    const revoked = await theirToken([LIST_PROJECTS]);
    await theirs.operator.revokeToken({ params: { tokenId: revoked.tokenId } });
    const weak = await theirToken([LIST_GROUPS]);
    for (const apiToken of ["wrong", revoked.apiToken, weak.apiToken]) {
      const { status, body } = await ask("POST", "/northflank", northflank(apiToken));
      expect([status, body.statusCode, body.error]).toEqual([400, 400, "BadRequest"]);
      expect(body.message).toMatch(/^Failed to validate Northflank credentials: /);
      expect(body.message).not.toContain(apiToken);
      expect(String(body.message).includes("Project > Projects > Manage > Read")).toBe(
        apiToken === weak.apiToken,
      );
    }
  });

  test("a name that is taken", async () => {
    const { apiToken } = await theirToken([LIST_PROJECTS]);
    const { name } = await connect(apiToken);
    const { status, body } = await ask("POST", "/northflank", northflank(apiToken, { name }));
    expect([status, body.error]).toEqual([400, "BadRequest"]);
    expect(body.message).toContain(name);
  });
});

test("an unknown id is not found, and an id of another app is not for this one", async () => {
  const { apiToken } = await theirToken([LIST_PROJECTS]);
  const { id } = await connect(apiToken);
  expect((await ask("GET", "/northflank/connection-name/a%00b")).status).toBe(404);
  for (const unknown of [randomUUID(), "no-uuid", "%00"]) {
    expect((await ask("GET", `/northflank/${unknown}`)).status).toBe(404);
    expect((await ask("DELETE", `/northflank/${unknown}`)).status).toBe(404);
  }
  for (const method of ["GET", "DELETE"]) {
    const { status, body } = await ask(method, `/keywright/${id}`);
    expect([status, body.message]).toEqual([400, `App Connection with ID ${id} is not for App "keywright"`]);
  }
  const stranger = await (await newTenant(ours, "Strangers")).token("owner");
  expect((await ask("GET", `/northflank/${id}`, undefined, stranger.value)).status).toBe(404);
});

test("the create request is answered in exactly the shape of the original", async () => {
  const { apiToken } = await theirToken([LIST_PROJECTS]);
  const request = northflank(` ${apiToken} `, { name: "my-northflank-connection" });
  const { result, event } = await leavesOneEvent(tenant.owner, "app-connection.create", () =>
    ask("POST", "/northflank", request),
  );
  expect(result.status).toBe(200);
  expect(result.body).toEqual({
    appConnection: {
      id: expect.stringMatching(UUID),
      name: "my-northflank-connection",
      description: null,
      projectId: projectUuid,
      version: 1,
      orgId: expect.stringMatching(UUID),
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      isPlatformManagedCredentials: false,
      credentialsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      app: "northflank",
      method: "api-token",
      credentials: {},
    },
  });
  expect(JSON.stringify(event)).not.toContain(apiToken);
});

test("the connection lists what is on the other side", async () => {
  const { apiToken } = await theirToken([LIST_PROJECTS, LIST_GROUPS]);
  const { id } = await connect(apiToken);
  const { status, body } = await ask("GET", `/northflank/${id}/projects`);
  expect([status, body]).toEqual([
    200,
    {
      projects: [
        { id: "api", name: "Api" },
        { id: "web", name: "Web" },
      ],
    },
  ]);
  expect((await ask("GET", `/northflank/${id}/projects/web/secret-groups`)).body).toEqual({
    secretGroups: [{ id: "settings", name: "Settings" }],
  });
});

describe("with the smallest permissions every step works; without one of them", () => {
  const destination = { projectId: "web", secretGroupId: "settings" };
  const change = { id: "1", at: new Date(), set: { LEVEL: "debug" }, remove: [], keep: {} };
  const connector = connectorOf("northflank");
  const { variables } = connector;
  const openHttp = createPlatformHttp({ reach: { privateAddresses: true } });

  /** What a step ends with: `done`, or the sentence it is refused with. */
  async function stepsWith(projectScope: string[]): Promise<Record<string, string>> {
    await theirs.operator.patchRole({
      params: { roleId: given.roleId },
      body: { permissions: { projectScope } },
    });
    const end = async (path: string) => {
      const { status, body } = await ask("GET", `/northflank/${connectionId}${path}`);
      return status === 200 ? "done" : String(body.message);
    };
    const credentials = connector.credentials.parse(northflank(given.apiToken).credentials);
    const said = (step: Promise<unknown> | undefined) =>
      step === undefined
        ? ""
        : step.then(
            () => "done",
            (error: Error) => error.message,
          );
    return {
      [LIST_PROJECTS]: await end("/projects"),
      [LIST_GROUPS]: await end("/projects/web/secret-groups"),
      [READ_VALUES]: await said(variables?.read?.(openHttp(), credentials, destination)),
      [UPDATE]: await said(variables?.write(openHttp(), credentials, destination, change)),
    };
  }

  let given: Awaited<ReturnType<typeof theirToken>>;
  let connectionId: string;
  beforeAll(async () => {
    given = await theirToken(Object.keys(NEEDED));
    connectionId = (await connect(given.apiToken)).id;
  });

  test("none, all is done", async () => {
    expect(Object.values(await stepsWith(Object.keys(NEEDED)))).toEqual(["done", "done", "done", "done"]);
  });

  test.each(Object.entries(NEEDED))(
    "%s, that step alone is refused, and the permission named",
    async (missing, label) => {
      const steps = await stepsWith(Object.keys(NEEDED).filter((permission) => permission !== missing));
      for (const [step, end] of Object.entries(steps)) {
        if (step === missing) expect(end).toContain(label);
        else expect([step, end]).toEqual([step, "done"]);
      }
    },
  );
});

test("connections are listed by name, and those that may be connected for who may", async () => {
  const { apiToken } = await theirToken([LIST_PROJECTS]);
  for (const name of ["listed-b", "listed-a"]) await connect(apiToken, { name, projectId: undefined });
  const namesAt = async (path: string, by = token) =>
    ((await ask("GET", path, undefined, by)).body.appConnections as { name: string }[])
      .map(({ name }) => name)
      .filter((name) => name.startsWith("listed-"));
  for (const path of ["", "/northflank", "/northflank/available"])
    expect(await namesAt(path)).toEqual(["listed-a", "listed-b"]);
  expect(await namesAt(`/northflank?projectId=${projectUuid}`)).toEqual([]);
  const [shown] = (await ask("GET", "/northflank/available")).body.appConnections;
  expect(Object.keys(shown ?? {})).toEqual(["app", "name", "id"]);
  expect((await ask("GET", "/northflank/connection-name/listed-a")).body.appConnection.name).toBe("listed-a");
  const { appConnectionOptions } = (await ask("GET", "/options")).body;
  expect(appConnectionOptions).toContainEqual({
    name: "Northflank",
    app: "northflank",
    methods: ["api-token"],
  });
  const reading = { name: "Reads", permissions: { teamScope: ["team:admin:app-connections:read"] } };
  const reader = await tenant.tokenOf(reading);
  expect((await ask("GET", "/northflank/available", undefined, reader.value)).status).toBe(403);
});

test("an edit with other credentials counts one version up, a deleted connection is gone", async () => {
  const { apiToken } = await theirToken([LIST_PROJECTS]);
  const other = await theirToken([LIST_PROJECTS]);
  const { id, credentialsHash } = await connect(apiToken);
  const refused = await ask("PATCH", `/northflank/${id}`, {
    credentials: { apiToken: "x", baseUrl: theirs.url },
  });
  expect([refused.status, refused.body.message]).toEqual([
    400,
    expect.stringMatching(/^Failed to validate Northflank credentials: /),
  ]);
  const credentials = { apiToken: other.apiToken, baseUrl: theirs.url };
  const { body } = await ask("PATCH", `/northflank/${id}`, { credentials, description: "Ours" });
  expect(body.appConnection).toMatchObject({ version: 2, description: "Ours", credentials: {} });
  expect(body.appConnection.credentialsHash).not.toBe(credentialsHash);
  expect((await ask("DELETE", `/northflank/${id}`)).body.appConnection.id).toBe(id);
  expect((await ask("GET", `/northflank/${id}`)).status).toBe(404);
});

test("a token of the organization finds the team by the project or the connection", async () => {
  const { apiToken } = await theirToken([LIST_PROJECTS]);
  await tenant.owner.createTeam({ body: { name: "Another" } });
  const wide = await tenant.orgTokenOf({ name: "Wide", permissions: { teamScope: [ALL] } });
  const { body } = await ask("POST", "/northflank", northflank(apiToken), wide.value);
  const { id } = body.appConnection;
  expect((await ask("GET", `/northflank/${id}`, undefined, wide.value)).status).toBe(200);
  const lost = await ask("GET", "/northflank", undefined, wide.value);
  expect([lost.status, lost.body.error]).toEqual([400, "BadRequest"]);
});
