import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Http, type HttpAnswer, openHttp } from "../guard-http.ts";
import { expectProblem } from "../guard-expect.ts";
import type { TestService } from "../harness.ts";
import { type HeldToken, newTenant, type Tenant } from "../tenants.ts";
import { startPublicService } from "./public-service.ts";

// The certification scenario of the AuthZEN working group, in our words: its users are tokens, its actions permissions,
// its records projects. Numbers are those of its tests, sections those of the Authorization API 1.0.

const READ = "project:projects:manage:read";
const WRITE = "project:projects:manage:update";

let kw: TestService;
let http: Http;
let shop: Tenant;
let alice: HeldToken;
let bob: HeldToken;
let verifier: HeldToken;

beforeAll(async () => {
  kw = await startPublicService();
  http = openHttp(kw.url);
  shop = await newTenant(kw, "shop");
  for (const name of ["record-1", "record-2"]) {
    const body = { name, environments: ["active", "archived"] };
    await shop.owner.createProject({ params: shop.params, body });
  }
  verifier = await shop.orgTokenOf({
    name: "pep",
    permissions: { orgScope: ["org:admin:verification:verify"] },
  });
  alice = await shop.tokenOf({
    name: "alice",
    permissions: { projectScope: [READ, WRITE] },
    restrictions: { enabled: true, projects: ["*"], environments: ["active"] },
  });
  bob = await shop.tokenOf({ name: "bob", permissions: { projectScope: [READ] } });
});
afterAll(async () => {
  http.close();
  await kw.close();
});

interface Decision {
  decision: boolean;
  context?: Record<string, unknown>;
}

const subject = (token: HeldToken) => ({ type: "token", id: token.value });
const action = (name: string) => ({ name });
const record = (id: string, environment = "active") => ({
  type: "project",
  id,
  properties: { environment },
});

async function post(
  path: string,
  json: unknown,
  headers: Record<string, string> = {},
  token = verifier.value,
): Promise<HttpAnswer> {
  return http.send({ method: "POST", path, token, json, headers });
}

async function evaluate(body: object): Promise<Decision> {
  const answer = await post("/access/v1/evaluation", body);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers["content-type"]).toMatch(/^application\/json(;|$)/);
  return answer.json as Decision;
}

async function evaluations(body: object): Promise<Decision[]> {
  const answer = await post("/access/v1/evaluations", body);
  expect(answer.status, answer.text).toBe(200);
  const { evaluations, decision } = answer.json as { evaluations: Decision[]; decision?: unknown };
  expect(decision).toBeUndefined();
  return evaluations;
}

const decisionsOf = (answers: Decision[]) => answers.map(({ decision }) => decision);

