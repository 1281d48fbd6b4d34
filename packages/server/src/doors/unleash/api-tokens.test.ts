import { VERIFY_CHECKS_MAX } from "@keywright/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent } from "../../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../../test/harness.ts";
import { claimsOf, endOf, newTenant, type Tenant } from "../../../test/tenants.ts";
import { askAt, ofProject, TOKENS } from "./asking.test-support.ts";

const SEE = "project:flags:features:read";
const READ = "team:admin:api-tokens:read";
const ALL = ["read", "create", "update", "delete"].map((action) => `team:admin:api-tokens:${action}`);
const MAKE_ROLES = "team:admin:roles:manage";
const BACKEND = { tokenName: "made", type: "backend" };
const FRONTEND = { tokenName: "made", type: "frontend" };

let kw: TestService;
let ask: ReturnType<typeof askAt>;
let tenant: Tenant;
let admin: string;

beforeAll(async () => {
  kw = await startTestService();
  ask = askAt(kw);
  await kw.operator.putCatalogue({ body: { permissions: [{ permission: SEE, publishable: true }] } });
  tenant = await newFlags("Flags");
  admin = (await tenant.token("owner")).value;
});
afterAll(() => kw.close());

async function newFlags(name: string): Promise<Tenant> {
  const made = await newTenant(kw, name);
  for (const project of ["Shop", "Blog"]) {
    const body = { name: project, environments: ["development", "production"] };
    await made.owner.createProject({ params: made.params, body });
  }
  return made;
}

async function create(json: object, by = admin) {
  const { status, body } = await ask(by, "POST", TOKENS, json);
  expect([status, body.message]).toEqual([201, undefined]);
  return body;
}
const idOf = (value: string) => String(claimsOf(value)["sub"]);
const isLoggedIn = (value: string) => endOf(kw.client(value).login());
const namesBy = async (by: string, path = TOKENS) =>
  (await ask(by, "GET", path)).body.tokens.map(({ tokenName }) => tokenName);

let roles = 0;
/** A token that may do this and nothing else. */
async function holderOf(teamScope: string[], more: { projectScope?: string[]; projects?: string[] } = {}) {
  const { projectScope = [], projects } = more;
  const restrictions = projects && { enabled: true, projects, restrictionMode: "in" as const };
  const role = { name: `role ${++roles}`, permissions: { teamScope, projectScope } };
  return (await tenant.tokenOf({ ...role, ...(restrictions && { restrictions }) })).value;
}

