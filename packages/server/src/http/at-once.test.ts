import { once } from "node:events";
import { request as nodeRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";

const VERIFY = "org:admin:verification:verify";
const LIST = "project:secrets:secret-groups:list";
const FORWARD_AUTH = "/v1/forward-auth";
const INTROSPECT = "/oauth2/introspect";
const FORM = "application/x-www-form-urlencoded";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "At once");
  const body = { name: "asker", permissions: { orgScope: [VERIFY] } };
  await tenant.owner.createOrgRole({ body });
});
afterAll(() => kw.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const pass = (token: string, headers: Record<string, string> = {}) =>
  fetch(`${kw.url}${FORWARD_AUTH}?permission=${LIST}`, { headers: { ...bearer(token), ...headers } });
const introspect = (asker: string, form: string, headers: Record<string, string> = {}) =>
  fetch(`${kw.url}${INTROSPECT}`, {
    method: "POST",
    headers: { "content-type": FORM, ...bearer(asker), ...headers },
    body: form,
  });
const isActive = async (answer: Response) => ((await answer.json()) as { active: boolean }).active;

const issue = (roleId: string, narrowing?: { allowedIps: string[] }) =>
  tenant.owner.issueToken({
    params: tenant.params,
    body: { name: "asked about", roleId, ...(narrowing && { narrowing }) },
  });
async function newAsker(): Promise<string> {
  return (await tenant.owner.issueOrgToken({ body: { name: "asker", roleId: "asker" } })).token;
}

/** How many were answered before the framework while this ran. */
async function atOnce<T>(route: string, work: () => Promise<T>): Promise<{ result: T; count: number }> {
  const before = await countOf(route);
  const result = await work();
  return { result, count: (await countOf(route)) - before };
}

async function countOf(route: string): Promise<number> {
  const metrics = await (await fetch(`${kw.url}/metrics`)).text();
  const [, count = "0"] = new RegExp(`at_once_total\\{route="${route}"\\} (\\d+)`).exec(metrics) ?? [];
  return Number(count);
}

describe("what is not answered at once, and refused as ever", () => {
  test("a token that was revoked, from the next request on", async () => {
    const { id: tokenId, token } = await issue("admin");
    const asker = await newAsker();
    for (const _ of [1, 2, 3]) expect((await pass(token)).status).toBe(200);
    for (const _ of [1, 2, 3]) expect(await isActive(await introspect(asker, `token=${token}`))).toBe(true);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId } });
    const refused = await atOnce(FORWARD_AUTH, () => pass(token));
    expect(refused).toMatchObject({ count: 0, result: { status: 401 } });
    expect(refused.result.headers.get("x-keywright-reason")).toBe("revoked");
    const told = await atOnce(INTROSPECT, () => introspect(asker, `token=${token}`));
    expect(told.count).toBe(0);
    expect(await isActive(told.result)).toBe(false);
  });

  test("a role that lost the permission, from the next request on", async () => {
    const body = { name: "fading", permissions: { projectScope: [LIST] } };
    await tenant.owner.createRole({ params: tenant.params, body });
    const { token } = await issue("fading");
    for (const _ of [1, 2, 3]) expect((await pass(token)).status).toBe(200);
    const params = { ...tenant.params, roleId: "fading" };
    await tenant.owner.patchRole({ params, body: { permissions: { projectScope: [] } } });
    expect((await pass(token)).status).toBe(403);
  });

  test("an asker who may ask no more, from the next request on", async () => {
    const body = { name: "asking no more", permissions: { orgScope: [VERIFY] } };
    await tenant.owner.createOrgRole({ body });
    const given = { name: "asker", roleId: "asking-no-more" };
    const { token: asker } = await tenant.owner.issueOrgToken({ body: given });
    const { token } = await issue("admin");
    const ask = () => introspect(asker, `token=${token}`);
    for (const _ of [1, 2, 3]) expect((await ask()).status).toBe(200);
    const params = { roleId: "asking-no-more" };
    await tenant.owner.patchOrgRole({ params, body: { permissions: { orgScope: [] } } });
    const { result, count } = await atOnce(INTROSPECT, ask);
    expect([result.status, count]).toEqual([401, 0]);
  });

  test("a token bound to addresses: it is the route that knows where a request comes from", async () => {
    const asker = await newAsker();
    const here = await issue("admin", { allowedIps: ["127.0.0.0/8"] });
    const elsewhere = await issue("admin", { allowedIps: ["192.0.2.0/24"] });
    for (const _ of [1, 2]) {
      const passed = await atOnce(FORWARD_AUTH, () => pass(here.token));
      expect(passed).toMatchObject({ count: 0, result: { status: 200 } });
      expect((await pass(elsewhere.token)).status).toBe(403);
      const told = await atOnce(INTROSPECT, () => introspect(asker, `token=${here.token}`));
      expect(await isActive(told.result)).toBe(false);
    }
  });

  test("an asker of one organization about a token of another", async () => {
    const others = await newTenant(kw, "Others at once");
    const body = { name: "theirs", roleId: "admin" };
    const { token } = await others.owner.issueToken({ params: others.params, body });
    const asker = await newAsker();
    const own = await issue("admin");
    for (const _ of [1, 2, 3]) {
      expect(await isActive(await introspect(asker, `token=${own.token}`))).toBe(true);
      expect(await isActive(await introspect(asker, `token=${token}`))).toBe(false);
    }
  });

  test("an asker who names an organization that is not theirs", async () => {
    const asker = await newAsker();
    const { token } = await issue("admin");
    for (const _ of [1, 2]) expect((await introspect(asker, `token=${token}`)).status).toBe(200);
    expect((await introspect(asker, `token=${token}`, { "keywright-org": "acme" })).status).toBe(401);
  });
});

