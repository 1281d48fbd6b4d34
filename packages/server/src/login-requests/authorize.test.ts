import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authorizeParameters, CLIENT_ID, type LoginWorld, startLoginWorld } from "./logins.test-support.ts";

const VERIFIER = "v".repeat(43);

let world: LoginWorld;
beforeAll(async () => {
  world = await startLoginWorld();
});
afterAll(() => world.close());

const count = async () =>
  (await world.kw.database.kysely.selectFrom("login_request").select("id").execute()).length;

/** Asks with some parameters otherwise; undefined leaves one out. */
function ask(changes: Readonly<Record<string, string | undefined>> = {}): Promise<Response> {
  const parameters = { ...authorizeParameters(VERIFIER), state: "s t", ...changes };
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return world.authorize(Object.fromEntries(given));
}

describe("a browser is sent nowhere, and nothing begins", () => {
  async function stays(response: Response, field: string): Promise<void> {
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    const { code, error } = (await response.json()) as { code: string; error: { details: object } };
    expect([code, Object.keys(error.details)]).toEqual(["validation_failed", [field]]);
  }

  test("for a client that is not ours", async () => {
    const before = await count();
    for (const client_id of [undefined, "", "another", "KEYWRIGHT-CLI"])
      await stays(await ask({ client_id }), "client_id");
    expect(await count()).toBe(before);
  });

  test.each([
    undefined,
    "",
    "https://evil.example/callback",
    "http://evil.example:8000/",
    "https://127.0.0.1:8000/",
    "http://localhost:8000/callback",
    "http://127.0.0.1/callback",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:8000.evil.example/",
    "http://127.0.0.1:8000@evil.example/",
    "http://user@127.0.0.1:8000/",
    "http://127.0.0.1.evil.example:8000/",
    "http://127.1:8000/",
    "http://2130706433:8000/",
    "http://0.0.0.0:8000/",
    "http://[::]:8000/",
    "http://[::ffff:127.0.0.1]:8000/",
    "http:\\\\127.0.0.1:8000/",
    "http://127.0.0.1:8000\\@evil.example/",
    "http://127.0.0.1:8000/#fragment",
    "http://127.0.0.1:8000/\r\nset-cookie: a=b",
    " http://127.0.0.1:8000/",
    "HTTP://127.0.0.1:8000/",
    "javascript:alert(1)",
    "keywright://callback",
    `http://127.0.0.1:8000/${"a".repeat(500)}`,
  ])("to %s, which is not the person's own machine", async (redirect_uri) => {
    const before = await count();
    await stays(await ask({ redirect_uri }), "redirect_uri");
    expect(await count()).toBe(before);
  });

  test("when address or client are given twice", async () => {
    const query = new URLSearchParams(authorizeParameters(VERIFIER)).toString();
    for (const [name, value] of [
      ["redirect_uri", "http://127.0.0.1:1/"],
      ["client_id", CLIENT_ID],
    ] as const) {
      const url = `${world.kw.url}/oauth2/authorize?${query}&${name}=${encodeURIComponent(value)}`;
      await stays(await fetch(url, { redirect: "manual" }), name);
    }
  });
});

describe("a request that is wrong goes back to the command line with the reason", () => {
  test.each([
    [{ response_type: undefined }, "invalid_request"],
    [{ response_type: "token" }, "unsupported_response_type"],
    [{ code_challenge: undefined }, "invalid_request"],
    [{ code_challenge: "short" }, "invalid_request"],
    [{ code_challenge_method: undefined }, "invalid_request"],
    [{ code_challenge_method: "plain" }, "invalid_request"],
    [{ client_name: "a\u0007bell" }, "invalid_request"],
    [{ client_name: "n".repeat(101) }, "invalid_request"],
    [{ state: "s".repeat(501) }, "invalid_request"],
  ])("%o is answered with %s", async (changes, error) => {
    const before = await count();
    const response = await ask(changes);
    const location = new URL(response.headers.get("location") ?? "");
    expect([response.status, location.origin]).toEqual([303, "http://127.0.0.1:53123"]);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      error,
      iss: world.kw.publicUrl,
      state: "state" in changes ? changes.state : "s t",
    });
    expect(await count()).toBe(before);
  });

  test("a flood from one address is stopped", async () => {
    const { kysely } = world.kw.database;
    await ask();
    const [row] = await kysely.selectFrom("login_request").selectAll().limit(1).execute();
    const now = new Date();
    for (let index = 0; index < 60; index++) {
      const id = `lgr_flood-${index}`;
      await kysely.transaction().execute((tx) =>
        tx
          .insertInto("login_request")
          .values({ ...row!, id, created_at: now })
          .execute(),
      );
    }
    const query = new URLSearchParams(authorizeParameters(VERIFIER)).toString();
    const response = await fetch(`${world.kw.url}/oauth2/authorize?${query}`, { redirect: "manual" });
    expect(response.headers.get("location")).toContain("error=temporarily_unavailable");
    await kysely
      .transaction()
      .execute((tx) => tx.deleteFrom("login_request").where("id", "like", "lgr_flood%").execute());
  });
});

test("a right request leads to the page where a person answers, and that says who asks and from where", async () => {
  for (const redirect_uri of [
    "http://127.0.0.1:53123/callback",
    "http://[::1]:8/",
    "http://127.0.0.1:65535/?a=b",
  ]) {
    const response = await ask({ redirect_uri });
    expect(response.status).toBe(303);
    const location = response.headers.get("location") ?? "";
    expect(location).toMatch(new RegExp(`^${world.kw.publicUrl}/approve/lgr_[0-9a-z]{26}$`));
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { body } = await world.ada.get(`/v1/login-requests/${location.split("/approve/")[1]}`);
    expect(body.data).toMatchObject({
      kind: "browser",
      clientName: "keywright on a laptop",
      origin: { ip: "127.0.0.1", userAgent: "a browser" },
      status: "pending",
    });
    const seconds = (Date.parse(body.data.expiresAt) - Date.parse(body.data.createdAt)) / 1000;
    expect(seconds).toBe(600);
  }
});

test("looking at it with HEAD, or posting to it, begins nothing", async () => {
  const before = await count();
  const url = `${world.kw.url}/oauth2/authorize?${new URLSearchParams(authorizeParameters(VERIFIER))}`;
  for (const method of ["HEAD", "POST"]) {
    const { status } = await fetch(url, { method, redirect: "manual" });
    expect(status).toBeGreaterThanOrEqual(404);
  }
  expect(await count()).toBe(before);
});
