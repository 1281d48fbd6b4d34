import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "../../test/browser.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newBrowser, PASSWORD, secretOf, setUpFirstPerson } from "../../test/people.ts";

let kw: TestService;
let ada: Browser;

beforeAll(async () => {
  kw = await startTestService();
  ada = await setUpFirstPerson(kw);
});
afterAll(() => kw.close());

const TEAM = { teamId: "acme" };
let invited = 0;
async function invite(roles: string[] = ["default"]) {
  const email = `person-${++invited}@example.com`;
  const member = await ada.client().inviteMember({ params: TEAM, body: { email, roles } });
  return {
    email,
    memberId: member.id,
    link: member.invitation?.link,
    secret: secretOf(member.invitation?.link),
  };
}

const accept = (
  secret: string,
  browser = newBrowser(kw),
  more: object = { name: "Grace", password: PASSWORD },
) => browser.post("/v1/invitations/accept", { secret, ...more });

async function join(roles?: string[]) {
  const invitation = await invite(roles);
  const browser = newBrowser(kw);
  expect((await accept(invitation.secret, browser)).status).toBe(200);
  return { ...invitation, browser };
}

describe("a link that lets nobody in", () => {
  const inspect = (secret: string) => newBrowser(kw).post("/v1/invitations/inspect", { secret });

  test("never made, used and expired ones are answered alike", async () => {
    const { secret: used } = await join();
    const { secret: expired } = await invite();
    await kw.database.execScript("update invitation set expires_at = now() - interval '1 second'");
    const answers = await Promise.all(
      ["x".repeat(43), used, expired].flatMap((one) => [inspect(one), accept(one)]),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.code} ${body.detail}`)).size).toBe(1);
    expect(answers[0]?.body.code).toBe("invitation_invalid");
  });

  test("one that was replaced by another", async () => {
    const { secret, memberId } = await invite();
    const again = await ada.client().resendInvitation({ params: { ...TEAM, memberId } });
    expect((await accept(secret)).body.code).toBe("invitation_invalid");
    expect((await accept(secretOf(again.link))).status).toBe(200);
    const late = ada.client().resendInvitation({ params: { ...TEAM, memberId } });
    await expect(late).rejects.toMatchObject({ code: "already_member" });
  });

  test("that of someone who was removed meanwhile", async () => {
    const { secret, memberId } = await invite();
    await ada.client().removeMember({ params: { ...TEAM, memberId } });
    expect((await accept(secret)).body.code).toBe("invitation_invalid");
  });

  test("without a password there is no account, and the link stays good", async () => {
    const { secret } = await invite();
    const { body } = await accept(secret, newBrowser(kw), { name: "Grace" });
    expect(body.error.details).toHaveProperty("password");
    expect((await accept(secret)).status).toBe(200);
  });

  test("accepted twice at the same moment, it makes one person", async () => {
    const { secret } = await invite();
    const answers = await Promise.all([accept(secret), accept(secret)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});

describe("an invitation", () => {
  test("says what it is to, and never the secret again", async () => {
    const { secret, email } = await invite();
    const { body } = await newBrowser(kw).post("/v1/invitations/inspect", { secret });
    expect(body.data).toMatchObject({
      org: { id: "acme" },
      team: { id: "acme" },
      email,
      invitedBy: "Ada",
      hasAccount: false,
    });
    expect(JSON.stringify(body)).not.toContain(secret);
  });

  test("is repeated by its Idempotency-Key without the link: that was shown once", async () => {
    const headers = { "idempotency-key": "once" };
    const body = { email: "twice@example.com" };
    const first = await ada.post("/v1/org-members", body, { headers });
    const second = await ada.post("/v1/org-members", body, { headers });
    expect(first.body.data.invitation.link).toContain("/invite#");
    expect(second.body.data).toEqual({
      ...first.body.data,
      invitation: { expiresAt: first.body.data.invitation.expiresAt },
    });
  });

  test("makes a member with the roles of the invitation, who is signed in at once", async () => {
    const { browser, email, memberId } = await join(["default"]);
    const { body } = await browser.get("/v1/account");
    expect(body.data.memberships).toMatchObject([
      {
        memberId,
        isOperator: false,
        permissions: [],
        roles: [],
        teams: [{ id: "acme", roles: [{ id: "default" }] }],
      },
    ]);
    const member = await ada.client().getMember({ params: { ...TEAM, memberId } });
    expect(member).toMatchObject({ finalized: true, emails: [{ address: email, verified: true }] });
  });

  test("to someone with an account is theirs alone, whoever has the link", async () => {
    const { browser, email } = await join();
    const globex = await ada.client().createOrg({ body: { name: `Globex ${invited}`, owner: { email } } });
    const secret = secretOf(globex.invitation?.link);
    const eve = (await join()).browser;
    for (const other of [newBrowser(kw), eve]) {
      expect((await accept(secret, other)).body.code).toBe("sign_in_required");
    }
    expect((await accept(secret, browser, {})).body.data).toEqual({ org: globex.id });
    const { memberships } = (await browser.get("/v1/account")).body.data;
    expect(memberships.map((one: { org: { id: string } }) => one.org.id).sort()).toEqual(["acme", globex.id]);
  });

  test("of a member of the organization to another team needs no link: they are in", async () => {
    const { browser, email } = await join();
    const team = await ada.client().createTeam({ body: { name: `Team ${invited}` } });
    const params = { teamId: team.id };
    const member = await ada.client().inviteMember({ params, body: { email } });
    expect([member.finalized, member.invitation]).toEqual([true, undefined]);
    expect((await browser.get(`/v1/teams/${team.id}`)).status).toBe(200);
  });

  test("keeps names as people write them: markup, right to left, and pictures", async () => {
    for (const name of ['<b>Bobby</b> & "co"', "שרה כהן", "👩🏽‍🚀 Mae"]) {
      const { secret } = await invite();
      const browser = newBrowser(kw);
      expect((await accept(secret, browser, { name, password: PASSWORD })).status).toBe(200);
      expect((await browser.get("/v1/account")).body.data.person.name).toBe(name);
    }
    const { secret } = await invite();
    const reversed = { name: "Ada\u202egnp.exe", password: PASSWORD };
    expect((await accept(secret, newBrowser(kw), reversed)).status).toBe(400);
  });
});

describe("someone who is removed", () => {
  test("loses the organization with the next request, for reading and for writing", async () => {
    const { browser, memberId } = await join(["admin"]);
    browser.org = "acme";
    expect((await browser.get("/v1/projects")).status).toBe(200);
    await ada.client().removeOrgMember({ params: { memberId } });
    for (const answer of [
      await browser.get("/v1/projects"),
      await browser.post("/v1/projects", { name: "Late" }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
    }
    expect((await browser.get("/v1/account")).body.data.memberships).toEqual([]);
  });

  test("who loses a role loses what it gave, and their tokens of it", async () => {
    const { browser, memberId } = await join(["admin"]);
    const body = { name: "mine", roleId: "admin", lifetimeSeconds: 3600 };
    const { token } = await browser.client().issueToken({ body });
    await ada.client().removeRoleMember({ params: { ...TEAM, roleId: "admin", memberId } });
    expect((await browser.get("/v1/projects")).status).toBe(403);
    await expect(kw.client(token).login()).rejects.toMatchObject({ code: "revoked" });
  });

  test("the last owner can neither be removed nor go", async () => {
    const [{ memberId }] = (await ada.get("/v1/account")).body.data.memberships;
    const leave = ada.client().removeOrgMember({ params: { memberId } });
    await expect(leave).rejects.toMatchObject({ code: "last_owner" });
  });
});

test("in several organizations a person says which one they mean", async () => {
  const { browser, email } = await join();
  const org = await ada.client().createOrg({ body: { name: `Initech ${invited}`, owner: { email } } });
  expect((await accept(secretOf(org.invitation?.link), browser, {})).status).toBe(200);
  expect((await browser.get("/v1/me")).body.code).toBe("org_required");
  for (const id of ["acme", org.id]) {
    browser.org = id;
    expect((await browser.get("/v1/me")).body.data.principal.org).toBe(id);
  }
  browser.org = "elsewhere";
  expect((await browser.get("/v1/me")).status).toBe(404);
});
