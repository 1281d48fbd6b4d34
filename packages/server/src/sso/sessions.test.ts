import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Browser } from "../../test/browser.ts";
import { PASSWORD, secretOf, setUpFirstPerson } from "../../test/people.ts";
import { newBrowser, type SsoWorld, startSsoWorld } from "./sso.test-support.ts";

const EVE = { sub: "eve", email: "eve@acme.test", name: "Eve" };

let world: SsoWorld;
/** With a password, a member of `acme` and of `rival`. */
let eve: Browser;
/** With a password, the owner of `acme`. */
let ada: Browser;
let memberId: string;

beforeAll(async () => {
  world = await startSsoWorld();
  ada = await setUpFirstPerson(world.kw, "ada@acme.test");
  eve = newBrowser(world.kw);
  const rival = await world.owner.createOrg({ body: { name: "Rival", owner: { email: EVE.email } } });
  await accept(rival, { name: EVE.name, password: PASSWORD });
  await invite();
  await world.set();
  world.provider.person = EVE;
});
afterAll(() => world.close());
afterEach(() => world.set());

interface Invited {
  readonly invitation?: { readonly link?: string | undefined } | undefined;
}

async function accept({ invitation }: Invited, newcomer: object = {}): Promise<void> {
  const body = { secret: secretOf(invitation?.link), ...newcomer };
  expect((await eve.post("/v1/invitations/accept", body)).status).toBe(200);
}

async function invite(): Promise<void> {
  const invited = await world.owner.inviteOrgMember({ body: { email: EVE.email, roles: ["admin"] } });
  memberId = invited.id;
  await accept(invited);
}

async function bySso(): Promise<Browser> {
  const browser = newBrowser(world.kw);
  expect(await world.signIn(browser, EVE.email)).toBe("/o/acme");
  return browser;
}

async function code(browser: Browser, org?: string): Promise<string> {
  const { status, body } = await browser.get(
    "/v1/me",
    org === undefined ? {} : { headers: { "keywright-org": org } },
  );
  return status === 200 ? "allowed" : body.code;
}

async function orgsOf(browser: Browser): Promise<string[]> {
  const { body } = await browser.get("/v1/account");
  return body.data.memberships.map(({ org }: { org: { id: string } }) => org.id).sort();
}

describe("a session that began with single sign-on", () => {
  let browser: Browser;
  beforeEach(async () => {
    browser = await bySso();
  });

  test("is nothing to another organization, though the same person is its owner", async () => {
    expect(await code(eve, "rival")).toBe("allowed");
    expect(await code(browser, "rival")).toBe("not_found");
    expect(await code(browser, "nowhere")).toBe("not_found");
    expect(await orgsOf(eve)).toEqual(["acme", "rival"]);
    expect(await orgsOf(browser)).toEqual(["acme"]);
    expect([await code(browser), await code(browser, "acme")]).toEqual(["allowed", "allowed"]);
  });

  test("accepts no invitation in the person's name", async () => {
    const other = await world.owner.createOrg({ body: { name: "Other", owner: { email: EVE.email } } });
    const body = { secret: secretOf(other.invitation?.link) };
    const refused = await browser.post("/v1/invitations/accept", body);
    expect([refused.status, refused.body.code]).toEqual([403, "sign_in_required"]);
  });

  const LASTING: [method: "GET" | "POST", path: string, body?: object][] = [
    ["GET", "passkey/generate-register-options"],
    ["POST", "passkey/verify-registration", { response: {} }],
    ["GET", "passkey/list-user-passkeys"],
    ["POST", "change-password", { currentPassword: PASSWORD, newPassword: `${PASSWORD} 2` }],
    ["POST", "two-factor/enable", { password: PASSWORD }],
    ["POST", "two-factor/disable", { password: PASSWORD }],
    ["POST", "two-factor/verify-totp", { code: "000000" }],
    ["POST", "update-user", { name: "Mallory" }],
    ["GET", "list-sessions"],
    ["POST", "revoke-sessions"],
    ["POST", "revoke-other-sessions"],
  ];

  test.each(LASTING)("cannot ask for what outlasts it: %s %s", async (method, path, body) => {
    const refused = await browser.send(method, `/api/auth/${path}`, { ...(body && { body }) });
    expect([refused.status, refused.body.code]).toEqual([403, "sso_session"]);
  });

  test.each(LASTING)("nor beside what hides the cookie from us: %s %s", async (method, path, body) => {
    const send = { ...(method === "POST" && { body: body ?? {} }) };
    const { cookieHeader } = browser;
    for (const headers of [
      { authorization: "Bearer anything" },
      { cookie: `${cookieHeader}; ${cookieHeader}` },
    ]) {
      const { status } = await browser.send(method, `/api/auth/${path}`, { ...send, headers });
      expect([path, status]).toEqual([path, 401]);
    }
  });

  test("signs out, and ends after twelve hours however much it is used", async () => {
    const { session } = (await browser.get("/api/auth/get-session")).body;
    const seconds = (Date.parse(session.expiresAt) - Date.parse(session.createdAt)) / 1000;
    expect(Math.round(seconds / 60)).toBe(12 * 60);
    expect((await browser.post("/api/auth/sign-out")).status).toBe(200);
    expect(await code(browser)).toBe("no_credentials");
  });
});

