import { api, routePaths, type RouteSpec } from "@keywright/contract";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";

let kw: TestService;
beforeAll(async () => {
  kw = await startTestService();
});
afterAll(() => kw.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function ask(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(kw.url + path, { method, ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const operator = () => ({ authorization: `Bearer ${kw.operatorToken}` });
const askAsOperator = (method: string, path: string) => ask(method, path, { headers: operator() });
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  ask("POST", path, { body, headers: { ...operator(), "content-type": "application/json", ...headers } });

/** For what no HTTP client would send. */
async function askRaw(request: string): Promise<Answer> {
  const socket = connect(Number(new URL(kw.url).port), "127.0.0.1");
  socket.end(request);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  const [head = "", text = ""] = answer.split("\r\n\r\n");
  const [line = "", ...lines] = head.split("\r\n");
  const headers = lines.map((header) => header.split(/: (.*)/s, 2) as [string, string]);
  return { status: Number(line.split(" ")[1]), headers: new Headers(headers), text };
}

/** Every way in which the service answers, success and refusal. */
const ANSWERS: Record<string, { status: number; ask: () => Promise<Answer> }> = {
  "a read": { status: 200, ask: () => askAsOperator("GET", "/v1/projects") },
  "a HEAD": { status: 200, ask: () => askAsOperator("HEAD", "/v1/projects") },
  "a write": { status: 200, ask: () => post("/v1/projects", JSON.stringify({ name: crypto.randomUUID() })) },
  "a field that is wrong": { status: 400, ask: () => post("/v1/projects", "{}") },
  "a body that is no JSON": { status: 400, ask: () => post("/v1/projects", "{") },
  "no credentials": { status: 401, ask: () => ask("GET", "/v1/projects") },
  "a token that is none": {
    status: 401,
    ask: () => ask("GET", "/v1/projects", { headers: { authorization: "Bearer x" } }),
  },
  "a path that does not exist": { status: 404, ask: () => ask("GET", "/v1/nowhere") },
  "a thing that does not exist": { status: 404, ask: () => askAsOperator("GET", "/v1/projects/nowhere") },
  "an id that is too long": {
    status: 404,
    ask: () => askAsOperator("GET", `/v1/projects/${"a".repeat(500)}`),
  },
  "a method that does not exist": { status: 405, ask: () => askAsOperator("DELETE", "/v1/projects") },
  "a body that is too large": { status: 413, ask: () => post("/v1/projects", `"${"x".repeat(2 ** 20)}"`) },
  "a body of another type": {
    status: 415,
    ask: () => post("/v1/projects", "name=x", { "content-type": "text/plain" }),
  },
  "an address that cannot be decoded": { status: 400, ask: () => ask("GET", "/v1/projects/%zz") },
  "something that is not HTTP": { status: 400, ask: () => askRaw("NONSENSE\r\n\r\n") },
  "headers without end": {
    status: 431,
    ask: () => askRaw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${"x".repeat(200 * 1024)}\r\n\r\n`),
  },
};

describe.each(Object.entries(ANSWERS))("the answer to %s", (_what, { status, ask: askAgain }) => {
  let answer: Answer;
  beforeAll(async () => {
    answer = await askAgain();
  });

  test("has its status, and refuses with a problem that names the request", () => {
    expect(answer.status).toBe(status);
    if (status === 200) return;
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.text)).toMatchObject({ status, requestId: answer.headers.get("x-request-id") });
  });

  test("carries an id of its own, and may be kept by nobody", async () => {
    const id = answer.headers.get("x-request-id");
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect((await askAgain()).headers.get("x-request-id")).not.toBe(id);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("lets no browser guess its type or run anything in it, and says nothing of what serves it", () => {
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toMatch(/default-src '(self|none)'/);
    expect(answer.headers.has("server")).toBe(false);
    expect(answer.headers.has("x-powered-by")).toBe(false);
  });
});

describe("what an answer repeats of the request", () => {
  test("is never the request id that the caller made up", async () => {
    const headers = { ...operator(), "x-request-id": "mine", "request-id": "mine" };
    expect((await ask("GET", "/v1/me", { headers })).headers.get("x-request-id")).not.toBe("mine");
  });

  test("is never its address, which may hold a token pasted in the wrong place", async () => {
    for (const path of [
      `/${kw.operatorToken}%zz`,
      `/v1/projects/${kw.operatorToken}`,
      `/${kw.operatorToken}`,
    ]) {
      expect((await askAsOperator("GET", path)).text).not.toContain(kw.operatorToken.slice(0, 60));
    }
  });
});

describe("what may be kept", () => {
  test.each([
    "/.well-known/jwks.json",
    "/.well-known/keywright/secret-scanning",
    "/openapi.json",
    "/docs/",
    "/docs/js/scalar.js",
  ])("%s, by everyone, for minutes", async (path) => {
    const { status, headers } = await ask("GET", path);
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("public, max-age=300");
    expect(headers.has("set-cookie")).toBe(false);
  });

  test.each(["/healthz", "/readyz", "/metrics"])("not %s, which tells of this moment", async (path) => {
    const { status, headers } = await ask("GET", path);
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("browsers", () => {
  test.each(["/v1/me", "/docs/", "/v1/nowhere"])(
    "are told at %s to stay on HTTPS, unframed",
    async (path) => {
      const { headers } = await askAsOperator("GET", path);
      expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d{8,}/);
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toMatch(/frame-ancestors '(self|none)'/);
    },
  );
});

describe("HEAD", () => {
  /** Of the connection and the moment, not of the answer. */
  const PASSING = new Set(["connection", "keep-alive", "date", "x-request-id"]);
  const lasting = ({ headers }: Answer) => [...headers].filter(([name]) => !PASSING.has(name));

  test.each([
    "/v1/me",
    "/v1/projects",
    "/v1/teams/acme/roles/owner",
    "/.well-known/jwks.json",
    "/openapi.json",
  ])("answers %s as GET does, without the body", async (path) => {
    const [get, head] = [await askAsOperator("GET", path), await askAsOperator("HEAD", path)];
    expect(head.status).toBe(200);
    expect(head.text).toBe("");
    expect(lasting(head)).toEqual(lasting(get));
  });

  test("is refused as GET is", async () => {
    const [get, head] = [await ask("GET", "/v1/me"), await ask("HEAD", "/v1/me")];
    expect(head).toMatchObject({ status: 401, text: "" });
    expect(lasting(head)).toEqual(lasting(get));
  });

  test("is not known where GET is not", async () => {
    const head = await askAsOperator("HEAD", "/v1/verify");
    expect(head).toMatchObject({ status: 405, text: "" });
    expect(head.headers.get("allow")).toBe("POST");
  });
});

describe("keywright-revision", () => {
  const revisionOf = ({ headers }: Answer) => headers.get("keywright-revision");

  test("comes with every write that changes authority, the same in the body, and rises", async () => {
    const answers = [
      await post("/v1/roles", JSON.stringify({ name: "first" })),
      await post("/v1/projects", JSON.stringify({ name: "first" })),
      await askAsOperator("DELETE", "/v1/roles/first"),
    ];
    const revisions = answers.map(revisionOf).map(Number);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(new Set(revisions).size).toBe(answers.length);
    for (const answer of answers) {
      const { data } = JSON.parse(answer.text) as { data: { revision: number } };
      expect(String(data.revision)).toBe(revisionOf(answer));
    }
    expect((await kw.operator.getMe()).revision).toBe(revisions.at(-1));
  });

  test("is the first answer's when a write is repeated with its Idempotency-Key", async () => {
    const once = () => post("/v1/roles", JSON.stringify({ name: "once" }), { "idempotency-key": "once" });
    const [first, second] = [await once(), await once()];
    expect(revisionOf(first)).toMatch(/^\d+$/);
    expect(revisionOf(second)).toBe(revisionOf(first));
    expect(JSON.parse(second.text)).toEqual(JSON.parse(first.text));
  });

  test("does not come with reads, with refusals, or with writes that change no authority", async () => {
    const issue = JSON.stringify({ name: "issued", roleId: "default" });
    for (const answer of [
      await askAsOperator("GET", "/v1/roles"),
      await post("/v1/roles", JSON.stringify({ name: "owner" })),
      await post("/v1/tokens", issue),
    ]) {
      expect(revisionOf(answer)).toBeNull();
    }
  });
});

describe("x-accepted-permissions", () => {
  const PUBLIC: ReadonlySet<string> = new Set(
    (Object.values(api) as RouteSpec[])
      .filter(({ permission }) => permission === "public")
      .flatMap(routePaths),
  );
  interface Documented {
    readonly paths: Record<string, Record<string, { "x-keywright-permission"?: string | string[] }>>;
  }

  test("lists, for every operation of the document, what it says there, to callers without credentials too", async () => {
    const { paths } = (await (await fetch(`${kw.url}/openapi.json`)).json()) as Documented;
    const expected: [string, string | null][] = [];
    const given: [string, string | null][] = [];
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { "x-keywright-permission": permission }] of Object.entries(operations)) {
        const answer = await ask(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, "some"));
        expected.push([
          `${method} ${path}`,
          permission === undefined ? null : [permission].flat().join(", "),
        ]);
        given.push([`${method} ${path}`, answer.headers.get("x-accepted-permissions")]);
        // What is public asks for nothing.
        if (permission === undefined && PUBLIC.has(path)) continue;
        expect(answer.status, `${method} ${path}`).toBe(401);
        expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="keywright"');
      }
    }
    expect(given).toEqual(expected);
    expect(given.length).toBeGreaterThan(100);
  });

  test("stands on success, and on a refusal beside the challenge that names the missing scope", async () => {
    const { headers } = await askAsOperator("GET", "/v1/projects");
    expect(headers.get("x-accepted-permissions")).toBe("project:projects:manage:read");
    const { token } = await kw.operator.issueToken({ body: { name: "reader", roleId: "default" } });
    const refused = await ask("DELETE", "/v1/roles/admin", { headers: { authorization: `Bearer ${token}` } });
    expect(refused.status).toBe(403);
    expect(refused.headers.get("x-accepted-permissions")).toBe("team:admin:roles:manage");
    expect(refused.headers.get("www-authenticate")).toMatch(
      /error="insufficient_scope".*scope="team:admin:roles:manage"/,
    );
  });
});