describe("refused, and nothing happens:", () => {
  test("whoever lacks the permission, which is named", async () => {
    const { secret } = await create(BACKEND);
    const nobody = await holderOf([]);
    const reader = await holderOf([READ]);
    for (const [by, method, path, json, missing] of [
      [nobody, "GET", TOKENS, undefined, "Read"],
      [nobody, "GET", ofProject("shop"), undefined, "Read"],
      [reader, "POST", TOKENS, BACKEND, "Create"],
      [reader, "POST", ofProject("shop"), BACKEND, "Create"],
      [reader, "PUT", `${TOKENS}/${secret}`, { expiresAt: "2033-01-01T00:00:00Z" }, "Update"],
      [reader, "DELETE", `${TOKENS}/${secret}`, undefined, "Delete"],
      [reader, "DELETE", `${TOKENS}/nobody`, undefined, "Delete"],
      [reader, "DELETE", `${ofProject("shop")}/${secret}`, undefined, "Delete"],
    ] as const) {
      const { status, body } = await ask(by, method, path, json);
      expect([method, path, status, body.name]).toEqual([method, path, 403, "PermissionError"]);
      expect(body.message).toContain(`Team > Admin > ApiTokens > ${missing}`);
    }
    expect(await isLoggedIn(secret)).toBe("done");
  });

  test("whoever may not make the role that the first token of a kind needs, or does not cover it", async () => {
    const { params, owner } = await newFlags("First");
    const issuer = async (name: string, teamScope: string[], projectScope: string[]) => {
      const body = { name, permissions: { teamScope, projectScope } };
      const { id: roleId } = await owner.createRole({ params, body });
      return (await owner.issueToken({ params, body: { name, roleId } })).token;
    };
    const first = await ask(await issuer("one", ALL, [SEE]), "POST", TOKENS, BACKEND);
    expect([first.status, first.body.name]).toEqual([403, "PermissionError"]);
    expect(first.body.message).toContain("Team > Admin > Roles");
    const second = await ask(await issuer("two", [...ALL, MAKE_ROLES], []), "POST", TOKENS, BACKEND);
    expect([second.status, second.body.name]).toEqual([403, "OperationDeniedError"]);
    expect((await owner.listRoles({ params })).roles.map(({ id }) => id)).not.toContain("backend");
    await create(BACKEND, await issuer("three", [...ALL, MAKE_ROLES], [SEE]));
    await create(BACKEND, await issuer("four", ALL, [SEE]));
  });

  test("a token for applications, in the words that they know", async () => {
    for (const kind of [BACKEND, FRONTEND]) {
      const { secret } = await create(kind);
      const { status, body } = await ask(secret, "GET", TOKENS);
      expect([status, body]).toEqual([
        403,
        { message: "invalid token: expected a different token type for this endpoint" },
      ]);
    }
  });

  test("a frontend token, once its role holds what is not for everybody", async () => {
    const other = await newFlags("Widened");
    const by = (await other.token("owner")).value;
    await create(FRONTEND, by);
    const params = { ...other.params, roleId: "frontend" };
    const projectScope = [SEE, "project:projects:manage:read"];
    await other.owner.patchRole({ params, body: { permissions: { projectScope } } });
    const { status, body } = await ask(by, "POST", TOKENS, FRONTEND);
    expect([status, body.name]).toEqual([400, "BadDataError"]);
    expect(body.message).toContain("project:projects:manage:read");
    await create(BACKEND, by);
  });

  test("too many tokens at once to validate, and too long a body", async () => {
    const tokens = Array.from({ length: VERIFY_CHECKS_MAX + 1 }, () => "x");
    const { status, body } = await ask(undefined, "POST", "/edge/validate", { tokens });
    expect([status, body.details[0]?.path]).toEqual([400, "/body/tokens"]);
    const long = await ask(admin, "POST", TOKENS, { ...BACKEND, more: "x".repeat(1024 * 1024) });
    expect(long.status).toBe(413);
  });
});

test("what cannot be the name of anything names nothing", async () => {
  expect((await ask(admin, "GET", `${TOKENS}/a%00b`)).body.tokens).toEqual([]);
  expect((await ask(admin, "GET", ofProject("a%00b"))).status).toBe(404);
  expect((await ask(admin, "DELETE", `${TOKENS}/a%00b`)).status).toBe(200);
  for (const json of [{ environment: "a\0b" }, { environment: "\ud800" }, { projects: ["a\0b"] }]) {
    const { status, body } = await ask(admin, "POST", TOKENS, { ...BACKEND, ...json });
    expect([status, body.message]).toEqual([400, expect.stringContaining("does not exist")]);
  }
});

