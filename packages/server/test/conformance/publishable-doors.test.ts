import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bearer, postForm } from "./oauth-form.ts";
import { type Http, type HttpAnswer, openHttp } from "../guard-http.ts";
import { startTestService, type TestService } from "../harness.ts";
import { endOf, endsOf, type HeldToken, newTenant, type Tenant } from "../tenants.ts";

/** What every door says of tokens that are bound to websites, and of the exposure that is asked for. */
const SEND = "project:analytics:events:send";
const SHOP = "https://shop.example";
const DOOR = `/v1/forward-auth?permission=${SEND}&project=web&environment=live`;
/** What is not that website, however much it looks like it. */
const OTHERS = [
  "https://shop.example.evil.test",
  "https://evil.test",
  "http://shop.example",
  "https://shop.example:8443",
  "https://www.shop.example",
  "https://SHOP.example",
  "https://shop.example/",
  `${SHOP}, https://evil.test`,
  "null",
  "",
];

let kw: TestService;
let http: Http;
let tenant: Tenant;
/** Publishable; bound to the shop's website; and secret. All of one role. */
let free: HeldToken;
let bound: HeldToken;
let secret: HeldToken;

beforeAll(async () => {
  kw = await startTestService();
  http = openHttp(kw.url);
  await kw.operator.putCatalogue({ body: { permissions: [{ permission: SEND, publishable: true }] } });
  tenant = await newTenant(kw, "Window");
  const { owner, params } = tenant;
  await owner.createProject({ params, body: { name: "web", environments: ["live"] } });
  await owner.createRole({ params, body: { name: "sender", permissions: { projectScope: [SEND] } } });
  const narrowing = { environments: ["live"] };
  free = await tenant.token("sender", { exposure: "publishable", narrowing });
  bound = await tenant.token("sender", {
    exposure: "publishable",
    narrowing: { ...narrowing, allowedOrigins: [SHOP, "http://localhost:3000"] },
  });
  secret = await tenant.token("sender");
  const operation = { "x-keywright-permission": SEND };
  const paths = {
    "/{projectId}/{environmentId}/events": {
      post: { ...operation, "x-keywright-exposure": "publishable" as const },
      get: { ...operation, "x-keywright-exposure": "secret" as const },
      put: operation,
    },
    "/closed": { get: { "x-keywright-exposure": "publishable" as const } },
    "/me": { get: { "x-keywright-permission": "any_token", "x-keywright-exposure": "secret" as const } },
  };
  await kw.operator.putRouteRules({ body: { document: { openapi: "3.1.0", paths } } });
});
afterAll(async () => {
  http.close();
  await kw.close();
});

