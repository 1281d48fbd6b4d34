import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PASSWORD, secretOf, setUpFirstPerson } from "../../test/people.ts";
import { signInAt } from "../../test/oidc-provider.ts";
import { begin, comeBack, newBrowser, type SsoWorld, startSsoWorld } from "./sso.test-support.ts";

let world: SsoWorld;
let email: string;
let sub: string;
let count = 0;

beforeAll(async () => {
  world = await startSsoWorld();
  await setUpFirstPerson(world.kw, "ada@acme.test");
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.set();
  sub = `person-${(count += 1)}`;
  email = `${sub}@acme.test`;
  world.provider.person = { sub, email, name: `Person ${count}` };
});

const page = (code: string) => `/sign-in?error=${code}`;
const invite = (address = email) => world.owner.inviteOrgMember({ body: { email: address } });
const memberOf = async (address: string) =>
  (await world.owner.listOrgMembers({ query: { per_page: 100 } })).members.find(
    ({ emails }) => emails[0]?.address === address,
  );
const identities = () => world.kw.database.kysely.selectFrom("sso_identity").select("subject").execute();

describe("the browser that comes back is not the one that began", () => {
  let attempts: string;
  beforeEach(async () => {
    await invite();
    attempts = page("sso_state_invalid");
  });
  const nothingDone = async () => {
    expect((await identities()).map(({ subject }) => subject)).not.toContain(sub);
    expect((await memberOf(email))?.finalized).toBe(false);
  };

  test("one that has begun nothing: an answer that somebody sent them signs them in as nobody", async () => {
    const back = await signInAt(await begin(newBrowser(world.kw), email), world.provider);
    expect(await comeBack(newBrowser(world.kw), back)).toBe(attempts);
    await nothingDone();
  });

  test("one that has begun another sign-in", async () => {
    const back = await signInAt(await begin(newBrowser(world.kw), email), world.provider);
    const victim = newBrowser(world.kw);
    await begin(victim, email);
    expect(await comeBack(victim, back)).toBe(attempts);
    await nothingDone();
  });

  test.each<[string, (back: URL) => void]>([
    [
      "with a state that was changed",
      (back) => back.searchParams.set("state", `${back.searchParams.get("state")}x`),
    ],
    ["with none", (back) => back.searchParams.delete("state")],
    ["with two", (back) => back.searchParams.append("state", "another")],
    ["to another organization's address", (back) => void (back.pathname = "/api/auth/sso/callback/rival")],
  ])("%s", async (_, change) => {
    const browser = newBrowser(world.kw);
    const back = await signInAt(await begin(browser, email), world.provider);
    change(back);
    expect(await comeBack(browser, back)).toBe(attempts);
    expect((await browser.get("/v1/account")).status).toBe(401);
    await nothingDone();
  });

  test("too late", async () => {
    const browser = newBrowser(world.kw);
    const back = await signInAt(await begin(browser, email), world.provider);
    const long = new Date(Date.now() - 601_000);
    await world.kw.database.kysely
      .transaction()
      .execute((tx) => tx.updateTable("sso_attempt").set({ started_at: long }).execute());
    expect(await comeBack(browser, back)).toBe(attempts);
    await nothingDone();
  });

  test("after single sign-on was removed, and after it was set anew", async () => {
    const browser = newBrowser(world.kw);
    const back = await signInAt(await begin(browser, email), world.provider);
    await world.owner.deleteOrgSso();
    expect(await comeBack(browser, back)).toBe(attempts);
    const again = newBrowser(world.kw);
    await world.set();
    const late = await signInAt(await begin(again, email), world.provider);
    await world.owner.deleteOrgSso();
    await world.set();
    expect(await comeBack(again, late)).toBe(attempts);
    await nothingDone();
  });

  test.each<[string, (back: URL) => void]>([
    ["with a code that was changed", (back) => back.searchParams.set("code", "another")],
    ["without a code", (back) => back.searchParams.delete("code")],
    ["with the name of another issuer", (back) => back.searchParams.set("iss", "https://evil.example")],
  ])("%s", async (_, change) => {
    const browser = newBrowser(world.kw);
    const back = await signInAt(await begin(browser, email), world.provider);
    change(back);
    expect(await comeBack(browser, back)).toBe(page("sso_failed"));
    await nothingDone();
  });
});

test("an answer counts once: replayed it signs nobody in, not even with the cookie it was begun with", async () => {
  await invite();
  const browser = newBrowser(world.kw);
  const url = await begin(browser, email);
  const before = new Map(browser.cookies);
  const back = await signInAt(url, world.provider);
  expect(await comeBack(browser, back)).toBe("/o/acme");

  const thief = newBrowser(world.kw);
  for (const [name, value] of before) thief.cookies.set(name, value);
  expect(await comeBack(thief, back)).toBe(page("sso_state_invalid"));
  expect((await thief.get("/v1/account")).status).toBe(401);
});

test("whoever is turned away by their provider is told so, and may begin again", async () => {
  await invite();
  const browser = newBrowser(world.kw);
  world.provider.person = "declines";
  expect(await world.signIn(browser, email)).toBe(page("sso_denied"));
  world.provider.person = { sub, email };
  expect(await world.signIn(browser, email)).toBe("/o/acme");
});

