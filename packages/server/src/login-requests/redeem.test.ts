import { sql } from "kysely";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent } from "../../test/audit-trail.ts";
import { postForm } from "../../test/conformance/oauth-form.ts";
import { newBrowser, PASSWORD, secretOf } from "../../test/people.ts";
import { claimsOf } from "../../test/tenants.ts";
import { deleteExpired } from "../sign-in/tidying.queries.ts";
import {
  approve,
  type BrowserLogin,
  CLIENT_ID,
  codeIn,
  DEVICE_GRANT,
  type LoginWorld,
  READ,
  REDIRECT_URI,
  type Somebody,
  startLoginWorld,
  TOKEN,
} from "./logins.test-support.ts";

let world: LoginWorld;
let grace: Somebody;
beforeAll(async () => {
  world = await startLoginWorld();
  grace = await world.somebody();
});
afterAll(() => world.close());

const TEAM = { teamId: "acme" };

async function approved(by = grace, body: object = TOKEN): Promise<{ login: BrowserLogin; code: string }> {
  const login = await world.browserLogin();
  return { login, code: codeIn(await approve(by.browser, login, body)) };
}

const tokensOf = async ({ memberId }: Somebody) => {
  const { tokens } = await world.kw.operator.listTokens({
    params: TEAM,
    query: { all: true, createdBy: memberId },
  });
  return tokens;
};