describe("basic", () => {
  test("2.2.1 to 2.2.5 permits and denials are 200 with a decision, by who, what and where", async () => {
    const ask = async (who: HeldToken, what: string, where: object) =>
      (await evaluate({ subject: subject(who), action: action(what), resource: where })).decision;
    expect(await ask(alice, READ, record("record-1"))).toBe(true);
    expect(await ask(alice, WRITE, record("record-1"))).toBe(true);
    expect(await ask(bob, READ, record("record-1"))).toBe(true);
    expect(await ask(bob, WRITE, record("record-1"))).toBe(false);
    expect(await ask(alice, WRITE, record("record-2", "archived"))).toBe(false);
  });

  test("a permit is a decision and nothing else: a context that is not understood may be a reason to refuse", async () => {
    const body = { subject: subject(bob), action: action(READ), resource: record("record-1") };
    expect(await evaluate(body)).toEqual({ decision: true });
  });

  test("2.2.3, 2.2.8, 2.2.9 contexts, properties and fields that nobody knows change nothing", async () => {
    const body = {
      subject: { ...subject(alice), properties: { department: "Sales", role: "owner" } },
      action: { name: READ, properties: { method: "GET" } },
      resource: {
        type: "project",
        id: "record-1",
        properties: { environment: "active", owner: "bob", status: null },
      },
      context: { time: "2025-06-27T18:03-07:00", ip: "192.168.1.1" },
      foo: "bar",
      futureField: { nested: true },
    };
    expect((await evaluate(body)).decision).toBe(true);
  });

  const good = () => ({ subject: subject(alice), action: action(READ), resource: record("record-1") });

  test.each<[string, () => object]>([
    ["no subject", () => ({ ...good(), subject: undefined })],
    ["no action", () => ({ ...good(), action: undefined })],
    ["no resource", () => ({ ...good(), resource: undefined })],
    ["a subject without type", () => ({ ...good(), subject: { id: alice.value } })],
    ["a subject without id", () => ({ ...good(), subject: { type: "token" } })],
    ["an action without name", () => ({ ...good(), action: {} })],
    ["a resource without type", () => ({ ...good(), resource: { id: "record-1" } })],
    ["a resource without id", () => ({ ...good(), resource: { type: "project" } })],
    ["a subject that is text", () => ({ ...good(), subject: "alice" })],
    ["an action whose name is a number", () => ({ ...good(), action: { name: 123 } })],
    [
      "properties that are a list",
      () => ({ ...good(), resource: { ...record("record-1"), properties: [] } }),
    ],
    ["a team that is no text", () => ({ ...good(), resource: { ...record("r"), properties: { team: 7 } } })],
    ["an address that is no text", () => ({ ...good(), context: { ip: 7 } })],
    ["a context that is text", () => ({ ...good(), context: "here" })],
  ])("2.4.1, 2.4.2, 2.4.6 %s is a bad request", async (_name, body) => {
    expectProblem(await post("/access/v1/evaluation", body()), "validation_failed");
    // Section 7.1: without evaluations the other endpoint is the same.
    expectProblem(await post("/access/v1/evaluations", body()), "validation_failed");
  });

  test("2.4.3 to 2.4.5 a body that is not JSON, in name or fact, or missing, is a bad request", async () => {
    const send = (headers: Record<string, string>, body?: string) =>
      http.send({ method: "POST", path: "/access/v1/evaluation", token: verifier.value, headers, body });
    const json = { "content-type": "application/json" };
    const text = JSON.stringify(good());
    expectProblem(await send({ "content-type": "text/plain" }, text), "bad_request");
    expectProblem(await send({ "content-type": "application/x-www-form-urlencoded" }, "a=b"), "bad_request");
    expectProblem(await send({}, text), "bad_request");
    expectProblem(await send(json, "{"), "malformed_json");
    expectProblem(await send(json), "validation_failed");
    expectProblem(await send({}), "validation_failed");
    expectProblem(await send(json, "[]"), "validation_failed");
    expectProblem(await send(json, "null"), "validation_failed");
  });

  test("2.5 the caller's request id comes back, whatever the answer; without one we make one", async () => {
    const id = "bfe9eb29-ab87-4ca3-be83-a1d5d8305716";
    const echoed = async (body: object, token = verifier.value) =>
      (await post("/access/v1/evaluation", body, { "x-request-id": id }, token)).headers["x-request-id"];
    expect(await echoed(good())).toBe(id);
    expect(await echoed({})).toBe(id);
    expect(await echoed(good(), "nobody")).toBe(id);
    expect((await post("/access/v1/evaluation", good())).headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("2.6 the same question has the same answer each time", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => evaluate(good())));
    expect(new Set(decisionsOf(answers))).toEqual(new Set([true]));
  });
});

