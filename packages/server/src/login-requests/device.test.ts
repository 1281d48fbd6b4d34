import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { postForm } from "../../test/conformance/oauth-form.ts";
import {
  approve,
  CLIENT_ID,
  deny,
  DEVICE_GRANT,
  type DeviceLogin,
  type LoginWorld,
  type Somebody,
  startLoginWorld,
} from "./logins.test-support.ts";

let world: LoginWorld;
let grace: Somebody;
beforeAll(async () => {
  world = await startLoginWorld();
  grace = await world.somebody();
});
afterAll(() => world.close());
beforeEach(() => sql`delete from user_code_attempt`.execute(world.kw.database.kysely));

const ask = (form: Record<string, string>) => postForm(`${world.kw.url}/oauth2/device_authorization`, form);
const poll = ({ deviceCode }: DeviceLogin) =>
  world.token({ grant_type: DEVICE_GRANT, device_code: deviceCode });
const find = (userCode: string, { browser } = grace) => browser.post("/v1/login-requests/find", { userCode });

describe("a device is given no code", () => {
  test.each([
    ["invalid_client", {}],
    ["invalid_client", { client_id: "another" }],
    ["invalid_request", { client_id: CLIENT_ID, client_name: "a\u202eb" }],
  ])("%s for %o", async (error, form) => {
    const { status, json } = await ask(form);
    expect([status, json["error"]]).toEqual([400, error]);
  });

  test("in a flood from one address", async () => {
    const statuses = new Set<number>();
    for (let count = 0; count < 61; count++) statuses.add((await ask({ client_id: CLIENT_ID })).status);
    expect([...statuses]).toEqual([200, 429]);
    await sql`update login_request set created_at = created_at - interval '5 minutes'`.execute(
      world.kw.database.kysely,
    );
  });
});

describe("while it polls it gets", () => {
  /** As if it had last asked so long ago. */
  const wait = ({ id }: DeviceLogin, seconds: number) =>
    sql`update login_request set polled_at = now() - ${seconds} * interval '1 second' where id = ${id}`.execute(
      world.kw.database.kysely,
    );
  const pollAfter = async (login: DeviceLogin, seconds: number) => {
    await wait(login, seconds);
    return (await poll(login)).json["error"];
  };

  test("authorization_pending, and slow_down when it asks too fast: 5 seconds more each time", async () => {
    const login = await world.deviceLogin();
    expect((await poll(login)).json["error"]).toBe("authorization_pending");
    expect((await poll(login)).json["error"]).toBe("slow_down");
    expect(await pollAfter(login, 5)).toBe("slow_down");
    expect(await pollAfter(login, 10)).toBe("slow_down");
    expect(await pollAfter(login, 20)).toBe("authorization_pending");
    await approve(grace.browser, login);
    expect((await poll(login)).json["error"]).toBe("slow_down");
    await wait(login, 25);
    expect((await poll(login)).status).toBe(200);
  });

  test("access_denied when it was denied, and nothing after that", async () => {
    const login = await world.deviceLogin();
    await deny(grace.browser, login);
    expect((await world.poll(login)).json["error"]).toBe("access_denied");
    expect((await world.poll(login)).json["error"]).toBe("access_denied");
  });

  test("expired_token when nobody answered in time, and when it did not come in time", async () => {
    const [waiting, approved] = [await world.deviceLogin(), await world.deviceLogin()];
    await approve(grace.browser, approved);
    for (const login of [waiting, approved]) {
      await world.expire(login);
      expect((await world.poll(login)).json["error"]).toBe("expired_token");
    }
  });

  test("invalid_grant for a code that there is not", async () => {
    const { json } = await world.token({ grant_type: DEVICE_GRANT, device_code: "x" });
    expect(json["error"]).toBe("invalid_grant");
  });

  test("one token, however many ask at once", async () => {
    const login = await world.deviceLogin();
    await approve(grace.browser, login);
    const answers = await Promise.all([1, 2, 3].map(() => poll(login)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("its token once, which is revoked when the code comes again", async () => {
    const login = await world.deviceLogin();
    await approve(grace.browser, login);
    const { json } = await world.poll(login);
    const client = world.kw.client(String(json["access_token"]));
    await client.listProjects();
    expect((await world.poll(login)).json["error"]).toBe("invalid_grant");
    await expect(client.listProjects()).rejects.toMatchObject({ code: "revoked" });
  });
});

describe("codes that people type", () => {
  test("are right in any writing, and only while somebody waits", async () => {
    const login = await world.deviceLogin();
    expect(login.userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    const plain = login.userCode.replace("-", "");
    for (const typed of [login.userCode, plain, plain.toLowerCase(), ` ${plain.split("").join(" ")} `]) {
      const { body } = await find(typed);
      expect(body.data).toMatchObject({
        id: login.id,
        userCode: login.userCode,
        kind: "device",
        status: "pending",
      });
    }
    await approve(grace.browser, login);
    expect((await find(login.userCode)).body.code).toBe("not_found");
    const late = await world.deviceLogin();
    await world.expire(late);
    expect((await find(late.userCode)).body.code).toBe("not_found");
  });

  test("are not guessed: ten wrong ones lock the person out, whatever they type then", async () => {
    const login = await world.deviceLogin();
    for (const wrong of ["", "BBBB-BBBB", "AEIO-UAEI", "BBBBBBBBB", "x", "1", "2", "3", "4", "5"]) {
      expect((await find(wrong)).body.code).toBe("not_found");
    }
    for (const any of [login.userCode, "BBBB-BBBB"]) {
      const { status, body } = await find(any);
      expect([status, body.code]).toEqual([429, "user_codes_locked"]);
    }
    // The others at this address as well, since one can have many accounts.
    expect((await find(login.userCode, await world.somebody())).status).toBe(429);
    await sql`update user_code_attempt set last_at = now() - interval '16 minutes'`.execute(
      world.kw.database.kysely,
    );
    expect((await find(login.userCode)).status).toBe(200);
  });

  test("a right one between wrong ones does not start the count anew", async () => {
    const login = await world.deviceLogin();
    for (let count = 0; count < 10; count++) {
      expect((await find("BBBB-BBBB")).status).toBe(404);
      if (count < 9) expect((await find(login.userCode)).status).toBe(200);
    }
    expect((await find(login.userCode)).status).toBe(429);
  });

  test("many wrong ones at once are as many", async () => {
    const login = await world.deviceLogin();
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await find("BBBB-BBBB")).status),
    );
    expect(statuses.filter((status) => status === 404)).toHaveLength(10);
    expect((await find(login.userCode)).status).toBe(429);
  });

  test("going on while locked out does not put off the end of it", async () => {
    for (let count = 0; count < 10; count++) await find("BBBB-BBBB");
    const { kysely } = world.kw.database;
    await sql`update user_code_attempt set last_at = now() - interval '14 minutes'`.execute(kysely);
    expect((await find("BBBB-BBBB")).status).toBe(429);
    const { rows } = await sql<{ count: string }>`
      select count(*) from user_code_attempt where last_at > now() - interval '13 minutes'
    `.execute(kysely);
    expect(Number(rows[0]?.count)).toBe(0);
  });
});

test("nothing that is kept opens anything", async () => {
  const login = await world.deviceLogin();
  const rows = await world.kw.database.kysely.selectFrom("login_request").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(login.deviceCode);
  expect(world.kw.logs()).not.toContain(login.deviceCode);
  expect(world.kw.logs()).not.toContain(login.userCode);
});
