import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  AUDIENCE,
  CATALOGUE,
  LIST_MEMBERS,
  LIST_SYNCS,
  ORG_CLAIMS,
  READ_VALUES,
  teamRole,
  UNRESTRICTED,
} from "../installation.test-support.ts";
import { createVerifier } from "../stream/verifier.ts";
import { UnknownPermission } from "./gate.ts";
import { type LiveVerifier, startLiveVerifier } from "./live-verifier.test-support.ts";
import { SAMPLE_NAMES, type SampleApi, startSample } from "./sample-apis.test-support.ts";
import { BROKEN, UNKNOWN } from "./sample-routes.test-support.ts";

const SHOP = "/projects/shop/values";
const NO_PERMISSIONS = { platformScope: [], orgScope: [], teamScope: [], projectScope: [] };
const WEBSITE = "https://shop.example";
const DAY_SECONDS = 24 * 3600;
const ROLE = { kind: "role_set", orgId: "acme-id", roleId: "lister-id", slug: "lister" } as const;

interface Asking {
  readonly at?: SampleApi;
  readonly origin?: string | undefined;
}

describe.each(SAMPLE_NAMES)("%s", (name) => {
  let live: LiveVerifier;
  let api: SampleApi;
  /** Of a role with every permission, and of one that may see values in the project "shop", in staging. */
  let token: string;
  let restricted: string;
  beforeAll(async () => {
    live = await startLiveVerifier();
    api = await startSample(name, live.verifier);
    token = await live.token();
    const permissions = { ...NO_PERMISSIONS, projectScope: [READ_VALUES] };
    const restriction = {
      ...UNRESTRICTED,
      enabled: true,
      projects: ["acme-shop-id"],
      environments: ["staging"],
    };
    live.change({ ...ROLE, definition: teamRole("acme-web-id", restriction, permissions) });
    restricted = await live.token({
      sub: "token-2",
      client_id: "token-2",
      jti: "key-of-token-2",
      role: ROLE.roleId,
    });
  });
  afterAll(async () => {
    await api.close();
    await live.verifier.close();
  });

  async function ask(path: string, authorization?: string, { at = api, origin }: Asking = {}) {
    const headers = { ...(authorization !== undefined && { authorization }), ...(origin && { origin }) };
    const response = await fetch(at.url + path, { headers, redirect: "manual" });
    const text = await response.text();
    const body = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : undefined;
    return { status: response.status, header: (key: string) => response.headers.get(key), body, text };
  }
  const askWith = (value: string, path: string, origin?: string) => ask(path, `Bearer ${value}`, { origin });

  test("without credentials there is a bare challenge, and a token in the query is none", async () => {
    for (const authorization of [undefined, "Basic dXNlcjpwYXNz", token]) {
      const answer = await ask(`${SHOP}?access_token=${token}`, authorization);
      expect(answer).toMatchObject({ status: 401, body: { code: "no_credentials" } });
      expect(answer.header("www-authenticate")).toBe(`Bearer realm="keywright"`);
      expect(answer.header("x-accepted-permissions")).toBe(READ_VALUES);
    }
  });

  test("a token that is none is an invalid_token, and so is a header with two; neither is repeated", async () => {
    for (const value of ["nonsense", `${token}x`, `${token} ${token}`, ""]) {
      const answer = await askWith(value, SHOP);
      expect(answer).toMatchObject({
        status: 401,
        body: { code: expect.stringMatching(/malformed|bad_sig/) },
      });
      expect(answer.header("www-authenticate")).toMatch(
        /^Bearer realm="keywright", error="invalid_token", error_description="The token .*"$/,
      );
      expect(answer.header("x-accepted-permissions")).toBe(READ_VALUES);
      expect(answer.text).not.toContain(token.slice(-20));
    }
  });

  test("who has the permission gets in, the scheme written in any case, and the handler knows who it is", async () => {
    for (const scheme of ["Bearer", "bearer", "BEARER "]) {
      const answer = await ask(SHOP, `${scheme} ${token}`);
      expect(answer).toMatchObject({ status: 200, body: { tokenId: "token-1", revision: 2 } });
      expect(answer.header("x-accepted-permissions")).toBe(READ_VALUES);
    }
  });

  test("a missing permission is named in two lines, in the challenge and beside the answer", async () => {
    const answer = await askWith(restricted, "/members");
    const detail =
      "The token used to authenticate does not have permission to access this endpoint.\n" +
      "The required permission is 'Team > Admin > Members > List'.";
    expect(answer).toMatchObject({
      status: 403,
      body: {
        type: "https://keywright.dev/problems/permission_missing",
        title: "A permission is missing",
        status: 403,
        detail,
        code: "permission_missing",
        requestId: answer.header("x-request-id"),
        error: { status: 403, message: detail, id: "permission_missing" },
      },
    });
    expect(answer.header("content-type")).toMatch(/^application\/problem\+json/);
    expect(answer.header("cache-control")).toBe("no-store");
    expect(answer.header("x-accepted-permissions")).toBe(LIST_MEMBERS);
    expect(answer.header("www-authenticate")).toBe(
      `Bearer realm="keywright", error="insufficient_scope", ` +
        `error_description="A permission is missing", scope="${LIST_MEMBERS}"`,
    );
  });

  test("the project is the one in the path: another is out of reach, and none means all of them", async () => {
    expect((await askWith(restricted, `${SHOP}?environment=staging`)).status).toBe(200);
    for (const project of ["blog", "nowhere", "SHOP", "shop%2f", "%5B%5D", "constructor"]) {
      const answer = await askWith(restricted, `/projects/${project}/values?environment=staging`);
      expect(answer).toMatchObject({ status: 403, body: { code: "project_restricted" } });
      expect(answer.header("www-authenticate")).toBeNull();
      expect(answer.header("x-accepted-permissions")).toBe(READ_VALUES);
    }
    expect((await askWith(token, "/syncs")).status).toBe(200);
    expect(await askWith(restricted, "/syncs")).toMatchObject({ body: { code: "permission_missing" } });
  });

  test("the environment is what the function says: another, or none, is out of reach", async () => {
    for (const query of ["?environment=production", "?environment=", ""]) {
      const answer = await askWith(restricted, SHOP + query);
      expect(answer).toMatchObject({ status: 403, body: { code: "environment_restricted" } });
    }
  });

  test("the team is the one in the path, for the token of an organization too", async () => {
    const ofOrg = await live.token({ ...ORG_CLAIMS, team: undefined as never });
    expect((await askWith(ofOrg, "/teams/web/projects/shop/values")).status).toBe(200);
    const inTeam = await askWith(token, "/teams/web/projects/shop/values");
    expect(inTeam).toMatchObject({ status: 200, body: { tokenId: "token-1" } });
    expect(inTeam.header("x-accepted-permissions")).toBe(READ_VALUES);
    expect(await askWith(ofOrg, "/teams/web/projects/infra/values")).toMatchObject({
      body: { code: "project_restricted" },
    });
    expect(await askWith(token, "/teams/ops/projects/infra/values")).toMatchObject({
      status: 403,
      body: { code: "team_restricted" },
    });
  });

  test("a guard that hides answers for what is out of reach as for what does not exist", async () => {
    const hidden = await askWith(restricted, "/hidden/blog");
    expect(hidden).toMatchObject({ status: 404, body: { code: "not_found", detail: "Not found." } });
    expect({ ...hidden.body, requestId: "" }).toEqual({
      ...(await askWith(restricted, "/hidden/nowhere")).body,
      requestId: "",
    });
  });

  test("a token for certain addresses works from the address of the socket, whatever a header says", async () => {
    const here = await live.token({ nrw: { ip: ["127.0.0.1/32"] }, jti: "key-here" });
    const elsewhere = await live.token({ nrw: { ip: ["192.0.2.1/32"] }, jti: "key-elsewhere" });
    expect((await askWith(here, SHOP)).status).toBe(200);
    const headers = { authorization: `Bearer ${elsewhere}`, "x-forwarded-for": "192.0.2.1" };
    const answer = await fetch(api.url + SHOP, { headers });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "ip_not_allowed" });
  });

  test("a token of the other exposure is told which one the route takes", async () => {
    const publishable = await live.token({ pub: true, jti: "key-publishable" });
    const refusals = [
      [
        publishable,
        "/for-machines/shop",
        "A publishable token cannot be used here: this endpoint takes secret tokens only.",
      ],
      [
        token,
        "/for-pages/shop",
        "A secret token cannot be used here: this endpoint takes publishable tokens only. " +
          "Never put a secret token into a page or an app.",
      ],
    ] as const;
    for (const [value, path, detail] of refusals) {
      const answer = await askWith(value, path);
      expect(answer).toMatchObject({ status: 403, body: { code: "wrong_exposure", detail } });
      expect(answer.header("www-authenticate")).toBeNull();
      expect(answer.header("x-accepted-permissions")).toBe(LIST_SYNCS);
    }
    expect((await askWith(token, "/for-machines/shop")).status).toBe(200);
    expect((await askWith(publishable, "/for-pages/shop")).status).toBe(200);
    for (const value of [token, publishable]) expect((await askWith(value, "/syncs")).status).toBe(200);
  });

  test("a token for certain websites works on these, and is refused at the next request once it is revoked", async () => {
    const id = "token-of-a-website";
    const nrw = { o: [WEBSITE] };
    const bound = await live.token({ pub: true, sub: id, client_id: id, jti: `key-of-${id}`, nrw });
    for (const origin of [undefined, "null", "https://evil.example", `${WEBSITE}.evil.example`, "*"]) {
      const answer = await askWith(bound, "/for-pages/shop", origin);
      expect(answer).toMatchObject({
        status: 403,
        body: { code: "origin_not_allowed", detail: "The token may not be used on this website." },
      });
    }
    expect(await askWith(bound, "/for-pages/shop", WEBSITE)).toMatchObject({ status: 200 });
    live.change({
      kind: "token_ended",
      orgId: "acme-id",
      id,
      endsAt: 0,
      forgetAt: null,
      reason: "revoked",
    });
    expect(await askWith(bound, "/for-pages/shop", WEBSITE)).toMatchObject({ body: { code: "revoked" } });
  });

  test("the end of a key that ends soon stands beside every answer to it, and beside no other", async () => {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const endsIn = (days: number) =>
      live.token({ exp: nowSeconds + days * DAY_SECONDS, jti: `key-${days}`, role: "acme-web-admin-id" });
    const [soon, later, ended] = [await endsIn(3), await endsIn(30), await endsIn(-1)];
    const keyEnds = new Date((nowSeconds + 3 * DAY_SECONDS) * 1000).toUTCString();
    for (const [path, status] of [
      [SHOP, 200],
      ["/teams/web/projects/shop/values", 200],
      ["/teams/ops/projects/infra/values", 403],
      ["/for-pages/shop", 403],
      ["/hidden/nowhere", 404],
    ] as const) {
      const answer = await askWith(soon, path);
      expect([answer.status, answer.header("keywright-key-ends")]).toEqual([status, keyEnds]);
    }
    expect((await askWith(soon, "/failing/shop")).header("keywright-key-ends")).toBe(keyEnds);
    for (const value of [token, later, ended, `${soon}x`]) {
      expect((await askWith(value, SHOP)).header("keywright-key-ends")).toBeNull();
    }
  });

  test("the answer names what the route accepts also when the handler fails", async () => {
    const answer = await askWith(token, "/failing/shop");
    expect(answer.status).toBeGreaterThanOrEqual(300);
    expect(answer.header("x-accepted-permissions")).toBe(READ_VALUES);
  });

  test("a verifier that cannot decide lets nobody in and says when to come again", async () => {
    const never = createVerifier({ url: "http://keywright.test", credential: "none", audience: AUDIENCE });
    const stale = await startSample(name, never);
    try {
      const answer = await ask(SHOP, `Bearer ${token}`, { at: stale });
      expect(answer).toMatchObject({ status: 503, body: { code: "stale" } });
      expect(answer.header("retry-after")).toBe("5");
      expect((await ask(SHOP, undefined, { at: stale })).status).toBe(401);
    } finally {
      await stale.close();
    }
  });

  test("a permission that the catalogue does not know is a mistake of the route: 500 and one report, not 403", async () => {
    api.errors.length = 0;
    for (const value of [token, restricted]) {
      expect(await askWith(value, "/unknown")).toMatchObject({
        status: 500,
        body: { code: "internal_error", detail: "Something went wrong on our side." },
      });
    }
    expect(api.errors).toEqual([new UnknownPermission([UNKNOWN])]);
    expect((await ask("/unknown")).status).toBe(401);

    // Once it is in the catalogue, and so can be missing, it is refused like any other.
    const entry = { ...CATALOGUE[0], permission: UNKNOWN, bit: 99 } as (typeof CATALOGUE)[number];
    live.change({ kind: "catalogue_set", entries: [...CATALOGUE, entry] });
    expect(await askWith(restricted, "/unknown")).toMatchObject({ body: { code: "permission_missing" } });
    live.change({ kind: "catalogue_set", entries: CATALOGUE });
  });

  test("an error in a function, or a parameter that the path does not have, is a mute 500 and a report", async () => {
    for (const path of ["/broken", "/misspelt/shop"]) {
      api.errors.length = 0;
      const answer = await askWith(token, path);
      expect(answer).toMatchObject({ status: 500, body: { code: "internal_error" } });
      expect(answer.text).not.toMatch(/database|projekt/);
      expect(answer.header("x-accepted-permissions")).toBe(READ_VALUES);
      expect(api.errors).toEqual([path === "/broken" ? BROKEN : expect.any(Error)]);
    }
  });

  test("a function that gives no single text is the caller's doing and no restriction is lifted by it", async () => {
    expect(await askWith(token, "/list")).toMatchObject({
      status: 400,
      body: { code: "bad_request", detail: "The project must be named once." },
    });
  });

  test("a role that is edited and a token that is revoked are what they are at the very next request", async () => {
    const path = `${SHOP}?environment=staging`;
    expect((await askWith(restricted, path)).status).toBe(200);
    const definition = teamRole("acme-web-id", UNRESTRICTED, {
      ...NO_PERMISSIONS,
      projectScope: [LIST_SYNCS],
    });
    live.change({ ...ROLE, definition });
    expect(await askWith(restricted, path)).toMatchObject({ body: { code: "permission_missing" } });
    expect((await askWith(restricted, "/syncs")).status).toBe(200);
    live.change({
      kind: "token_ended",
      orgId: "acme-id",
      id: "token-2",
      endsAt: 0,
      forgetAt: null,
      reason: "revoked",
    });
    expect(await askWith(restricted, "/syncs")).toMatchObject({ status: 401, body: { code: "revoked" } });
  });
});