describe("the provider's word makes nobody a member", () => {
  test("whose address it has not verified", async () => {
    await invite();
    world.provider.person = { sub, email, emailVerified: false };
    expect(await world.signIn(newBrowser(world.kw), email)).toBe(page("sso_email_unverified"));
  });

  test("who has another domain, though they are invited", async () => {
    await invite(`${sub}@elsewhere.test`);
    world.provider.person = { sub, email: `${sub}@elsewhere.test` };
    expect(await world.signIn(newBrowser(world.kw), email)).toBe(page("sso_email_foreign"));
  });

  test("whom nobody invited, unless the organization lets everybody join; then without any role", async () => {
    expect(await world.signIn(newBrowser(world.kw), email)).toBe(page("sso_not_invited"));
    expect(await memberOf(email)).toBeUndefined();
    await world.set({ autoJoin: true });
    expect(await world.signIn(newBrowser(world.kw), email)).toBe("/o/acme");
    expect(await memberOf(email)).toMatchObject({ finalized: true, roles: [] });
  });

  test("who has an account already that this organization has never seen: it belongs to who has its password", async () => {
    const rival = await world.owner.createOrg({ body: { name: `Other ${sub}`, owner: { email } } });
    const secret = secretOf(rival.invitation?.link);
    const theirs = newBrowser(world.kw);
    await theirs.post("/v1/invitations/accept", { secret, name: "Victim", password: PASSWORD });
    await invite();
    const browser = newBrowser(world.kw);
    expect(await world.signIn(browser, email)).toBe(page("sso_account_exists"));
    await world.set({ autoJoin: true });
    expect(await world.signIn(browser, email)).toBe(page("sso_account_exists"));
    expect((await browser.get("/v1/account")).status).toBe(401);
  });

  test("who is another person at the provider than the member was: an address may pass on, a membership does not", async () => {
    await invite();
    expect(await world.signIn(newBrowser(world.kw), email)).toBe("/o/acme");
    world.provider.person = { sub: `${sub}-successor`, email };
    expect(await world.signIn(newBrowser(world.kw), email)).toBe(page("sso_other_identity"));
  });
});

test("an invited person joins by signing in, is known again by the provider's name for them, and each leaves its event", async () => {
  await world.owner.inviteOrgMember({ body: { email, roles: ["admin"] } });
  const browser = newBrowser(world.kw);
  expect(await world.signIn(browser, email)).toBe("/o/acme");
  const { data } = (await browser.get("/v1/account")).body;
  expect(data.person).toMatchObject({ name: `Person ${count}`, email, sso: true });
  expect(data.memberships).toMatchObject([{ org: { id: "acme" }, roles: [{ id: "admin" }] }]);

  world.provider.person = { sub, email: `${sub}-married@acme.test` };
  expect(await world.signIn(newBrowser(world.kw), email)).toBe("/o/acme");
  const member = await memberOf(email);
  const { auditEvents } = await world.owner.listOrgAuditEvents({ query: { actor: member!.id } });
  expect(auditEvents.map(({ action }) => action)).toEqual(["member.sign-in", "member.join"]);
  expect(auditEvents[1]?.after).toEqual({ email, name: `Person ${count}`, issuer: world.provider.issuer });
});

test("a member with a password is the same member by single sign-on", async () => {
  world.provider.person = { sub: "ada", email: "ada@acme.test" };
  const browser = newBrowser(world.kw);
  expect(await world.signIn(browser, "ada@acme.test")).toBe("/o/acme");
  const { data } = (await browser.get("/v1/account")).body;
  expect(data.memberships[0].roles.map(({ id }: { id: string }) => id)).toEqual(["operator", "owner"]);
});

test("names from outside are cut to what names are here", async () => {
  await invite();
  world.provider.person = { sub, email, name: "\u202egnp.exe\u0007" };
  const browser = newBrowser(world.kw);
  await world.signIn(browser, email);
  expect((await browser.get("/v1/account")).body.data.person.name).toBe(sub);
});

test("cookies are for the server alone, sent along only from the provider's navigation, and the attempt's ends", async () => {
  await invite();
  const browser = newBrowser(world.kw);
  const started = await browser.post("/v1/sso/start", { email });
  expect(started.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^keywright\.sso_attempt=[\w-]{43}; Path=\/api\/auth\/sso\/callback; Max-Age=600; HttpOnly; SameSite=Lax$/,
    ),
  ]);
  const { pathname, search } = await signInAt(started.body.data.url, world.provider);
  const { headers } = await browser.get(pathname + search);
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^keywright\.sso_attempt=; .*Max-Age=0/),
    expect.stringMatching(/^keywright\.session_token=[^;]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/),
  ]);
});

test("nothing that a sign-in is checked by, and no session, is in a log or can be read from the database", async () => {
  await invite();
  const browser = newBrowser(world.kw);
  const url = new URL(await begin(browser, email));
  const secret = browser.cookies.get("keywright.sso_attempt") ?? "";
  const back = await signInAt(url.href, world.provider);
  const rows = JSON.stringify(await world.kw.database.kysely.selectFrom("sso_attempt").selectAll().execute());
  await comeBack(browser, back);
  const said = [
    secret,
    url.searchParams.get("state"),
    url.searchParams.get("nonce"),
    back.searchParams.get("code"),
  ];
  for (const value of said) {
    expect(value).toMatch(/^[\w-]{43}$/);
    expect(world.kw.logs() + rows).not.toContain(value);
  }
});