describe("sessions that began with single sign-on end at once", () => {
  test("when it is removed, while those with a password go on", async () => {
    const browser = await bySso();
    await world.owner.deleteOrgSso();
    expect([await code(browser), await code(eve, "acme")]).toEqual(["session_ended", "allowed"]);
  });

  test.each<[string, { issuer?: string; clientId?: string; domains?: string[] }]>([
    ["when there is another issuer", { issuer: "http://127.0.0.1:1" }],
    ["when there is another client", { clientId: "another" }],
    ["when the domain is another", { domains: ["acme.example"] }],
  ])("%s", async (_, more) => {
    const browser = await bySso();
    await world.set(more);
    expect(await code(browser)).toBe("session_ended");
  });

  test("but not when something else of it changes", async () => {
    const browser = await bySso();
    await world.set({ autoJoin: true, enforce: true, domains: ["acme.test", "acme.example"] });
    expect(await code(browser)).toBe("allowed");
  });

  test("when the member is removed, who then comes in by nothing but a new invitation", async () => {
    const browser = await bySso();
    await world.owner.removeOrgMember({ params: { memberId } });
    expect([await code(browser), await code(eve, "acme")]).toEqual(["session_ended", "not_found"]);
    expect(await world.signIn(newBrowser(world.kw), EVE.email)).toBe("/sign-in?error=sso_not_invited");
    await invite();
    expect(await code(await bySso())).toBe("allowed");
  });
});

describe("when single sign-on is enforced", () => {
  beforeEach(() => world.set({ enforce: true }));

  test("sessions that are there lose the organization with the next request, and no other", async () => {
    expect([await code(eve, "acme"), await code(eve, "rival")]).toEqual(["sso_required", "allowed"]);
    expect(await orgsOf(eve)).toEqual(["rival"]);
    const write = await eve.send("POST", "/v1/org-members", {
      body: { email: "x@x.test" },
      headers: { "keywright-org": "acme" },
    });
    expect([write.status, write.body.code]).toEqual([403, "sso_required"]);
    expect(await code(await bySso())).toBe("allowed");
  });

  test("signing in again with the password gives the others back, not this one", async () => {
    const browser = newBrowser(world.kw);
    expect(
      (await browser.post("/api/auth/sign-in/email", { email: EVE.email, password: PASSWORD })).status,
    ).toBe(200);
    expect([await code(browser, "acme"), await code(browser, "rival")]).toEqual(["sso_required", "allowed"]);
  });

  test("its owner still comes in with a password, so that nobody is locked out by a wrong setting", async () => {
    expect(await code(ada, "acme")).toBe("allowed");
    await world.set({ enforce: true, issuer: "http://127.0.0.1:1" });
    const removed = await ada.send("DELETE", "/v1/org-sso", { headers: { "keywright-org": "acme" } });
    expect(removed.status).toBe(200);
    expect(await code(eve, "acme")).toBe("allowed");
  });

  test("a person of another domain is not concerned", async () => {
    await world.set({ enforce: true, domains: ["acme.example"] });
    expect(await code(eve, "acme")).toBe("allowed");
  });
});
