import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import type { Answer } from "../../test/browser.ts";
import { newBrowser } from "../../test/people.ts";
import {
  approve,
  codeIn,
  deny,
  type LoginWorld,
  REDIRECT_URI,
  type Somebody,
  startLoginWorld,
  TOKEN,
} from "./logins.test-support.ts";

const UNKNOWN = { id: "lgr_01k00000000000000000000000" };

let world: LoginWorld;
let grace: Somebody;
beforeAll(async () => {
  world = await startLoginWorld();
  grace = await world.somebody();
});
afterAll(() => world.close());

const codeOf = ({ body }: Answer) => body.code as string | undefined;
const statusOf = async ({ id }: { id: string }) =>
  (await world.ada.get(`/v1/login-requests/${id}`)).body.data.status as string;

describe("nobody is logged in", () => {
  test("by a token, by nobody, from another site, or for a request that there is not", async () => {
    const login = await world.browserLogin();
    const path = `/v1/login-requests/${login.id}/approve`;
    const token = await fetch(world.kw.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${world.kw.operatorToken}`, "content-type": "application/json" },
      body: JSON.stringify(TOKEN),
    });
    expect(await token.json()).toMatchObject({ code: "person_required" });
    expect(codeOf(await approve(newBrowser(world.kw), login))).toBe("no_credentials");
    for (const origin of ["https://evil.example", "null"]) {
      const foreign = await grace.browser.post(path, TOKEN, { headers: { origin } });
      expect(codeOf(foreign)).toBe("cross_site");
    }
    expect(codeOf(await approve(grace.browser, UNKNOWN))).toBe("not_found");
    expect(codeOf(await deny(grace.browser, UNKNOWN))).toBe("not_found");
    expect(await statusOf(login)).toBe("pending");
  });

  test.each([
    ["unknown_reference", { teamId: "nowhere" }],
    ["unknown_reference", { roleId: "nowhere" }],
    // One of the team, and asked for at the organization.
    ["unknown_reference", { teamId: undefined }],
    ["validation_failed", { name: "" }],
    ["validation_failed", { lifetimeSeconds: 1 }],
    ["validation_failed", { expiresAt: "2099-01-01T00:00:00Z" }],
    ["validation_failed", { lifetimeSeconds: undefined, expiresAt: "2001-01-01T00:00:00Z" }],
    ["lifetime_not_allowed", { lifetimeSeconds: undefined }],
    ["lifetime_not_allowed", { lifetimeSeconds: undefined, expiresAt: null }],
    ["validation_failed", { owner: "team" }],
    ["validation_failed", { narrowing: {} }],
  ])("with %s for %o", async (code, changes) => {
    const login = await world.browserLogin();
    const answer = await approve(grace.browser, login, { ...TOKEN, ...changes });
    expect(codeOf(answer)).toBe(code);
    expect(await statusOf(login)).toBe("pending");
  });

  test("with a role that they could give, but do not hold", async () => {
    const login = await world.browserLogin();
    expect(codeOf(await approve(world.ada, login, TOKEN))).toBe("owner_not_allowed");
    expect(codeOf(await approve(grace.browser, login, { ...TOKEN, roleId: "owner" }))).toBe("escalation");
    expect(await statusOf(login)).toBe("pending");
  });

  test("for longer than the token policy allows", async () => {
    const client = world.ada.client();
    await client.patchOwnOrg({ body: { tokenPolicy: { maxLifetimeSeconds: 3600 } } });
    try {
      const login = await world.browserLogin();
      for (const lifetime of [{ lifetimeSeconds: 3700 }, { lifetimeSeconds: undefined, expiresAt: null }]) {
        const answer = await approve(grace.browser, login, { ...TOKEN, ...lifetime });
        expect(codeOf(answer)).toBe("lifetime_not_allowed");
      }
      expect(await statusOf(login)).toBe("pending");
    } finally {
      await client.patchOwnOrg({ body: { tokenPolicy: { maxLifetimeSeconds: null } } });
    }
  });

  test("when as many personal tokens are alive as may be, and the request waits on", async () => {
    const client = world.ada.client();
    const somebody = await world.somebody();
    await somebody.client.issueToken({ body: { name: "one", roleId: "reader", lifetimeSeconds: 3600 } });
    await client.patchOwnOrg({ body: { personalTokensMax: 1 } });
    try {
      for (const login of [await world.browserLogin(), await world.deviceLogin()]) {
        const { status, body } = await approve(somebody.browser, login);
        expect([status, body.code]).toEqual([409, "too_many_personal_tokens"]);
        expect(body.detail).toContain("Revoke one first");
        expect(await statusOf(login)).toBe("pending");
      }
    } finally {
      await client.patchOwnOrg({ body: { personalTokensMax: 25 } });
    }
  });

  test("in an organization that they are not a member of", async () => {
    const login = await world.browserLogin();
    await world.ada.client().createOrg({ body: { name: "Elsewhere" } });
    const elsewhere = { headers: { "keywright-org": "elsewhere" } };
    const path = `/v1/login-requests/${login.id}`;
    expect(codeOf(await grace.browser.post(`${path}/approve`, TOKEN, elsewhere))).toBe("not_found");
    expect(codeOf(await grace.browser.send("POST", `${path}/deny`, elsewhere))).toBe("not_found");
    expect(await statusOf(login)).toBe("pending");
  });

  test("a second time, by themselves or by somebody else, nor after it was denied", async () => {
    const [approved, denied] = [await world.browserLogin(), await world.browserLogin()];
    expect((await approve(grace.browser, approved)).status).toBe(200);
    expect((await deny(grace.browser, denied)).status).toBe(200);
    const other = await world.somebody();
    for (const login of [approved, denied]) {
      for (const { browser } of [grace, other]) {
        expect(codeOf(await approve(browser, login))).toBe("login_request_ended");
        expect(codeOf(await deny(browser, login))).toBe("login_request_ended");
      }
    }
    expect([await statusOf(approved), await statusOf(denied)]).toEqual(["approved", "denied"]);
  });

  test("when many approve at once, by more than one", async () => {
    const login = await world.browserLogin();
    const people = [grace, await world.somebody(), await world.somebody()];
    const answers = await Promise.all(people.map(({ browser }) => approve(browser, login)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  test("when it has waited too long", async () => {
    const login = await world.browserLogin();
    await world.expire(login);
    expect(codeOf(await approve(grace.browser, login))).toBe("login_request_expired");
    expect(codeOf(await deny(grace.browser, login))).toBe("login_request_expired");
    expect(await statusOf(login)).toBe("expired");
  });

  test("by a code, where the organization has switched that off; its own browser still may", async () => {
    const client = world.ada.client();
    const change = () => client.patchOwnOrg({ body: { deviceLogin: false } });
    const { event } = await leavesOneEvent(world.kw.operator, "org.update", change);
    expect(event).toMatchObject({ before: { deviceLogin: true }, after: { deviceLogin: false } });
    try {
      const [device, browser] = [await world.deviceLogin(), await world.browserLogin()];
      expect(codeOf(await approve(grace.browser, device))).toBe("device_login_off");
      expect(await statusOf(device)).toBe("pending");
      expect((await approve(grace.browser, browser)).status).toBe(200);
    } finally {
      await client.patchOwnOrg({ body: { deviceLogin: true } });
    }
    expect((await client.getOwnOrg()).deviceLogin).toBe(true);
  });

  test("and what was refused leaves no event", async () => {
    const login = await world.browserLogin();
    const approveAsOwner = () =>
      grace.client.approveLoginRequest({
        params: { loginRequestId: login.id },
        body: { ...TOKEN, roleId: "owner" },
      });
    await refuses(world.kw.operator, "escalation", approveAsOwner);
  });
});

describe("an answer", () => {
  test("sends the browser back with a code that nothing keeps, and leaves one event", async () => {
    const login = await world.browserLogin();
    const answer = () => approve(grace.browser, login);
    const { result, event } = await leavesOneEvent(world.kw.operator, "login.approve", answer);
    const redirectTo = new URL(result.body.data.redirectTo);
    expect(redirectTo.origin + redirectTo.pathname).toBe(REDIRECT_URI);
    const { code = "", ...rest } = Object.fromEntries(redirectTo.searchParams);
    expect(code).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(rest).toEqual({ state: login.state, iss: world.kw.publicUrl });
    expect(event).toMatchObject({
      actor: { type: "member", id: grace.memberId },
      target: { type: "login-request", id: login.id, name: "keywright on a laptop" },
      after: { kind: "browser", fromIp: "127.0.0.1", token: "laptop", role: "reader", lifetimeSeconds: 3600 },
    });
    const row = await world.kw.database.kysely
      .selectFrom("login_request")
      .selectAll()
      .where("id", "=", login.id)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify([row, event])).not.toContain(code);
    expect(world.kw.logs()).not.toContain(code);
  });

  test("may name a role of the organization, and when the token is to expire", async () => {
    await world.kw.operator.createOrgRole({ body: { name: "surveyor" } });
    await world.kw.operator.addOrgRoleMember({
      params: { roleId: "surveyor" },
      body: { userId: grace.memberId },
    });
    const login = await world.browserLogin();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const body = { roleId: "surveyor", name: "across teams", expiresAt };
    const answer = await approve(grace.browser, login, body);
    const { json } = await world.trade(login, codeIn(answer));
    expect(json["expires_in"]).toBeGreaterThan(3500);
    const me = await world.kw.client(String(json["access_token"])).getMe();
    expect(me).toMatchObject({ principal: { type: "token" } });
  });

  test("that denies sends the browser back without a code, and leaves one event", async () => {
    const login = await world.browserLogin();
    const { result, event } = await leavesOneEvent(world.kw.operator, "login.deny", () =>
      deny(grace.browser, login),
    );
    const { searchParams } = new URL(result.body.data.redirectTo);
    expect(Object.fromEntries(searchParams)).toEqual({
      error: "access_denied",
      state: login.state,
      iss: world.kw.publicUrl,
    });
    expect(event).toMatchObject({ actor: { id: grace.memberId }, target: { id: login.id } });
  });

  test("to a device sends no browser anywhere", async () => {
    const [one, two] = [await world.deviceLogin(), await world.deviceLogin()];
    expect((await approve(grace.browser, one)).body).toEqual({ data: {} });
    expect((await deny(grace.browser, two)).body).toEqual({ data: {} });
  });
});
