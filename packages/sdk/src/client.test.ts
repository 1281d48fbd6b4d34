import { api, routePaths, type RouteSpec } from "@keywright/contract";
import { describe, expect, test } from "vitest";
import { listAnswer, startRecorder } from "../test/recorder.ts";
import { type Client, createClient } from "./client.ts";
import type { AnyList } from "./pages.ts";

const TOKEN_ID = "tok_01jd2q3r4s5t6v7w8x9y0z1a2b";
const routes: RouteSpec[] = Object.values(api);

function anyOperation(kw: Client, id: string): AnyList {
  return kw[id as keyof Client] as unknown as AnyList;
}

function paramsOf(path: string): Record<string, string> {
  return Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [name, `a ${name}`]));
}

/** A stream is asked for when somebody begins to read it. */
async function sentBy(call: unknown): Promise<void> {
  if (typeof call === "object" && call !== null && Symbol.asyncIterator in call) {
    await (call as AsyncGenerator).next();
  }
  await call;
}

describe("every operation", () => {
  test.each(routes)("$id is sent with its method, at each of its paths", async (route) => {
    const server = await startRecorder();
    const kw = createClient({ url: server.url, token: "t" });
    for (const path of routePaths(route)) {
      server.answers(route.list === undefined ? {} : listAnswer(route.list, []));
      const params = paramsOf(path);
      await sentBy(anyOperation(kw, route.id)({ params }));
      const sent = server.last();
      expect(sent.method).toBe(route.method);
      expect(sent.url).toBe(path.replaceAll(/\{(\w+)\}/g, "a%20$1"));
      expect(sent.body).toBe(route.body === undefined ? "" : "{}");
    }
  });
});

describe("what is sent", () => {
  test("the token, the client's name and the content type are in their headers", async () => {
    const server = await startRecorder();
    await createClient({ url: server.url, token: "abc.def.ghi" }).createProject({
      body: { name: "Web shop" },
    });
    const { headers, body } = server.last();
    expect(headers["authorization"]).toBe("Bearer abc.def.ghi");
    expect(headers["user-agent"]).toMatch(/^keywright-sdk\/\d/);
    expect(headers["content-type"]).toBe("application/json");
    expect(JSON.parse(body)).toEqual({ name: "Web shop" });
  });

  test("without a token there is no Authorization header, and without a body no content type", async () => {
    const server = await startRecorder();
    await createClient({ url: server.url, userAgent: "deploy/2" }).getMe();
    const { headers } = server.last();
    expect(headers["authorization"]).toBeUndefined();
    expect(headers["content-type"]).toBeUndefined();
    expect(headers["user-agent"]).toBe("deploy/2");
  });

  test("the options of a call reach the server as headers, and given headers win", async () => {
    const server = await startRecorder();
    const kw = createClient({ url: server.url, token: "t" });
    await kw.revokeToken(
      { params: { tokenId: TOKEN_ID } },
      { idempotencyKey: "once", org: "acme", headers: { "x-extra": "1", Authorization: "Basic eA==" } },
    );
    expect(server.last().headers).toMatchObject({
      "idempotency-key": "once",
      "keywright-org": "acme",
      "x-extra": "1",
      authorization: "Basic eA==",
    });
  });

  test("query values are written as text, and undefined ones are left out", async () => {
    const server = await startRecorder();
    server.answers(listAnswer("tokens", []));
    const kw = createClient({ url: server.url, token: "t" });
    await kw.listTokens({ query: { per_page: 5, all: true, search: "a&b=c", cursor: undefined } });
    expect(server.last().url).toBe("/v1/tokens?per_page=5&all=true&search=a%26b%3Dc");
  });

  test("a team named in params picks the explicit path, also beside other params", async () => {
    const server = await startRecorder();
    const kw = createClient({ url: server.url, token: "t" });
    await kw.getToken({ params: { teamId: "web", tokenId: TOKEN_ID } });
    expect(server.last().url).toBe(`/v1/teams/web/tokens/${TOKEN_ID}`);
    await kw.getToken({ params: { teamId: undefined, tokenId: TOKEN_ID } });
    expect(server.last().url).toBe(`/v1/tokens/${TOKEN_ID}`);
  });

  test("a path prefix of the url is kept", async () => {
    const server = await startRecorder();
    await createClient({ url: `${server.url}/keywright/`, token: "t" }).getMe();
    expect(server.last().url).toBe("/keywright/v1/me");
  });

  test.each(["", ".", "..", "%2e%2e/orgs", "a/../../orgs", "a?b#c"])(
    "an id of %j cannot lead the call to another path",
    async (id) => {
      const server = await startRecorder();
      const call = createClient({ url: server.url, token: "t" }).deleteTeam({ params: { teamId: id } });
      if (["", ".", ".."].includes(id)) {
        await expect(call).rejects.toThrow(new TypeError("params.teamId must be an id"));
        expect(server.received).toEqual([]);
      } else {
        await call;
        expect(server.last().url).toBe(`/v1/teams/${encodeURIComponent(id)}`);
      }
    },
  );

  test("a fetch that is given is the one that is used", async () => {
    const urls: string[] = [];
    const kw = createClient({
      url: "https://keywright.invalid",
      token: "t",
      fetch: async (url) => {
        urls.push(url);
        return Response.json({ data: { tokenId: "tok_1", entityType: "team" } });
      },
    });
    expect(await kw.login()).toEqual({ tokenId: "tok_1", entityType: "team" });
    expect(urls).toEqual(["https://keywright.invalid/v1/login"]);
  });
});

describe("what is answered", () => {
  test("a call resolves to the data, with fields this version does not know", async () => {
    const server = await startRecorder();
    const data = { id: TOKEN_ID, revokedAt: "2026-01-01T00:00:00Z", revokedIssued: 0, revision: 8, later: 1 };
    server.answers({ body: { data } });
    const kw = createClient({ url: server.url, token: "t" });
    const revocation = await kw.revokeToken({ params: { tokenId: TOKEN_ID } });
    expect(revocation).toEqual(data);
    expect(revocation.revision).toBe(8);
  });

  test("a list resolves to its rows under their key, beside the pagination", async () => {
    const server = await startRecorder();
    server.answers(listAnswer("projects", [{ id: "web", name: "Web" }], "next"));
    const page = await createClient({ url: server.url, token: "t" }).listProjects();
    expect(page.projects[0]?.name).toBe("Web");
    expect(page.pagination).toEqual({ hasNextPage: true, cursor: "next", count: 1 });
  });
});
