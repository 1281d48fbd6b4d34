import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { untilWaiting } from "../../test/locks.ts";
import { newBrowser, PASSWORD, secretOf, setUpFirstPerson } from "../../test/people.ts";

let kw: TestService;
beforeAll(async () => {
  kw = await startTestService();
});
afterAll(() => kw.close());

test("a write that waits while its person is removed, or signed out, is not done", async () => {
  const ada = await setUpFirstPerson(kw);
  const { kysely } = kw.database;
  const endings = {
    removed: ["member", "not_found"],
    "signed out": ["session", "session_ended"],
  } as const;
  for (const [how, [table, code]] of Object.entries(endings)) {
    const body = { email: `${table}@example.com`, roles: ["admin"] };
    const { id, invitation } = await ada.client().inviteMember({ body });
    const browser = newBrowser(kw);
    const accepted = { secret: secretOf(invitation?.link), name: "Grace", password: PASSWORD };
    await browser.post("/v1/invitations/accept", accepted);
    browser.org = "acme";
    const member = await kysely
      .selectFrom("member")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    const held = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const ending = kysely.transaction().execute(async (tx) => {
      if (table === "member") await tx.deleteFrom("member").where("id", "=", id).execute();
      else
        await tx
          .deleteFrom("session")
          .where("user_id", "=", member.user_id ?? "")
          .execute();
      held.resolve();
      await released.promise;
    });
    await Promise.race([held.promise, ending]);
    const write = browser.post("/v1/projects", { name: `late ${table}` });
    await untilWaiting(kw.database, 1);
    released.resolve();
    await ending;
    expect((await write).body.code, how).toBe(code);
  }
  expect((await ada.client().listProjects()).projects).toEqual([]);
});

test("two owners who remove each other at the same moment: one of them stays", async () => {
  const owners = await Promise.all(
    ["one", "two"].map(async (name) => {
      const email = `${name}@example.com`;
      const { id, invitation } = await kw.operator.inviteOrgMember({ body: { email, roles: ["owner"] } });
      const browser = newBrowser(kw);
      const accepted = { secret: secretOf(invitation?.link), name, password: PASSWORD };
      await browser.post("/v1/invitations/accept", accepted);
      browser.org = "acme";
      return { id, browser };
    }),
  );
  const [one, two] = owners;
  const remove = (by: typeof one, whom: typeof one) =>
    by!.browser.send("DELETE", `/v1/org-members/${whom!.id}`);
  const answers = await Promise.all([remove(one, two), remove(two, one)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
});