describe("what is out of sight is as if it were not there:", () => {
  /** A token of the tenant is neither listed nor ended by this one, by its value and by its id. */
  async function expectNothing(by: string, value: string): Promise<void> {
    const id = idOf(value);
    const listed = (await ask(by, "GET", TOKENS)).body.tokens;
    expect(listed.map(({ secret }) => secret)).not.toContain(id);
    for (const secret of [value, id]) {
      expect((await ask(by, "DELETE", `${TOKENS}/${secret}`)).status).toBe(200);
      const soon = { expiresAt: new Date(Date.now() + 60_000).toISOString() };
      expect((await ask(by, "PUT", `${TOKENS}/${secret}`, soon)).status).toBe(200);
      expect((await ask(by, "DELETE", `${ofProject("shop")}/${secret}`)).status).toBe(404);
    }
    expect(await isLoggedIn(value)).toBe("done");
    expect((await tenant.owner.getToken({ params: { ...tenant.params, tokenId: id } })).expiresAt).toBeNull();
  }

  test("tokens of another organization, and of another team", async () => {
    const { secret } = await create({ ...BACKEND, projects: ["shop"] });
    const other = await newFlags("Others");
    await expectNothing((await other.token("owner")).value, secret);
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Next door" } });
    await tenant.owner.createProject({ params: { teamId }, body: { name: "Shop" } });
    const body = { name: "owner", roleId: "owner" };
    await expectNothing((await tenant.owner.issueToken({ params: { teamId }, body })).token, secret);
  });

  test("administrators' tokens", async () => {
    const { value } = await tenant.token("admin", { name: "administrator" });
    expect((await ask(admin, "GET", `${TOKENS}/administrator`)).body.tokens).toMatchObject([
      { type: "admin", secret: idOf(value), projects: ["*"], environment: "*" },
    ]);
    await expectNothing(await holderOf(ALL, { projectScope: [SEE] }), value);
  });

  test("projects, and tokens that reach them, for whoever is restricted to others", async () => {
    const only = await holderOf([...ALL, MAKE_ROLES], { projectScope: [SEE], projects: ["shop"] });
    const seers = { projectScope: [SEE] };
    await tenant.token((await roleFor("shop")).id, { name: "of the shop" });
    const blog = await tenant.token((await roleFor("blog")).id, { name: "of the blog" });
    await create({ ...BACKEND, tokenName: "of all", projects: ["shop"] });
    const names = await namesBy(only);
    expect(names).toContain("of the shop");
    expect(names).not.toContain("of the blog");
    // Its role reaches all projects, and may grow.
    expect(names).not.toContain("of all");
    expect(await namesBy(only, ofProject("shop"))).toContain("of the shop");
    expect((await ask(admin, "GET", `${TOKENS}/of%20the%20shop`)).body.tokens).toMatchObject([
      { projects: ["shop"], project: "shop", environment: "*" },
    ]);
    // All but one is a list too, and becomes no `*`.
    const restrictions = { enabled: true, projects: ["blog"], restrictionMode: "notIn" as const };
    const { id: roleId } = await tenant.owner.createRole({
      params: tenant.params,
      body: { name: "all but the blog", permissions: seers, restrictions },
    });
    await tenant.token(roleId, { name: "all but the blog", narrowing: { environments: ["production"] } });
    const [shown] = (await ask(admin, "GET", `${TOKENS}/all%20but%20the%20blog`)).body.tokens;
    expect(shown).toMatchObject({ projects: ["shop"], environment: "production" });
    for (const [method, path, json] of [
      ["GET", ofProject("blog"), undefined],
      ["POST", ofProject("blog"), BACKEND],
      ["DELETE", `${ofProject("blog")}/${blog.id}`, undefined],
    ] as const) {
      const { status, body } = await ask(only, method, path, json);
      expect([status, body.message]).toEqual([404, "No project found"]);
    }
    const refused = await ask(only, "POST", ofProject("shop"), BACKEND);
    expect([refused.status, refused.body.name]).toEqual([403, "OperationDeniedError"]);

    async function roleFor(project: string) {
      const restrictions = { enabled: true, projects: [project], restrictionMode: "in" as const };
      const body = { name: `sees ${project}`, permissions: seers, restrictions };
      return tenant.owner.createRole({ params: tenant.params, body });
    }
  });
});

describe("a deleted token", () => {
  test("is refused at the next request, by whatever it was named", async () => {
    for (const named of [(value: string) => value, idOf]) {
      const { secret } = await create(BACKEND);
      expect(await isLoggedIn(secret)).toBe("done");
      expect((await ask(admin, "DELETE", `${TOKENS}/${named(secret)}`)).status).toBe(200);
      expect(await isLoggedIn(secret)).toBe("revoked");
      expect((await ask(undefined, "POST", "/edge/validate", { tokens: [secret] })).body.tokens).toEqual([]);
    }
  });

  test("is not named by a value that nobody signed", async () => {
    const { secret } = await create(BACKEND);
    const forged = `${secret.slice(0, -10)}${"A".repeat(10)}`;
    expect((await ask(admin, "DELETE", `${TOKENS}/${forged}`)).status).toBe(200);
    expect(await isLoggedIn(secret)).toBe("done");
  });

  test("of a project is one that is for the project alone", async () => {
    const [wide, one] = [await create(BACKEND), await create({ ...BACKEND, projects: ["shop"] })];
    for (const [secret, project, status] of [
      [wide.secret, "shop", 400],
      [one.secret, "blog", 404],
      [one.secret, "shop", 200],
      [one.secret, "shop", 404],
    ] as const)
      expect((await ask(admin, "DELETE", `${ofProject(project)}/${secret}`)).status).toBe(status);
    expect([await isLoggedIn(wide.secret), await isLoggedIn(one.secret)]).toEqual(["done", "revoked"]);
  });
});

