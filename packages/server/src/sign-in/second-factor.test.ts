import { generate } from "otplib";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer, Browser } from "../../test/browser.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newBrowser, PASSWORD, setUpFirstPerson } from "../../test/people.ts";

const EMAIL = "ada@example.com";
let kw: TestService;
let ada: Browser;
let secret: string;
let recoveryCodes: string[];

beforeAll(async () => {
  kw = await startTestService();
  ada = await setUpFirstPerson(kw, EMAIL);
  const { body } = await ada.post("/api/auth/two-factor/enable", { password: PASSWORD });
  secret = new URL(body.totpURI).searchParams.get("secret") ?? "";
  recoveryCodes = body.backupCodes;
  await verify(ada, await code());
});
afterAll(() => kw.close());

const code = () => generate({ secret });
const verify = (browser: Browser, text: string): Promise<Answer> =>
  browser.post("/api/auth/two-factor/verify-totp", { code: text });

/** Past the password, and no further. */
async function halfIn(): Promise<Browser> {
  const browser = newBrowser(kw);
  const { body } = await browser.post("/api/auth/sign-in/email", { email: EMAIL, password: PASSWORD });
  expect(body).toMatchObject({ twoFactorRedirect: true, twoFactorMethods: ["totp"] });
  return browser;
}

test("nobody sets up a second factor without the password", async () => {
  const answer = await ada.post("/api/auth/two-factor/enable", { password: "not the password" });
  expect(answer.status).toBe(400);
});

describe("with a second factor", () => {
  test("the password alone opens nothing", async () => {
    const browser = await halfIn();
    expect(browser.cookieHeader).not.toContain("session_token");
    expect((await browser.get("/v1/me")).body.code).toBe("no_credentials");
  });

  test("a wrong code opens nothing, and without the password before it the right one neither", async () => {
    const browser = await halfIn();
    expect((await verify(browser, "000000")).status).toBe(401);
    expect((await browser.get("/v1/me")).status).toBe(401);
    expect((await verify(newBrowser(kw), await code())).status).toBe(401);
  });

  test("the right code signs in", async () => {
    const browser = await halfIn();
    expect((await verify(browser, await code())).status).toBe(200);
    expect((await browser.get("/v1/account")).body.data.person.twoFactor).toBe(true);
  });

  test("a recovery code signs in once", async () => {
    const use = async (browser: Browser) =>
      browser.post("/api/auth/two-factor/verify-backup-code", { code: recoveryCodes[0] });
    const browser = await halfIn();
    expect((await use(browser)).status).toBe(200);
    expect((await browser.get("/v1/me")).status).toBe(200);
    expect((await use(await halfIn())).status).toBe(401);
  });

  test("neither the secret nor the recovery codes stand readable in the database or the log", async () => {
    const { rows } = await sql`select * from two_factor`.execute(kw.database.kysely);
    const kept = JSON.stringify(rows) + kw.logs();
    for (const value of [secret, ...recoveryCodes]) expect(kept).not.toContain(value);
  });

  test("it is given up only with the password", async () => {
    const disable = (password: string) => ada.post("/api/auth/two-factor/disable", { password });
    expect((await disable("not the password")).status).toBe(400);
    expect((await disable(PASSWORD)).status).toBe(200);
    const answer = await newBrowser(kw).post("/api/auth/sign-in/email", { email: EMAIL, password: PASSWORD });
    expect(answer.body.twoFactorRedirect).toBeUndefined();
  });
});

test("a passkey is registered by who has just signed in, for our own name", async () => {
  const { status, body } = await ada.get("/api/auth/passkey/generate-register-options");
  expect([status, body.rp]).toEqual([200, { id: "localhost", name: "Keywright" }]);
  expect((await newBrowser(kw).get("/api/auth/passkey/generate-register-options")).status).toBe(401);
  const forged = { response: { id: "x", response: {} } };
  expect(
    (await newBrowser(kw).post("/api/auth/passkey/verify-authentication", forged)).status,
  ).toBeGreaterThan(399);
});