const from = (origin: string | undefined) => (origin === undefined ? {} : { origin });
const ask = (token: HeldToken, path = DOOR, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
  http.send({ method: "GET", path, token: token.value, headers });
const asked = (token: HeldToken, method: string, uri: string) =>
  ask(token, "/v1/forward-auth", { "x-original-method": method, "x-original-uri": uri });
const saidBy = ({ status, headers }: HttpAnswer) => [status, headers["x-keywright-reason"]];
const REFUSED = [403, "origin_not_allowed"];

async function reasonOf({ value: token }: HeldToken, more: object): Promise<string | undefined> {
  const body = { token, permission: SEND, project: "web", environment: "live", ...more };
  const verdict = await tenant.owner.verify({ body });
  if (!("allowed" in verdict)) throw new Error("one check has one verdict");
  return verdict.allowed ? "allowed" : verdict.reason;
}

describe("a token bound to websites", () => {
  test("is refused by our own API from any other, from none, and where any token would do", async () => {
    const { client } = bound;
    for (const origin of [undefined, ...OTHERS]) {
      const calls = [{}, {}].map(() => ({ headers: from(origin) }));
      const ends = [client.getMe({}, calls[0]), client.login({}, calls[1])];
      expect([origin, ...(await endsOf(ends))]).toEqual([origin, "origin_not_allowed", "origin_not_allowed"]);
    }
    expect(await endOf(client.getMe({}, { headers: { referer: `${SHOP}/` } }))).toBe("origin_not_allowed");
    expect(await endOf(client.getMe({}, { headers: { "x-forwarded-host": "shop.example" } }))).toBe(
      "origin_not_allowed",
    );
    const { authority } = await client.getMe({}, { headers: { origin: SHOP } });
    expect(authority.narrowing?.allowedOrigins).toEqual([SHOP, "http://localhost:3000"]);
  });

  test("is judged by the website that a verifier names; none named is none allowed", async () => {
    for (const origin of [undefined, ...OTHERS]) {
      expect([origin, await reasonOf(bound, from(origin))]).toEqual([origin, "origin_not_allowed"]);
    }
    expect(await reasonOf(bound, { origin: SHOP, environment: "test" })).toBe("environment_restricted");
    expect(await reasonOf(bound, { origin: "http://localhost:3000" })).toBe("allowed");
    expect(await reasonOf(free, { origin: "https://evil.test" })).toBe("allowed");
    expect(await reasonOf(free, {})).toBe("allowed");
  });

  test("is inactive to introspection, unless the caller says that it came from one of them", async () => {
    const by = bearer(kw.operatorToken);
    const introspect = async (origin?: string) =>
      (await postForm(`${kw.url}/oauth2/introspect`, { token: bound.value, ...from(origin) }, by)).json;
    // Asked twice: the second answer is given before the framework.
    for (const origin of [undefined, undefined, ...OTHERS]) {
      expect([origin, await introspect(origin)]).toEqual([origin, { active: false }]);
    }
    expect(await introspect(SHOP)).toMatchObject({ active: true, exposure: "publishable" });
    expect(await introspect()).toEqual({ active: false });
  });

  test("passes a gateway with the Origin of its website, and with no other, however often it has passed", async () => {
    expect(saidBy(await ask(bound))).toEqual(REFUSED);
    for (const origin of [undefined, ...OTHERS]) {
      expect(saidBy(await ask(bound, DOOR, { origin: SHOP }))).toEqual([200, undefined]);
      expect([origin, saidBy(await ask(bound, DOOR, from(origin)))]).toEqual([origin, REFUSED]);
    }
    const lies = { referer: SHOP, "x-forwarded-origin": SHOP, "x-original-origin": SHOP };
    expect(saidBy(await ask(bound, DOOR, lies))).toEqual(REFUSED);
    expect((await ask(free)).status).toBe(200);
  });

  test("is what an AuthZEN context says", async () => {
    const decide = async (token: HeldToken, context: object) => {
      const json = {
        subject: { type: "token", id: token.value },
        action: { name: SEND },
        resource: { type: "project", id: "web", properties: { environment: "live" } },
        context,
      };
      const path = "/access/v1/evaluation";
      return (await http.send({ method: "POST", path, token: kw.operatorToken, json })).json;
    };
    for (const context of [{}, { origin: "https://evil.test" }]) {
      expect(await decide(bound, context)).toMatchObject({
        decision: false,
        context: { reason: "origin_not_allowed" },
      });
    }
    expect(await decide(bound, { origin: SHOP })).toEqual({ decision: true });
    expect(await decide(free, { exposure: "secret" })).toMatchObject({
      context: { reason: "wrong_exposure" },
    });
    expect(await decide(free, { exposure: "publishable" })).toEqual({ decision: true });
    expect(await decide(free, { exposure: "any" })).toMatchObject({ status: 400 });
  });
});

describe("the exposure that is asked for", () => {
  test("refuses tokens of the other one, before what they may", async () => {
    expect(await reasonOf(free, { exposure: "secret" })).toBe("wrong_exposure");
    expect(await reasonOf(secret, { exposure: "publishable" })).toBe("wrong_exposure");
    expect(await reasonOf(secret, { exposure: "publishable", permission: "no:such:thing:here" })).toBe(
      "wrong_exposure",
    );
    expect(await reasonOf(free, { exposure: "publishable" })).toBe("allowed");
    expect(await reasonOf(secret, { exposure: "secret" })).toBe("allowed");
    const asking = reasonOf(secret, { exposure: "either" as "secret" });
    await expect(asking).rejects.toMatchObject({ code: "validation_failed" });
  });

  test("is named by the gateway, and whoever comes with the other learns it in a sentence", async () => {
    const wrong = await ask(free, `${DOOR}&exposure=secret`);
    expect(saidBy(wrong)).toEqual([403, "wrong_exposure"]);
    expect((wrong.json as { detail: string }).detail).toBe(
      "A publishable token cannot be used here: this endpoint takes secret tokens only.",
    );
    const other = await ask(secret, `${DOOR}&exposure=publishable`);
    expect((other.json as { detail: string }).detail).toBe(
      "A secret token cannot be used here: this endpoint takes publishable tokens only. " +
        "Never put a secret token into a page or an app.",
    );
    for (const query of ["exposure=", "exposure=both", "exposure=secret&exposure=publishable"]) {
      expect([query, saidBy(await ask(secret, `${DOOR}&${query}`))]).toEqual([query, [403, "no_route_rule"]]);
    }
    expect((await ask(free, `${DOOR}&exposure=publishable`)).status).toBe(200);
    // Who has passed by one question has not passed by another.
    expect(saidBy(await ask(free, `${DOOR}&exposure=secret`))).toEqual([403, "wrong_exposure"]);
  });

  test("is part of a route rule, also where any token would do; what is closed stays so", async () => {
    expect(saidBy(await asked(secret, "POST", "/web/live/events"))).toEqual([403, "wrong_exposure"]);
    expect(saidBy(await asked(free, "GET", "/web/live/events"))).toEqual([403, "wrong_exposure"]);
    expect(saidBy(await asked(free, "GET", "/me"))).toEqual([403, "wrong_exposure"]);
    expect(saidBy(await asked(free, "GET", "/closed"))).toEqual([403, "no_route_rule"]);
    expect(saidBy(await asked(free, "POST", "/web/test/events"))).toEqual([403, "environment_restricted"]);
    for (const [token, method, uri] of [
      [free, "POST", "/web/live/events"],
      [secret, "GET", "/web/live/events"],
      [free, "PUT", "/web/live/events"],
      [secret, "PUT", "/web/live/events"],
      [secret, "GET", "/me"],
    ] as const) {
      expect((await asked(token, method, uri)).status).toBe(200);
    }
    const { rules } = await kw.operator.getRouteRules();
    expect(rules.map(({ method, path, exposure }) => [method, path, exposure])).toContainEqual([
      "GET",
      "/me",
      "secret",
    ]);
  });

  test("is told to the API behind a gateway, always", async () => {
    expect((await ask(free)).headers["x-keywright-exposure"]).toBe("publishable");
    expect((await ask(secret)).headers["x-keywright-exposure"]).toBe("secret");
  });

  test("that was refused is counted as a refused use", async () => {
    const { id: tokenId, value } = await tenant.token("sender");
    const path = `${DOOR}&exposure=publishable`;
    await http.send({ method: "GET", path, token: value });
    const at = { params: { ...tenant.params, tokenId } };
    const verdicts = async () => (await tenant.owner.getTokenUsage(at)).totals.map(({ verdict }) => verdict);
    await expect.poll(verdicts, { timeout: 15_000 }).toEqual(["wrong_exposure"]);
  });
});
