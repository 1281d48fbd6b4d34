import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "../../test/browser.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newBrowser, PASSWORD, secretOf, setUpFirstPerson } from "../../test/people.ts";

const READ = "project:projects:manage:read";
const DELETE = "project:projects:manage:delete";
const HOUR = { lifetimeSeconds: 3600 };
let kw: TestService;
let ada: Browser;

beforeAll(async () => {
  kw = await startTestService();
  ada = await setUpFirstPerson(kw);
  const role = (name: string, teamScope: string[], projectScope: string[]) =>
    ada.client().createRole({ body: { name, permissions: { teamScope, projectScope } } });
  await role("reader", [], [READ]);
  await role("remover", [], [DELETE]);
  await role("issuer", ["team:admin:api-tokens:create", "team:admin:api-tokens:read"], [READ]);
  await role("keeper", ["team:admin:roles:manage", "team:admin:members:manage"], [READ]);
});
afterAll(() => kw.close());

let people = 0;
async function person(...roles: string[]) {
  const email = `person-${++people}@example.com`;
  const { id, invitation } = await ada.client().inviteMember({ body: { email, roles } });
  const browser = newBrowser(kw);
  const body = { secret: secretOf(invitation?.link), name: "Grace", password: PASSWORD };
  expect((await browser.post("/v1/invitations/accept", body)).status).toBe(200);
  return { memberId: id, browser, client: browser.client() };
}

describe("a person without a permission about tokens", () => {
  test("issues their own from a role they hold, and from no other", async () => {
    const { client, memberId } = await person("reader");
    const { token, ...mine } = await client.issueToken({ body: { name: "mine", roleId: "reader", ...HOUR } });
    expect(mine).toMatchObject({ owner: "member", memberId, creator: { type: "member", id: memberId } });
    expect((await kw.client(token).listProjects()).projects).toEqual([]);
    for (const roleId of ["remover", "admin", "owner"]) {
      const refused = client.issueToken({ body: { name: "more", roleId } });
      await expect(refused).rejects.toMatchObject({ code: "escalation" });
      await expect(refused).rejects.toThrow(/more authority than you have/);
    }
  });

  test("issues none for the team, and none for somebody else", async () => {
    const { client } = await person("reader");
    const other = await person("reader");
    const issue = (more: object) =>
      client.issueToken({ body: { name: "x", roleId: "reader", ...HOUR, ...more } });
    await expect(issue({ owner: "team" })).rejects.toMatchObject({ code: "permission_missing" });
    await expect(issue({ memberId: other.memberId })).rejects.toMatchObject({ code: "owner_not_allowed" });
  });

  test("sees and manages their own, and nothing tells that there are others", async () => {
    const { client } = await person("reader");
    const others = await ada
      .client()
      .issueToken({ body: { name: "others", roleId: "reader", owner: "team" } });
    const mine = await client.issueToken({ body: { name: "mine", roleId: "reader", ...HOUR } });
    expect((await client.listTokens()).tokens.map(({ id }) => id)).toEqual([mine.id]);
    const params = { tokenId: others.id };
    for (const refused of [
      () => client.getToken({ params }),
      () => client.patchToken({ params, body: { name: "stolen" } }),
      () => client.rotateToken({ params }),
      () => client.revokeToken({ params }),
      () => client.listKeys({ params }),
      () => client.getTokenUsage({ params }),
      () => client.listTokenAuditEvents({ params }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: "not_found" });
    }
    const own = { params: { tokenId: mine.id } };
    expect((await client.patchToken({ ...own, body: { name: "renamed" } })).name).toBe("renamed");
    const { token } = await client.rotateToken(own);
    await kw.client(token).login();
    await client.revokeToken(own);
    await expect(kw.client(token).login()).rejects.toMatchObject({ code: "revoked" });
  });

  test("may look at tokens with the permission to, but ends none of others", async () => {
    const { client } = await person("issuer");
    const others = await ada
      .client()
      .issueToken({ body: { name: "others", roleId: "reader", owner: "team" } });
    const params = { tokenId: others.id };
    expect((await client.getToken({ params })).name).toBe("others");
    await expect(client.revokeToken({ params })).rejects.toMatchObject({ code: "permission_missing" });
    await expect(client.patchToken({ params, body: { name: "x" } })).rejects.toMatchObject({
      code: "permission_missing",
    });
  });
});

describe("no escalation", () => {
  test("nobody makes a role, gives one, or invites with one that is more than they have", async () => {
    const { client, memberId } = await person("keeper");
    const permissions = { projectScope: [DELETE] };
    for (const refused of [
      () => client.createRole({ body: { name: "more", permissions } }),
      () => client.patchRole({ params: { roleId: "reader" }, body: { permissions } }),
      () => client.addRoleMember({ params: { roleId: "remover" }, body: { userId: memberId } }),
      () => client.inviteMember({ body: { email: "friend@example.com", roles: ["owner"] } }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: "escalation" });
    }
    expect(
      (await client.createRole({ body: { name: "as much", permissions: { projectScope: [READ] } } })).id,
    ).toBe("as-much");
  });

  test("all roles that somebody holds count together", async () => {
    const { client } = await person("keeper", "remover");
    const permissions = { projectScope: [READ, DELETE] };
    expect((await client.createRole({ body: { name: "both", permissions } })).id).toBe("both");
  });
});

test("an edited role changes at once what its holders may do, and what their tokens may", async () => {
  await ada.client().createRole({ body: { name: "changing", permissions: { projectScope: [READ] } } });
  const { browser, client } = await person("changing");
  const { token } = await client.issueToken({ body: { name: "mine", roleId: "changing", ...HOUR } });
  expect((await browser.get("/v1/projects")).status).toBe(200);
  const params = { roleId: "changing" };
  await ada.client().patchRole({ params, body: { permissions: { projectScope: [DELETE] } } });
  expect((await browser.get("/v1/projects")).status).toBe(403);
  await expect(kw.client(token).listProjects()).rejects.toMatchObject({ code: "permission_missing" });
});

test("a create that is sent twice by somebody makes one token", async () => {
  const { browser } = await person("reader");
  const headers = { "idempotency-key": "double-click" };
  const body = { name: "once", roleId: "reader", ...HOUR };
  const answers = await Promise.all([1, 2].map(() => browser.post("/v1/tokens", body, { headers })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers[0]?.body.data.token).toBe(answers[1]?.body.data.token);
  expect((await browser.client().listTokens()).tokens).toHaveLength(1);
});