describe("a code is traded for nothing", () => {
  test.each([
    ["no code", { code: "" }, "invalid_request"],
    ["another code", { code: randomBytes(32).toString("base64url") }, "invalid_grant"],
    ["no verifier", { code_verifier: "" }, "invalid_request"],
    ["another verifier", { code_verifier: "w".repeat(43) }, "invalid_grant"],
    ["a verifier that cannot be one", { code_verifier: "short" }, "invalid_grant"],
    ["no address", { redirect_uri: "" }, "invalid_request"],
    ["another address", { redirect_uri: "http://127.0.0.1:53124/callback" }, "invalid_grant"],
    ["another client", { client_id: "another" }, "invalid_client"],
    ["no kind of grant", { grant_type: "" }, "invalid_request"],
    ["another kind of grant", { grant_type: "password" }, "unsupported_grant_type"],
    ["the kind of a property of all objects", { grant_type: "constructor" }, "unsupported_grant_type"],
  ])("with %s, and can still be traded rightly after that", async (_what, wrong, error) => {
    const { login, code } = await approved();
    const refused = await world.trade(login, code, wrong);
    expect([refused.status, refused.json["error"]]).toEqual([400, error]);
    expect(refused.headers.get("cache-control")).toBe("no-store");
    expect((await world.trade(login, code)).status).toBe(200);
  });

  test("by its challenge in place of the verifier (plain)", async () => {
    const { login, code } = await approved();
    const { code_challenge } = await world.kw.database.kysely
      .selectFrom("login_request")
      .select("code_challenge")
      .where("id", "=", login.id)
      .executeTakeFirstOrThrow();
    const { json } = await world.trade(login, code, { code_verifier: code_challenge! });
    expect(json["error"]).toBe("invalid_grant");
  });

  test("as the code of a device, nor a device's as a browser's", async () => {
    const { login, code } = await approved();
    const asDevice = await world.token({ grant_type: DEVICE_GRANT, device_code: code });
    expect(asDevice.json["error"]).toBe("invalid_grant");
    const device = await world.deviceLogin();
    await approve(grace.browser, device);
    const asCode = await world.trade(login, device.deviceCode);
    expect(asCode.json["error"]).toBe("invalid_grant");
  });

  test("after its minute", async () => {
    const { login, code } = await approved();
    const { expires_at } = await world.kw.database.kysely
      .selectFrom("login_request")
      .select("expires_at")
      .where("id", "=", login.id)
      .executeTakeFirstOrThrow();
    expect(expires_at.getTime() - Date.now()).toBeLessThanOrEqual(60_000);
    await world.expire(login);
    expect((await world.trade(login, code)).json["error"]).toBe("invalid_grant");
  });

  test("a second time, and then the token of the first is revoked", async () => {
    const { login, code } = await approved();
    const first = await world.trade(login, code);
    const client = world.kw.client(String(first.json["access_token"]));
    await client.listProjects();
    const again = () => world.trade(login, code);
    const { result, event } = await leavesOneEvent(world.kw.operator, "token.revoke", again);
    expect(result.json["error"]).toBe("invalid_grant");
    expect(event).toMatchObject({ actor: { type: "system", id: "login" }, teamId: "acme", ip: "127.0.0.1" });
    await expect(client.listProjects()).rejects.toMatchObject({ code: "revoked" });
    expect((await world.trade(login, code)).json["error"]).toBe("invalid_grant");
  });

  test("by all but one who come at once, and there is one token", async () => {
    const somebody = await world.somebody();
    const { login, code } = await approved(somebody);
    const answers = await Promise.all([1, 2, 3, 4].map(() => world.trade(login, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    const [token, ...others] = await tokensOf(somebody);
    expect([others, token?.revoked]).toEqual([[], true]);
  });
});

describe("between approval and token, the token is lost with", () => {
  async function refused(
    somebody: Somebody,
    meanwhile: () => Promise<unknown>,
    body: object = TOKEN,
  ): Promise<void> {
    const { login, code } = await approved(somebody, body);
    const device = await world.deviceLogin();
    expect((await approve(somebody.browser, device, body)).status).toBe(200);
    await meanwhile();
    for (const { status, json } of [await world.trade(login, code), await world.poll(device)]) {
      expect([status, json["error"]]).toEqual([400, "invalid_grant"]);
    }
    expect(await tokensOf(somebody)).toEqual([]);
  }

  test("the role that the member held", async () => {
    const somebody = await world.somebody("reader", "default");
    await refused(somebody, () =>
      world.kw.operator.removeRoleMember({
        params: { ...TEAM, roleId: "reader", memberId: somebody.memberId },
      }),
    );
  });

  test("the membership", async () => {
    const somebody = await world.somebody();
    await refused(somebody, () =>
      world.kw.operator.removeOrgMember({ params: { memberId: somebody.memberId } }),
    );
  });

  test("the session that approved", async () => {
    const somebody = await world.somebody();
    await refused(somebody, () => somebody.browser.post("/api/auth/sign-out"));
  });

  test("the role, also when another takes its name and the member holds that", async () => {
    await world.kw.operator.createRole({ params: TEAM, body: { name: "passing" } });
    const somebody = await world.somebody("passing", "default");
    const renew = async () => {
      const params = { ...TEAM, roleId: "passing" };
      await world.kw.operator.deleteRole({ params });
      await world.kw.operator.createRole({ params: TEAM, body: { name: "passing" } });
      await world.kw.operator.addRoleMember({ params, body: { userId: somebody.memberId } });
    };
    await refused(somebody, renew, { ...TOKEN, roleId: "passing" });
  });

  test("the lifetime that the policy allowed", async () => {
    const somebody = await world.somebody();
    const limit = (maxLifetimeSeconds: number | null) =>
      world.kw.operator.patchOwnOrg({ body: { tokenPolicy: { maxLifetimeSeconds } } });
    await refused(somebody, () => limit(60));
    await limit(null);
  });

  test("room for one more personal token", async () => {
    const allow = (personalTokensMax: number) =>
      world.kw.operator.patchOwnOrg({ body: { personalTokensMax } });
    await refused(await world.somebody(), () => allow(0));
    await allow(25);
  });

  test("the organization, while it is suspended", async () => {
    const body = { name: "Passing", owner: { email: "passing@example.com" } };
    const { id: orgId, invitation } = await world.kw.operator.createOrg({ body });
    const owner = newBrowser(world.kw);
    const secret = secretOf(invitation?.link);
    await owner.post("/v1/invitations/accept", { secret, name: "Passing", password: PASSWORD });
    const login = await world.browserLogin();
    const code = codeIn(
      await approve(owner, login, { roleId: "owner", name: "laptop", lifetimeSeconds: 60 }),
    );
    await world.kw.operator.patchOrg({ params: { orgId }, body: { suspended: true } });
    expect((await world.trade(login, code)).json["error"]).toBe("invalid_grant");
  });

  test("the way in, when everybody has to come by single sign-on now", async () => {
    const sso = { issuer: "https://idp.example.com", clientId: "kw", clientSecret: "secret" };
    const enforce = () =>
      world.kw.operator.setOrgSso({ body: { ...sso, domains: ["example.com"], enforce: true } });
    await refused(await world.somebody(), enforce);
    await world.kw.operator.deleteOrgSso();
  });

  test("the permission to log in by a code, and only what was to come by one", async () => {
    const [device, browser] = [await world.deviceLogin(), await approved()];
    await approve(grace.browser, device);
    await world.kw.operator.patchOwnOrg({ body: { deviceLogin: false } });
    const polled = await world.poll(device);
    const traded = await world.trade(browser.login, browser.code);
    await world.kw.operator.patchOwnOrg({ body: { deviceLogin: true } });
    expect([polled.json["error"], traded.status]).toEqual(["invalid_grant", 200]);
  });
});

describe("a code that is right", () => {
  test("gives the person's own token as approved, and leaves one event", async () => {
    const { login, code } = await approved();
    const trade = () => world.trade(login, code);
    const { result, event } = await leavesOneEvent(world.kw.operator, "token.issue", trade);
    const { access_token, ...rest } = result.json;
    expect(result.headers.get("cache-control")).toBe("no-store");
    expect(result.headers.get("content-type")).toMatch(/^application\/json/);
    expect(rest).toEqual({
      token_type: "Bearer",
      expires_in: expect.toSatisfy((s: number) => s > 3595 && s <= 3600),
    });
    const value = String(access_token);
    const { sub } = claimsOf(value);
    const token = await world.kw.operator.getToken({ params: { ...TEAM, tokenId: String(sub) } });
    expect(token).toMatchObject({
      name: "laptop",
      owner: "member",
      memberId: grace.memberId,
      creator: { type: "member", id: grace.memberId },
      role: { roleId: "reader" },
      exposure: "secret",
    });
    expect(event).toMatchObject({
      actor: { type: "member", id: grace.memberId },
      target: { type: "token", id: token.id },
      after: { role: "reader", owner: "member" },
    });
    expect((await world.kw.client(value).getMe()).authority.permissions).toEqual([READ]);
    const { body } = await world.ada.get(`/v1/login-requests/${login.id}`);
    expect(body.data.status).toBe("redeemed");
    expect(JSON.stringify(await stored(login.id))).not.toContain(value.split(".")[2]);
  });

  const stored = (id: string) =>
    world.kw.database.kysely.selectFrom("login_request").selectAll().where("id", "=", id).execute();

  test("gives a token that dies with the member's hold on the role", async () => {
    const somebody = await world.somebody("reader", "default");
    const { login, code } = await approved(somebody);
    const { json } = await world.trade(login, code);
    const client = world.kw.client(String(json["access_token"]));
    await client.listProjects();
    await world.kw.operator.removeRoleMember({
      params: { ...TEAM, roleId: "reader", memberId: somebody.memberId },
    });
    await expect(client.listProjects()).rejects.toMatchObject({ code: "revoked" });
  });
});

test("parameters that come twice are refused", async () => {
  const { login, code } = await approved();
  const form = { client_id: CLIENT_ID, code_verifier: login.verifier, redirect_uri: REDIRECT_URI, code };
  const twice = `${new URLSearchParams(form)}&grant_type=authorization_code&code=another`;
  const { status, json } = await postForm(`${world.kw.url}/oauth2/token`, twice);
  expect([status, json["error"]]).toEqual([400, "invalid_request"]);
});

test("what has expired is tidied away", async () => {
  const [past, waiting] = [await world.browserLogin(), await world.browserLogin()];
  await world.expire(past);
  const { kysely } = world.kw.database;
  await kysely.transaction().execute((tx) => deleteExpired(tx, new Date(Date.now() + 1000)));
  const { rows } = await sql<{ id: string }>`select id from login_request`.execute(kysely);
  const ids = rows.map(({ id }) => id);
  expect([ids.includes(past.id), ids.includes(waiting.id)]).toEqual([false, true]);
});