describe("a token that is made here", () => {
  test("can do what its role can, in its projects and its environment alone, also when a project is deleted", async () => {
    const body = { name: "Gone", environments: ["development"] };
    await tenant.owner.createProject({ params: tenant.params, body });
    const { secret } = await create({ ...BACKEND, projects: ["gone"] });
    const verdict = async (project: string, environment: string) => {
      const check = { token: secret, permission: SEE, project, environment };
      const answered = await tenant.owner.verify({ body: check });
      return "allowed" in answered && (answered.allowed ? "allowed" : answered.reason);
    };
    expect(await verdict("gone", "development")).toBe("allowed");
    expect(await verdict("gone", "production")).toBe("environment_restricted");
    expect(await verdict("shop", "development")).toBe("project_restricted");
    await tenant.owner.deleteProject({ params: { ...tenant.params, projectId: "gone" } });
    const [shown] = (await ask(admin, "GET", TOKENS)).body.tokens.filter(
      (token) => token.secret === idOf(secret),
    );
    expect(shown).toMatchObject({ projects: [], project: "" });
    expect((await ask(undefined, "POST", "/edge/validate", { tokens: [secret] })).body.tokens).toMatchObject([
      { projects: [] },
    ]);
    expect(await verdict("shop", "development")).toBe("project_restricted");
    expect(await verdict("gone", "development")).not.toBe("allowed");
  });

  test("leaves one event, and the first of its kind one more for the role, also when two are first", async () => {
    const { owner, token } = await newFlags("Two");
    const by = (await token("owner")).value;
    const both = await Promise.all([ask(by, "POST", TOKENS, BACKEND), ask(by, "POST", TOKENS, BACKEND)]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    const { auditEvents } = await owner.listOrgAuditEvents();
    expect(auditEvents.slice(0, 3).map(({ action }) => action)).toEqual([
      "token.issue",
      "token.issue",
      "role.create",
    ]);
    await create(FRONTEND, by);
    const { result, event } = await leavesOneEvent(owner, "token.issue", () =>
      ask(by, "POST", TOKENS, FRONTEND),
    );
    expect(JSON.stringify(event)).not.toContain(result.body.secret);
    const { event: revoked } = await leavesOneEvent(owner, "token.revoke", () =>
      ask(by, "DELETE", `${TOKENS}/${result.body.secret}`),
    );
    expect(JSON.stringify(revoked)).not.toContain(result.body.secret);
    for (const { body } of both) expect(kw.logs()).not.toContain(body.secret);
    expect(kw.logs()).not.toContain(result.body.secret);
  });
});

test("a token of the organization means the team of the token or of the projects, or none is meant", async () => {
  const other = await newFlags("Wide");
  const wide = (await other.orgToken("owner")).value;
  await create({ ...BACKEND, tokenName: "only team" }, wide);
  const { id: teamId } = await other.owner.createTeam({ body: { name: "Second" } });
  for (const name of ["Shop", "Desk"])
    await other.owner.createProject({ params: { teamId }, body: { name, environments: ["development"] } });
  for (const [method, path, json] of [
    ["GET", TOKENS, undefined],
    ["POST", TOKENS, BACKEND],
    ["POST", TOKENS, { ...BACKEND, projects: ["shop"] }],
    ["GET", ofProject("shop"), undefined],
  ] as const) {
    const { status, body } = await ask(wide, method, path, json);
    expect([status, body.message]).toEqual([400, expect.stringContaining("more than one team")]);
  }
  const made = await create({ ...BACKEND, tokenName: "at the desk", projects: ["desk"] }, wide);
  expect(await namesBy(wide, ofProject("desk"))).toEqual(["at the desk"]);
  expect((await ask(wide, "DELETE", `${TOKENS}/nobody`)).status).toBe(200);
  expect((await ask(wide, "DELETE", `${TOKENS}/${idOf(made.secret)}`)).status).toBe(200);
  expect(await isLoggedIn(made.secret)).toBe("revoked");
});
