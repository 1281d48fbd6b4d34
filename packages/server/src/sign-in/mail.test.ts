import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "../../test/browser.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { linkTo, type Mailbox, openMailbox } from "../../test/mailbox.ts";
import { newBrowser, PASSWORD, secretOf, setUpFirstPerson } from "../../test/people.ts";

const EMAIL = "ada@example.com";
const NEW_PASSWORD = "another horse battery";
let mailbox: Mailbox;
let kw: TestService;
let ada: Browser;

beforeAll(async () => {
  mailbox = await openMailbox();
  kw = await startTestService({ env: mailbox.env });
  ada = await setUpFirstPerson(kw, EMAIL);
});
afterAll(async () => {
  await kw.close();
  await mailbox.close();
});

const signIn = (password: string) =>
  newBrowser(kw).post("/api/auth/sign-in/email", { email: EMAIL, password });
const reset = (token: string, newPassword = NEW_PASSWORD) =>
  newBrowser(kw).post("/api/auth/reset-password", { token, newPassword });

async function mailedLink(address: string, newerThan?: string): Promise<string> {
  const fresh = () => {
    const link = linkTo(mailbox, address);
    return link === newerThan ? undefined : link;
  };
  await expect.poll(fresh, { timeout: 5000 }).toBeDefined();
  return fresh() ?? "";
}

describe("with a mail server", () => {
  test("the link of an invitation goes to the invited person and to nobody else", async () => {
    const email = "grace@example.com";
    const member = await ada.client().inviteMember({ body: { email, name: "Grace <b>" } });
    expect(Object.keys(member.invitation ?? {})).toEqual(["expiresAt"]);
    const secret = secretOf(await mailedLink(email));
    expect(kw.logs()).not.toContain(secret);
    const body = { secret, password: PASSWORD };
    expect((await newBrowser(kw).post("/v1/invitations/accept", body)).status).toBe(200);
  });

  test("one that is rolled back is not sent", async () => {
    const before = mailbox.letters.length;
    const refused = ada
      .client()
      .inviteMember({ body: { email: "lost@example.com", roles: ["nobody-has-it"] } });
    await expect(refused).rejects.toMatchObject({ code: "unknown_reference" });
    const { invitation } = await ada.client().inviteMember({ body: { email: "found@example.com" } });
    expect(invitation).toBeDefined();
    await mailedLink("found@example.com");
    expect(mailbox.letters.slice(before).flatMap(({ to }) => to)).toEqual(["found@example.com"]);
  });
});

describe("a forgotten password", () => {
  const ask = (email: string) => newBrowser(kw).post("/api/auth/request-password-reset", { email });

  test("is answered alike for those we know and those we do not", async () => {
    const [known, unknown] = [await ask(EMAIL), await ask("nobody@example.com")];
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    await mailedLink(EMAIL);
    expect(linkTo(mailbox, "nobody@example.com")).toBeUndefined();
  });

  test("is replaced once with the link, which ends every session", async () => {
    const earlier = linkTo(mailbox, EMAIL);
    await ask(EMAIL);
    const token = secretOf(await mailedLink(EMAIL, earlier));
    for (const wrong of ["x", `${token}x`, ""]) expect((await reset(wrong)).status).toBe(400);
    expect((await reset(token, "short")).status).toBe(400);
    expect((await signIn(PASSWORD)).status).toBe(200);
    expect((await reset(token)).status).toBe(200);
    expect((await ada.get("/v1/me")).status).toBe(401);
    expect([(await signIn(PASSWORD)).status, (await signIn(NEW_PASSWORD)).status]).toEqual([401, 200]);
    expect((await reset(token, PASSWORD)).status).toBe(400);
    expect(kw.logs()).not.toContain(token);
    const { rows } = await sql`select * from one_time_value`.execute(kw.database.kysely);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});
