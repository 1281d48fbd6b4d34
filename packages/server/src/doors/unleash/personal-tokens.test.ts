import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent } from "../../../test/audit-trail.ts";
import { derive } from "../../../test/exchange.ts";
import { startTestService, type TestService } from "../../../test/harness.ts";
import { newMember } from "../../../test/people.ts";
import { claimsOf, endOf, newTenant, type Tenant, type TokenBody } from "../../../test/tenants.ts";
import { askAt, PERSONAL, TOKENS } from "./asking.test-support.ts";

const LIST = "project:projects:manage:read";
const EDIT = "project:projects:manage:update";
const TOKEN_ACTIONS = ["read", "create", "delete"].map((action) => `team:admin:api-tokens:${action}`);
const EXPIRES = { expiresAt: "2033-01-01T00:00:00Z" };

let kw: TestService;
let ask: ReturnType<typeof askAt>;
let tenant: Tenant;

beforeAll(async () => {
  kw = await startTestService();
  ask = askAt(kw);
  tenant = await newTenant(kw, "People");
  for (const name of ["Shop", "Blog"])
    await tenant.owner.createProject({ params: tenant.params, body: { name, environments: ["live"] } });
  for (const [name, teamScope] of [
    ["issuer", TOKEN_ACTIONS],
    ["reader", []],
  ] as const) {
    const permissions = { teamScope: [...teamScope], projectScope: [LIST] };
    await tenant.owner.createRole({ params: tenant.params, body: { name, permissions } });
  }
});
afterAll(() => kw.close());

/** A person who holds the role, with a token of theirs. */
async function person(roleId: string, body: Partial<TokenBody> = {}) {
  const member = await newMember(kw, tenant.owner, { teamId: tenant.teamId, roles: [roleId] });
  const given = { name: "at hand", roleId, lifetimeSeconds: 3600, ...body };
  const { token, id } = await member.client.issueToken({ params: tenant.params, body: given });
  return { ...member, value: token, tokenId: id };
}
const create = (by: string, description = "mine") => ask(by, "POST", PERSONAL, { description, ...EXPIRES });

describe("refused, and nothing is made:", () => {
  test("a token that belongs to nobody", async () => {
    const { value } = await tenant.token("owner");
    for (const method of ["GET", "POST"]) {
      const json = method === "POST" ? { description: "mine", ...EXPIRES } : undefined;
      const { status, body } = await ask(value, method, PERSONAL, json);
      expect([status, body.name]).toEqual([403, "ForbiddenError"]);
    }
  });

  test("a token that may issue none, or end none: what is stolen does not make itself last", async () => {
    const { value, tokenId } = await person("reader");
    const made = await create(value);
    expect([made.status, made.body.message]).toEqual([403, expect.stringContaining("ApiTokens > Create")]);
    const ended = await ask(value, "DELETE", `${PERSONAL}/${tokenId}`);
    expect([ended.status, ended.body.message]).toEqual([403, expect.stringContaining("ApiTokens > Delete")]);
    expect((await ask(value, "GET", PERSONAL)).body.pats).toHaveLength(1);
  });

  test("one for ever, one that has expired, and a name that the person uses already", async () => {
    const { value } = await person("issuer");
    for (const expiresAt of [undefined, null, "2020-01-01T00:00:00Z"]) {
      const { status, body } = await ask(value, "POST", PERSONAL, { description: "x", expiresAt });
      expect([status, body.details[0]?.path]).toEqual([400, "/body/expiresAt"]);
    }
    expect((await create(value)).status).toBe(201);
    const again = await Promise.all([create(value), create(value, "new"), create(value, "new")]);
    expect(again.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    // Somebody else's name is nobody else's business.
    expect((await create((await person("issuer")).value)).status).toBe(201);
  });

  test("one more than the organization allows", async () => {
    const { value } = await person("issuer");
    await tenant.owner.patchOwnOrg({ body: { personalTokensMax: 2 } });
    expect((await create(value, "second")).status).toBe(201);
    const { status, body } = await create(value, "third");
    expect([status, body.name]).toEqual([403, "OperationDeniedError"]);
    await tenant.owner.patchOwnOrg({ body: { personalTokensMax: 25 } });
  });
});

describe("a token that another makes is of the same person and can do no more", () => {
  test("than the one that asked, whatever becomes of the role", async () => {
    const narrowing = { permissions: [...TOKEN_ACTIONS, LIST], projects: ["shop"], environments: ["live"] };
    const { value, memberId } = await person("issuer", { narrowing });
    const made = (await create(value)).body;
    expect(made.userId).toBe(memberId);
    const [asked, given] = [claimsOf(value), claimsOf(made.secret)];
    expect([given["nrw"], given["role"], given["team"]]).toEqual([
      asked["nrw"],
      asked["role"],
      asked["team"],
    ]);
    expect(asked["nrw"]).toMatchObject({ pr: [expect.any(String)], e: ["live"] });
    const params = { ...tenant.params, roleId: "issuer" };
    const permissions = { teamScope: TOKEN_ACTIONS, projectScope: [LIST, EDIT] };
    await tenant.owner.patchRole({ params, body: { permissions } });
    const verdict = await tenant.owner.verify({
      body: { token: made.secret, permission: EDIT, project: "shop", environment: "live" },
    });
    expect(verdict).toMatchObject({ allowed: false, reason: "permission_missing" });
  });

  test("than a derived one that asked", async () => {
    const { value } = await person("issuer");
    const derived = await derive(kw, value, { narrowing: '{"projects":["blog"]}' });
    const made = (await create(derived.token)).body;
    expect(claimsOf(made.secret)["nrw"]).toEqual(claimsOf(derived.token)["nrw"]);
  });

  test("and ends with the person's role, and with all that the one which asked has issued", async () => {
    const { value, tokenId, memberId } = await person("issuer");
    const { result: made, event } = await leavesOneEvent(tenant.owner, "token.issue", () => create(value));
    expect(event.after).toMatchObject({ owner: "member", memberId });
    expect(JSON.stringify(event)).not.toContain(made.body.secret);
    await tenant.owner.revokeToken({
      params: { ...tenant.params, tokenId },
      query: { includeIssued: true },
    });
    expect(await endOf(kw.client(made.body.secret).login())).toBe("revoked");
  });
});

test("people see and end what is theirs, and nobody else's", async () => {
  const [grace, other] = [await person("issuer"), await person("issuer")];
  const made = (await create(grace.value)).body;
  expect((await ask(grace.value, "GET", PERSONAL)).body.pats).toEqual([
    expect.objectContaining({ id: made.id, description: "mine", userId: grace.memberId }),
    expect.objectContaining({ id: grace.tokenId, description: "at hand" }),
  ]);
  expect((await ask(other.value, "GET", PERSONAL)).body.pats).toHaveLength(1);
  expect((await ask(other.value, "DELETE", `${PERSONAL}/${made.id}`)).status).toBe(200);
  const { value: nobodys } = await tenant.token("owner");
  expect((await ask(nobodys, "DELETE", `${PERSONAL}/${made.id}`)).status).toBe(200);
  expect((await ask(nobodys, "DELETE", `${PERSONAL}/${tenant.ownerId}`)).status).toBe(200);
  expect(await endOf(kw.client(made.secret).login())).toBe("done");
  for (let round = 0; round < 2; round++)
    expect((await ask(grace.value, "DELETE", `${PERSONAL}/${made.id}`)).status).toBe(200);
  expect(await endOf(kw.client(made.secret).login())).toBe("revoked");
  expect((await ask(grace.value, "GET", TOKENS)).status).toBe(200);
});
