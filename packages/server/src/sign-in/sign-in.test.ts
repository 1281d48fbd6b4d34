import { SIGN_IN_ATTEMPTS_MAX } from "@keywright/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "../../test/browser.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newBrowser, PASSWORD, setUpFirstPerson } from "../../test/people.ts";

const EMAIL = "ada@example.com";
let kw: TestService;
let ada: Browser;

beforeAll(async () => {
  kw = await startTestService();
  ada = await setUpFirstPerson(kw, EMAIL);
});
afterAll(() => kw.close());

async function signIn(password = PASSWORD, email = EMAIL) {
  const browser = newBrowser(kw);
  return { browser, answer: await browser.post("/api/auth/sign-in/email", { email, password }) };
}

describe("what lets nobody in", () => {
  test("a wrong password and an unknown address are answered alike", async () => {
    const wrong = (await signIn("not the password")).answer;
    const unknown = (await signIn("not the password", "nobody@example.com")).answer;
    expect([wrong.status, wrong.body]).toEqual([401, unknown.body]);
    expect(unknown.status).toBe(401);
  });

  test("nobody signs up by themselves, and nothing of the library is open that is not ours", async () => {
    const body = { name: "Eve", email: "eve@example.com", password: PASSWORD };
    for (const path of [
      "sign-up/email",
      "delete-user",
      "change-email",
      "set-password",
      "link-social",
      "error",
    ]) {
      expect((await newBrowser(kw).post(`/api/auth/${path}`, body)).status).toBe(404);
    }
    expect((await signIn(PASSWORD, "eve@example.com")).answer.status).toBe(401);
  });

  test("a cookie that was changed, cut, or signed by somebody else is no session", async () => {
    const [name = "", value = ""] = [...ada.cookies][0] ?? [];
    const [token = "", signature = ""] = decodeURIComponent(value).split(/\.(?=[^.]*$)/);
    const flipped = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
    const forged = [
      `${flipped(token)}.${signature}`,
      `${token}.${flipped(signature)}`,
      `${token}.`,
      token,
      "",
      "%",
      `${token}.${signature}; ${name}=${value}`,
    ];
    for (const text of forged) {
      const cookie = `${name}=${text.includes(";") ? text : encodeURIComponent(text)}`;
      const { status, body } = await newBrowser(kw).get("/v1/me", { headers: { cookie } });
      expect([status, body.code]).toEqual([401, "session_ended"]);
    }
  });

  test("an Authorization header alone says who asks: a session beside it counts for nothing", async () => {
    for (const authorization of ["Bearer x.y.z", "Basic eDp5", "Bearer"]) {
      expect((await ada.get("/v1/me", { headers: { authorization } })).status).toBe(401);
    }
  });

  test("after too many passwords not even the right one lets in, and an unknown address is locked just the same", async () => {
    const email = "grace@example.com";
    const statuses: number[] = [];
    for (let attempt = 0; attempt <= SIGN_IN_ATTEMPTS_MAX; attempt++) {
      statuses.push((await signIn("not the password", email)).answer.status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    const { body } = (await signIn(PASSWORD, email)).answer;
    expect(body.code).toBe("sign_in_locked");
  });
});

describe("pages of other sites", () => {
  test("change nothing with the session of whoever looks at them", async () => {
    for (const origin of ["https://elsewhere.example", "null", `${kw.publicUrl}.elsewhere.example`]) {
      const headers = { origin };
      const { status, body } = await ada.post("/v1/teams", { name: "Stolen" }, { headers });
      expect([status, body.code]).toEqual([403, "cross_site"]);
      expect((await ada.post("/api/auth/sign-out", {}, { headers })).status).toBe(403);
    }
    const silent = await fetch(`${kw.url}/v1/teams`, {
      method: "POST",
      headers: { cookie: ada.cookieHeader, "content-type": "application/json" },
      body: JSON.stringify({ name: "Stolen" }),
    });
    expect(silent.status).toBe(403);
  });

  test("the cookie is out of reach of scripts, and not sent along with what other sites post", async () => {
    const { answer } = await signIn();
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(cookie).not.toMatch(/; Secure/i);
  });
});

describe("a session", () => {
  test("is over at once when it is signed out, for reading and for writing", async () => {
    const { browser } = await signIn();
    const cookie = browser.cookieHeader;
    expect((await browser.get("/v1/me")).status).toBe(200);
    expect((await browser.post("/api/auth/sign-out")).status).toBe(200);
    const headers = { cookie, origin: kw.publicUrl };
    expect((await newBrowser(kw).get("/v1/me", { headers })).body.code).toBe("session_ended");
    const write = await newBrowser(kw).post("/v1/teams", { name: "Late" }, { headers });
    expect(write.body.code).toBe("session_ended");
  });

  test("can be ended from another: all of them but one's own", async () => {
    const { browser: lost } = await signIn();
    const { browser: kept } = await signIn();
    const { body } = await kept.get("/api/auth/list-sessions");
    expect(body.length).toBeGreaterThan(1);
    expect((await kept.post("/api/auth/revoke-other-sessions")).status).toBe(200);
    expect((await lost.get("/v1/me")).status).toBe(401);
    expect((await kept.get("/v1/me")).status).toBe(200);
    ada = kept;
  });

  test("ends when nobody has used it for long, also for the library's own operations", async () => {
    const { browser } = await signIn();
    await kw.database.execScript("update session set updated_at = now() - interval '8 days'");
    expect((await browser.get("/v1/me")).body.code).toBe("session_ended");
    expect((await browser.get("/api/auth/get-session")).body).toBeNull();
    expect((await browser.get("/api/auth/list-sessions")).status).toBe(401);
    ada = (await signIn()).browser;
  });

  test("ends in any case after its time", async () => {
    const { browser } = await signIn();
    await kw.database.execScript("update session set expires_at = now() - interval '1 second'");
    expect((await browser.get("/v1/me")).body.code).toBe("session_ended");
    ada = (await signIn()).browser;
  });
});

describe("a password", () => {
  test("is changed only by who knows it, and takes the other sessions along", async () => {
    const newPassword = "another horse battery";
    const { browser: other } = await signIn();
    const change = (currentPassword: string) =>
      ada.post("/api/auth/change-password", { currentPassword, newPassword, revokeOtherSessions: true });
    expect((await change("not the password")).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(200);
    expect((await other.get("/v1/me")).status).toBe(401);
    expect((await signIn()).answer.status).toBe(401);
    expect((await signIn(newPassword)).answer.status).toBe(200);
    const back = { currentPassword: newPassword, newPassword: PASSWORD };
    expect((await ada.post("/api/auth/change-password", back)).status).toBe(200);
  });
});

test("who signs in stands in the audit of their organization, with where from", async () => {
  await signIn();
  await expect
    .poll(async () => {
      const query = { action: "member.sign-in" };
      const { auditEvents } = await ada.client().listOrgAuditEvents({ query });
      return auditEvents[0];
    })
    .toMatchObject({ actor: { type: "member", name: EMAIL }, origin: "api", userAgent: "a browser" });
});
