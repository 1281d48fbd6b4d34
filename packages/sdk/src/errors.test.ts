import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { problemAnswer, type Recorder, startRecorder } from "../test/recorder.ts";
import { createClient } from "./client.ts";
import { ApiError, ConnectionError } from "./errors.ts";

const TOKEN = "secret.token.value";

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable("the call succeeded"),
    (error: unknown) => error,
  );
}

function getMe(server: Recorder, more: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<unknown> {
  const { signal, ...settings } = more;
  return failureOf(createClient({ url: server.url, token: TOKEN, ...settings }).getMe({}, { signal }));
}

describe("a problem", () => {
  test("becomes an ApiError that carries all that was said", async () => {
    const server = await startRecorder();
    const details = { name: ["must not be empty"] };
    server.answers(problemAnswer(400, "validation_failed", "Some fields are not valid.", details));
    const error = await getMe(server);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 400,
      code: "validation_failed",
      message: "Some fields are not valid.",
      details,
      requestId: "req_1",
      wwwAuthenticate: undefined,
    });
  });

  test("keeps its challenge, so that a caller can tell a bad token from a short one", async () => {
    const server = await startRecorder();
    const challenge = 'Bearer error="insufficient_scope"';
    const problem = problemAnswer(403, "permission_missing", "Two\nlines.");
    server.answers({ ...problem, headers: { "www-authenticate": challenge } });
    expect(await getMe(server)).toMatchObject({ wwwAuthenticate: challenge, message: "Two\nlines." });
  });

  test("with a code of a newer server is still an ApiError", async () => {
    const server = await startRecorder();
    server.answers(problemAnswer(429, "too_many_requests", "Slow down."));
    expect(await getMe(server)).toMatchObject({ name: "ApiError", status: 429, code: "too_many_requests" });
  });

  test("is never answered by sending a second time", async () => {
    const server = await startRecorder();
    server.answers(problemAnswer(503, "stale", "This server cannot confirm the current authority."));
    await getMe(server);
    expect(server.received).toHaveLength(1);
  });
});

describe("an answer that is not Keywright's", () => {
  const answers = {
    "a proxy's error page": { status: 502, text: `<h1>Bad gateway</h1> authorization: Bearer ${TOKEN}` },
    "somebody else's JSON error": { status: 404, body: { message: "no route", token: TOKEN } },
    "a web page with status 200": { status: 200, text: "<!doctype html>" },
    "JSON without data": { status: 200, body: { ok: true } },
    "an empty answer": { status: 204, text: "" },
    "another success": { status: 201, body: { data: {} } },
  };
  test.each(Object.entries(answers))("is a ConnectionError: %s", async (_, answer) => {
    const server = await startRecorder();
    server.answers(answer);
    const error = await getMe(server);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ url: `${server.url}/v1/me`, status: answer.status });
    expect(String(error)).toContain(
      `${server.url}/v1/me answers ${answer.status}, but not as Keywright does.`,
    );
  });

  test("is a ConnectionError when a list comes without its rows or its pagination", async () => {
    const server = await startRecorder();
    const kw = createClient({ url: server.url, token: TOKEN });
    for (const body of [{ data: { projects: [] } }, { data: {}, pagination: {} }]) {
      server.answers({ body });
      await expect(kw.listProjects()).rejects.toThrow(ConnectionError);
    }
  });

  test("a redirect is not followed, so the token goes nowhere else", async () => {
    const server = await startRecorder();
    const elsewhere = await startRecorder();
    server.answers({ status: 307, headers: { location: `${elsewhere.url}/v1/me` } });
    const error = await getMe(server);
    expect(String(error)).toContain("answers with a redirect (307), which is not followed");
    expect(elsewhere.received).toEqual([]);
  });
});

describe("no answer", () => {
  test("is a ConnectionError that names the url and the reason", async () => {
    const url = "http://127.0.0.1:1";
    const error = await failureOf(createClient({ url, token: TOKEN }).listTokens({ query: { search: "x" } }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ url: `${url}/v1/tokens`, status: undefined });
    expect(String(error)).toMatch(
      /^ConnectionError: Cannot reach http:\/\/127.0.0.1:1\/v1\/tokens: .+ Check/,
    );
  });

  test("within the time limit is a ConnectionError", async () => {
    const server = await startRecorder();
    server.answers({ hangs: true });
    expect(String(await getMe(server, { timeoutMs: 50 }))).toContain("no answer within 50 ms");
  });

  test("because the caller aborted is the caller's own reason", async () => {
    const server = await startRecorder();
    server.answers({ hangs: true });
    const reason = new Error("the user left");
    const controller = new AbortController();
    const failure = getMe(server, { signal: controller.signal });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));
    controller.abort(reason);
    expect(await failure).toBe(reason);
  });
});

describe("the token", () => {
  test("is in no error, whoever puts it into the answer", async () => {
    const server = await startRecorder();
    const echo = { "x-echo": TOKEN, location: `http://x/?t=${TOKEN}` };
    for (const status of [200, 302, 404, 502]) {
      server.answers({ status, text: `{"authorization":"Bearer ${TOKEN}"}`, headers: echo });
      expect(inspect(await getMe(server), { depth: 9, showHidden: true })).not.toContain(TOKEN);
    }
    const unreachable = createClient({ url: "http://127.0.0.1:1", token: TOKEN }).getMe();
    expect(inspect(await failureOf(unreachable), { depth: 9, showHidden: true })).not.toContain(TOKEN);
  });

  test("is not in the client that was made with it, nor in a URL", async () => {
    const server = await startRecorder();
    const kw = createClient({ url: server.url, token: TOKEN });
    await kw.getMe();
    expect(inspect(kw, { depth: 9, showHidden: true }) + JSON.stringify(kw)).not.toContain(TOKEN);
    expect(server.last().url).not.toContain(TOKEN);
  });

  test("is not quoted when HTTP cannot carry it", async () => {
    const server = await startRecorder();
    const kw = createClient({ url: server.url });
    const error = await failureOf(kw.getMe({}, { headers: { authorization: `Bearer ${TOKEN}\n.` } }));
    expect(String(error)).toContain("The header authorization cannot be sent");
    expect(String(error)).not.toContain(TOKEN);
  });
});