describe("a body that was taken from the connection", () => {
  test("reaches the route whole, however it is written", async () => {
    const asker = await newAsker();
    const { token } = await issue("admin");
    await introspect(asker, `token=${token}`);
    const escaped = token.replaceAll(".", "%2E");
    for (const form of [`token=${token}&scope=${LIST}`, `token=${escaped}`, `hint=%C3%BC&token=${token}`]) {
      const { result, count } = await atOnce(INTROSPECT, () => introspect(asker, form));
      expect([await isActive(result), count]).toEqual([true, 0]);
    }
    const { status } = await introspect(asker, `token=${token}&token=${token}`);
    expect(status).toBe(400);
    expect((await introspect(asker, "")).status).toBe(400);
  });

  test("of another method is not touched", async () => {
    const headers = { "content-type": FORM, ...bearer(await newAsker()) };
    const { status } = await fetch(`${kw.url}${INTROSPECT}`, { method: "PUT", headers, body: "token=x" });
    expect(status).toBe(405);
  });

  test("that comes in pieces is put together", async () => {
    const asker = await newAsker();
    const { token } = await issue("admin");
    await introspect(asker, `token=${token}`);
    const form = `token=${token}`;
    const body = await new Promise<string>((resolve, reject) => {
      const headers = { "content-type": FORM, "content-length": form.length, ...bearer(asker) };
      const sent = nodeRequest(`${kw.url}${INTROSPECT}`, { method: "POST", headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        answer.on("end", () => resolve(text));
      });
      sent.on("error", reject);
      sent.write(form.slice(0, 100));
      setImmediate(() => sent.end(form.slice(100)));
    });
    expect(JSON.parse(body)).toMatchObject({ active: true });
  });
});

describe("what is answered at once", () => {
  test("says the same as the route, with a request id of its own, and is counted once", async () => {
    const { id: tokenId, token } = await issue("admin");
    const slowly = await pass(token);
    const { result: quickly, count } = await atOnce(FORWARD_AUTH, () => pass(token));
    expect(count).toBe(1);
    const headersOf = ({ headers }: Response) => {
      const { "x-request-id": id, date: _date, ...rest } = Object.fromEntries(headers);
      return { rest, hasId: id !== undefined };
    };
    expect(headersOf(quickly)).toEqual(headersOf(slowly));
    expect(quickly.headers.get("x-request-id")).not.toBe(slowly.headers.get("x-request-id"));
    const params = { ...tenant.params, tokenId };
    const counted = async () => (await tenant.owner.getTokenUsage({ params })).totals;
    await expect.poll(counted, { timeout: 20_000 }).toMatchObject([{ verdict: "allowed", count: 2 }]);
  });

  test("is introspection too, in the same words", async () => {
    const asker = await newAsker();
    const { token } = await issue("admin");
    const slowly = await (await introspect(asker, `token=${token}`)).text();
    const { result, count } = await atOnce(INTROSPECT, () => introspect(asker, `token=${token}`));
    expect([await result.text(), count]).toEqual([slowly, 1]);
  });
});

describe("answers leave when all that came in together is read", () => {
  const connection = () => connect(Number(new URL(kw.url).port), new URL(kw.url).hostname);
  const question = (token: string, end: "close" | "keep-alive") =>
    [
      `GET ${FORWARD_AUTH}?permission=${LIST} HTTP/1.1`,
      "host: keywright.test",
      `authorization: Bearer ${token}`,
      `connection: ${end}\r\n\r\n`,
    ].join("\r\n");

  test("each question of one connection its own, in order, and between them what the route says", async () => {
    const [one, other, revoked] = [await issue("admin"), await issue("admin"), await issue("admin")];
    for (const { token } of [one, other, revoked]) expect((await pass(token)).status).toBe(200);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: revoked.id } });
    const { result, count } = await atOnce(FORWARD_AUTH, async () => {
      const socket = connection();
      const questions = [one, revoked, other, one].map(({ token }) => question(token, "keep-alive"));
      socket.write(questions.join("") + question(other.token, "close"));
      return text(socket);
    });
    const said = [...result.matchAll(/HTTP\/1\.1 (\d+)|x-keywright-token-id: (\S+)/g)];
    const expected = ["200", one.id, "401", "200", other.id, "200", one.id, "200", other.id];
    expect(said.map(([, status, tokenId]) => status ?? tokenId)).toEqual(expected);
    expect(count).toBe(4);
  });

  test("each connection its own", async () => {
    const issued = await Promise.all(Array.from({ length: 20 }, () => issue("admin")));
    const asked = () =>
      Promise.all(issued.map(async ({ token }) => (await pass(token)).headers.get("x-keywright-token-id")));
    const ids = issued.map(({ id }) => id);
    expect(await asked()).toEqual(ids);
    expect(await atOnce(FORWARD_AUTH, asked)).toEqual({ result: ids, count: ids.length });
  });

  test("whoever is gone by then disturbs nobody", async () => {
    const { token } = await issue("admin");
    expect((await pass(token)).status).toBe(200);
    const { count } = await atOnce(FORWARD_AUTH, async () => {
      for (let times = 0; times < 10; times++) {
        const socket = connection();
        await once(socket, "connect");
        socket.write(question(token, "keep-alive"), () => socket.resetAndDestroy());
        await once(socket, "close");
      }
      expect((await pass(token)).status).toBe(200);
    });
    expect(count).toBeGreaterThan(0);
  });
});