describe("several at once", () => {
  test("3.2.1, 3.2.2, 3.3 one answer for each, in order, with what they share said once", async () => {
    const asked = {
      subject: subject(bob),
      resource: record("record-1"),
      evaluations: [{ action: action(READ) }, { action: action(WRITE) }],
    };
    expect(decisionsOf(await evaluations(asked))).toEqual([true, false]);
  });

  test("3.2.4, 3.2.5 subjects differ, and nothing need be shared", async () => {
    const resource = record("record-1");
    const whole = [alice, bob].map((who) => ({ subject: subject(who), action: action(WRITE), resource }));
    expect(decisionsOf(await evaluations({ evaluations: whole }))).toEqual([true, false]);
    const shared = { action: action(WRITE), resource };
    const each = [alice, bob].map((who) => ({ subject: subject(who) }));
    expect(decisionsOf(await evaluations({ ...shared, evaluations: each }))).toEqual([true, false]);
  });

  test("3.2.6 a context is inherited, or replaced whole", async () => {
    const bound = await shop.token("bob", { narrowing: { allowedIps: ["198.51.100.7"] } });
    const asked = {
      subject: subject(bound),
      action: action(READ),
      resource: record("record-1"),
      context: { ip: "198.51.100.7" },
      evaluations: [{}, { context: { ip: "203.0.113.1" } }, { context: {} }],
    };
    expect(decisionsOf(await evaluations(asked))).toEqual([true, false, false]);
  });

  test("3.2.7 an entity replaces its default whole but for what identifies it", async () => {
    const asked = {
      subject: subject(alice),
      action: action(WRITE),
      resource: { type: "project", properties: { environment: "active" } },
      evaluations: [
        { resource: { id: "record-1", properties: { environment: "active" } } },
        { resource: record("record-2", "archived") },
        // The environment of the default is not this one's, and alice needs one.
        { resource: { id: "record-1" } },
      ],
    };
    expect(decisionsOf(await evaluations(asked))).toEqual([true, false, false]);
  });

  test("3.4.1 what is wrong with one denies that one, and says what", async () => {
    const asked = {
      subject: subject(alice),
      action: action(READ),
      evaluations: [{ resource: record("record-1") }, {}, { resource: "record-1" }, "record-1", null],
    };
    const answers = await evaluations(asked);
    expect(decisionsOf(answers)).toEqual([true, false, false, false, false]);
    for (const { context } of answers.slice(1)) {
      expect(context?.["error"]).toEqual({ status: 400, message: expect.any(String) });
    }
  });

  test("3.4.2, 3.4.3 without evaluations, or with none, it is a single one", async () => {
    const single = { subject: subject(alice), action: action(READ), resource: record("record-1") };
    for (const body of [single, { ...single, evaluations: [] }]) {
      const { status, json } = await post("/access/v1/evaluations", body);
      expect([status, json]).toEqual([200, { decision: true }]);
    }
  });

  test("7.1.2.1 it stops at the first denial, or at the first permit, if that was asked for", async () => {
    const ask = (semantic: string | undefined, actions: string[]) =>
      evaluations({
        subject: subject(bob),
        resource: record("record-1"),
        evaluations: actions.map((name) => ({ action: action(name) })),
        ...(semantic !== undefined && {
          options: { evaluations_semantic: semantic, another_option: "value" },
        }),
      });
    const asked = [READ, WRITE, READ];
    expect(decisionsOf(await ask(undefined, asked))).toEqual([true, false, true]);
    expect(decisionsOf(await ask("execute_all", asked))).toEqual([true, false, true]);
    expect(decisionsOf(await ask("deny_on_first_deny", asked))).toEqual([true, false]);
    expect(decisionsOf(await ask("permit_on_first_permit", asked))).toEqual([true]);
    expect(decisionsOf(await ask("permit_on_first_permit", [WRITE, READ, WRITE]))).toEqual([false, true]);
    expect(decisionsOf(await ask("deny_on_first_deny", [READ, READ]))).toEqual([true, true]);
  });

  test("an error is a denial to whoever stops at the first one", async () => {
    const answers = await evaluations({
      subject: subject(alice),
      action: action(READ),
      options: { evaluations_semantic: "deny_on_first_deny" },
      evaluations: [{ resource: record("record-1") }, {}, { resource: record("record-1") }],
    });
    expect(decisionsOf(answers)).toEqual([true, false]);
  });

  test("a payload that is wrong as a whole is a bad request", async () => {
    const one = { subject: subject(alice), action: action(READ), resource: record("record-1") };
    for (const body of [
      { evaluations: "all" },
      { evaluations: {} },
      { evaluations: [one], options: { evaluations_semantic: "sometimes" } },
      { evaluations: [one], options: "all" },
      { evaluations: [one], subject: "alice" },
      { evaluations: Array.from({ length: 101 }, () => one) },
    ]) {
      expectProblem(await post("/access/v1/evaluations", body), "validation_failed");
    }
  });
});

describe("a denial says why, to the administrator and to the user", () => {
  const ask = async (token: string, resource: object, name = READ) =>
    evaluate({ subject: { type: "token", id: token }, action: action(name), resource });

  test("with the permission that is missing, as it is called", async () => {
    const { decision, context } = await ask(bob.value, record("record-1"), WRITE);
    expect(decision).toBe(false);
    expect(context).toEqual({
      reason: "permission_missing",
      missing: WRITE,
      missingLabel: "Project > Projects > Manage > Update",
      reason_admin: { 403: "The required permission is 'Project > Projects > Manage > Update'." },
      reason_user: { 403: "A permission is missing." },
      revision: expect.any(Number),
    });
  });

  test("of a token that is none, or has ended", async () => {
    const gone = await shop.token("bob");
    await shop.owner.revokeToken({ params: { ...shop.params, tokenId: gone.id } });
    const reasonOf = async (token: string) => (await ask(token, record("record-1"))).context?.["reason"];
    expect(await reasonOf("unknown")).toBe("malformed");
    expect(await reasonOf(gone.value)).toBe("revoked");
    expect(await reasonOf("A".repeat(100_000))).toBe("malformed");
  });

  test("of subjects and resources that nobody knows", async () => {
    const body = { subject: subject(alice), action: action(READ), resource: record("record-1") };
    const user = await evaluate({ ...body, subject: { type: "user", id: alice.value } });
    expect(user).toMatchObject({ decision: false, context: { reason: "unknown_subject_type" } });
    const byId = await evaluate({ ...body, subject: { type: "token", id: alice.id } });
    expect(byId).toMatchObject({ decision: false, context: { reason: "malformed" } });
    const account = await evaluate({ ...body, resource: { type: "account", id: "123" } });
    expect(account).toMatchObject({ decision: false, context: { reason: "unknown_resource_type" } });
  });

  test("projects and teams that do not exist are out of reach, even to those who reach all", async () => {
    const reasonOf = async (resource: object) => (await ask(bob.value, resource)).context?.["reason"];
    expect(await reasonOf({ type: "project", id: "nowhere" })).toBe("project_restricted");
    expect(await reasonOf({ type: "project", id: "record-1", properties: { team: "nowhere" } })).toBe(
      "team_restricted",
    );
    expect(await reasonOf({ type: "team", id: "nowhere" })).toBe("team_restricted");
  });
});

