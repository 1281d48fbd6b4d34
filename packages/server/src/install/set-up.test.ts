import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newBrowser, PASSWORD, setUpFirstPerson, setupSecret } from "../../test/people.ts";

const FIRST = { name: "Ada", email: "Ada@Example.com", password: PASSWORD };

describe("before there is a first person", () => {
  let kw: TestService;
  beforeAll(async () => {
    kw = await startTestService();
  });
  afterAll(() => kw.close());

  test("nobody becomes it without the printed link", async () => {
    const browser = newBrowser(kw);
    for (const secret of ["x", "a".repeat(43), `${setupSecret(kw)}x`]) {
      const { status, body } = await browser.post("/v1/setup", { ...FIRST, secret });
      expect([status, body.code]).toEqual([400, "setup_invalid"]);
    }
    expect(browser.cookies.size).toBe(0);
    expect((await browser.get("/v1/setup")).body.data).toEqual({ pending: true });
  });

  test("another site's page cannot have it done", async () => {
    const headers = { origin: "https://elsewhere.example" };
    const { status, body } = await newBrowser(kw).post("/v1/setup", { ...FIRST, secret: "x" }, { headers });
    expect([status, body.code]).toEqual([403, "cross_site"]);
  });

  test("a password that is too short uses up nothing", async () => {
    const body = { ...FIRST, password: "short", secret: setupSecret(kw) };
    const answer = await newBrowser(kw).post("/v1/setup", body);
    expect(answer.body.error.details).toHaveProperty("password");
    expect((await newBrowser(kw).get("/v1/setup")).body.data).toEqual({ pending: true });
  });
});

describe("the first person", () => {
  test("is one, however many send the link at once, and the link is used up", async () => {
    const kw = await startTestService();
    const secret = setupSecret(kw);
    const first = { ...FIRST, secret };
    const answers = await Promise.all([
      newBrowser(kw).post("/v1/setup", first),
      newBrowser(kw).post("/v1/setup", { ...first, email: "eve@example.com" }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    const late = await newBrowser(kw).post("/v1/setup", { ...first, email: "late@example.com" });
    expect(late.body.code).toBe("setup_invalid");
    expect((await newBrowser(kw).get("/v1/setup")).body.data).toEqual({ pending: false });
    await kw.close();
  });

  test("is signed in at once, as owner of the organization and the team, and as operator", async () => {
    const kw = await startTestService();
    const browser = await setUpFirstPerson(kw);
    const { body } = await browser.get("/v1/account");
    expect(body.data).toMatchObject({
      person: { name: "Ada", email: "ada@example.com", twoFactor: false },
      mail: false,
      memberships: [
        {
          org: { id: "acme", suspended: false },
          isOperator: true,
          roles: [{ id: "operator" }, { id: "owner" }],
          teams: [{ id: "acme", roles: [{ id: "owner" }], restricted: false }],
        },
      ],
    });
    const { principal, roles } = await browser.client().getMe();
    expect(principal).toMatchObject({ type: "member", org: "acme", entityType: "platform" });
    expect(roles).toHaveLength(3);
    const mine = { name: "mine", roleId: "owner", lifetimeSeconds: 3600 };
    const issued = await browser.client().issueToken({ body: mine });
    expect(issued).toMatchObject({ owner: "member", creator: { type: "member", name: "Ada" } });
    await kw.close();
  });

  test("names the organization and the team, and their ids while no token knows these", async () => {
    const names = { orgName: "Wide World", teamName: "Web Shop" };
    for (const [known, place] of [
      [true, { org: "acme", team: "acme" }],
      [false, { org: "wide-world", team: "web-shop" }],
    ] as const) {
      const kw = await startTestService();
      if (!known) await kw.database.execScript("delete from token");
      const browser = newBrowser(kw);
      const { body } = await browser.post("/v1/setup", { ...FIRST, ...names, secret: setupSecret(kw) });
      expect(body.data).toEqual(place);
      const { memberships } = (await browser.get("/v1/account")).body.data;
      expect(memberships[0]).toMatchObject({ org: { id: place.org, name: "Wide World" } });
      expect(memberships[0].teams).toMatchObject([{ id: place.team, name: "Web Shop" }]);
      await kw.close();
    }
  });
});