describe("organizations and teams as resources", () => {
  const may = async (token: HeldToken, name: string, resource: object) =>
    (await evaluate({ subject: subject(token), action: action(name), resource })).decision;

  test("a permission in one's own organization is none in another", async () => {
    const { value } = await shop.orgToken("owner");
    const owner = { value } as HeldToken;
    const manage = "org:admin:members:manage";
    expect(await may(owner, manage, { type: "organization", id: shop.orgId })).toBe(true);
    for (const id of ["acme", "nowhere", ""]) {
      expect(await may(owner, manage, { type: "organization", id })).toBe(false);
    }
    const properties = { organization: "acme", team: shop.teamId };
    expect(await may(bob, READ, { type: "project", id: "record-1", properties })).toBe(false);
    const own = { ...properties, organization: shop.orgId };
    expect(await may(bob, READ, { type: "project", id: "record-1", properties: own })).toBe(true);
  });

  test("what a team's token may do in its team it may not do in the organization", async () => {
    const held = await shop.token("owner");
    const name = "team:admin:members:read";
    expect(await may(held, name, { type: "team", id: shop.teamId })).toBe(true);
    expect(await may(held, name, { type: "organization", id: shop.orgId })).toBe(false);
    const org = await shop.orgToken("owner");
    expect(await may(org, name, { type: "organization", id: shop.orgId })).toBe(true);
  });
});

describe("who asks", () => {
  const body = () => ({ subject: subject(alice), action: action(READ), resource: record("record-1") });

  test("must be somebody, and may verify", async () => {
    for (const path of ["/access/v1/evaluation", "/access/v1/evaluations"]) {
      const nobody = await http.send({ method: "POST", path, json: body() });
      expectProblem(nobody, "no_credentials");
      expect(nobody.headers["www-authenticate"]).toBe('Bearer realm="keywright"');
      const short = await post(path, body(), {}, bob.value);
      expectProblem(short, "permission_missing");
      expect(short.headers["www-authenticate"]).toContain('error="insufficient_scope"');
    }
  });

  test("learns nothing of other organizations' tokens: they are as good as revoked", async () => {
    const rival = await newTenant(kw, "rival");
    const theirs = await rival.token("owner");
    const asked = { ...body(), subject: subject(theirs), resource: { type: "team", id: rival.teamId } };
    expect(await evaluate(asked)).toMatchObject({ decision: false, context: { reason: "revoked" } });
  });

  test("by another method is told which there is, and no token is in the log", async () => {
    await evaluate(body());
    const { status, headers } = await http.send({ method: "GET", path: "/access/v1/evaluation" });
    expect([status, headers.allow]).toEqual([405, "POST"]);
    for (const { value } of [alice, verifier]) expect(kw.logs()).not.toContain(value.split(".")[2]);
  });
});

test("6 the metadata is at the well-known address, under the very name of the decision point", async () => {
  const { status, headers, json } = await http.send({
    method: "GET",
    path: "/.well-known/authzen-configuration",
  });
  expect(status).toBe(200);
  expect(headers["content-type"]).toMatch(/^application\/json(;|$)/);
  expect(json).toEqual({
    policy_decision_point: kw.url,
    access_evaluation_endpoint: `${kw.url}/access/v1/evaluation`,
    access_evaluations_endpoint: `${kw.url}/access/v1/evaluations`,
  });
});
