import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  AUDIENCE,
  ISSUER,
  LIST_MEMBERS,
  LIST_SYNCS,
  READ_VALUES,
  TEAM_CLAIMS,
} from "../installation.test-support.ts";
import { createVerifier } from "../stream/verifier.ts";
import { UnknownPermission } from "./gate.ts";
import { type LiveVerifier, startLiveVerifier } from "./live-verifier.test-support.ts";
import { createGuard } from "./web.ts";

const UNKNOWN = "project:no:such:thing";

let live: LiveVerifier;
beforeAll(async () => {
  live = await startLiveVerifier();
});
afterAll(() => live.verifier.close());

const request = (token: string) =>
  new Request("https://api.example/members", { headers: { authorization: `Bearer ${token}` } });
const codeOf = async (response: Promise<Response> | undefined) => {
  const text = (await response?.then((each) => each.text())) ?? "";
  return text.startsWith("{") ? (JSON.parse(text) as { code: string }).code : text;
};
const welcome = () => new Response("welcome");

describe("at the start", () => {
  test("a route cannot ask for what is no permission", () => {
    const { protect } = createGuard(live.verifier);
    for (const permission of ["", "members:list", "project:*", "team:admin:members:List"]) {
      expect(() => protect(permission, {}, welcome)).toThrow(TypeError);
    }
  });

  test("every permission that the catalogue does not know is named", () => {
    const { protect, assertPermissionsKnown } = createGuard(live.verifier);
    protect(LIST_MEMBERS, {}, welcome);
    expect(() => assertPermissionsKnown()).not.toThrow();
    protect(UNKNOWN, {}, welcome);
    protect("team:no:such:thing", {}, welcome);
    expect(() => assertPermissionsKnown()).toThrow(new UnknownPermission([UNKNOWN, "team:no:such:thing"]));
  });

  test("neither a route nor a guard can demand what is no exposure", () => {
    const { protect } = createGuard(live.verifier);
    for (const exposure of ["public", "constructor", ""] as never[]) {
      expect(() => protect(LIST_MEMBERS, { exposure }, welcome)).toThrow(TypeError);
      expect(() => createGuard(live.verifier, { exposure })).toThrow(TypeError);
    }
  });

  test("nobody can say which are known before the verifier has started", () => {
    const verifier = createVerifier({ url: ISSUER, credential: "credential" });
    const { protect, assertPermissionsKnown } = createGuard(verifier);
    protect(LIST_MEMBERS, {}, welcome);
    expect(() => assertPermissionsKnown()).toThrow(/start/);
  });
});

test("the exposure that the guard demands counts at every route that does not demand its own", async () => {
  const { protect } = createGuard(live.verifier, { exposure: "secret" });
  const [machines, pages] = [{}, { exposure: "publishable" } as const].map((route) =>
    protect(LIST_SYNCS, route, welcome),
  );
  const [secret, publishable] = [await live.token(), await live.token({ pub: true, jti: "key-publishable" })];
  expect(await codeOf(machines?.(request(publishable)))).toBe("wrong_exposure");
  expect(await codeOf(pages?.(request(secret)))).toBe("wrong_exposure");
  expect(await codeOf(machines?.(request(secret)))).toBe("welcome");
  expect(await codeOf(pages?.(request(publishable)))).toBe("welcome");
});

test("a guard takes tokens in the schemes that it names, and none in others", async () => {
  const guards = [createGuard(live.verifier), createGuard(live.verifier, { schemes: ["Bearer", "bare"] })];
  const [strict, lenient] = guards.map(({ protect }) => protect(LIST_MEMBERS, {}, welcome));
  const token = await live.token();
  const sent = (authorization: string) =>
    new Request("https://api.example/members", { headers: { authorization } });
  expect(await codeOf(strict?.(sent(token)))).toBe("no_credentials");
  expect(await codeOf(lenient?.(sent(`Token ${token}`)))).toBe("no_credentials");
  expect(await codeOf(lenient?.(sent("Bearer")))).toBe("malformed");
  expect(await codeOf(lenient?.(sent(`${token}x`)))).toMatch(/malformed|bad_signature/);
  expect(await codeOf(lenient?.(sent(token)))).toBe("welcome");
  expect(await codeOf(lenient?.(request(token)))).toBe("welcome");
  expect(() => createGuard(live.verifier, { schemes: ["bare"] })).toThrow(TypeError);
});

describe("whatever goes wrong, nobody gets in", () => {
  test("when the machine cannot check signatures", async () => {
    const failing = await startLiveVerifier();
    const token = await failing.token();
    const failure = new Error("no such algorithm here");
    const importKey = vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(failure);
    try {
      const errors: unknown[] = [];
      const { protect } = createGuard(failing.verifier, { onError: (error) => errors.push(error) });
      const handler = vi.fn<() => Response>(welcome);
      const response = await protect(LIST_MEMBERS, {}, handler)(request(token));
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain("algorithm");
      expect(handler).not.toHaveBeenCalled();
      expect(errors).toEqual([failure]);
    } finally {
      importKey.mockRestore();
      await failing.verifier.close();
    }
  });

  test("when the one who is told of an error, and the one who names the request, fail too", async () => {
    const fail = () => {
      throw new Error("failed");
    };
    const { protect } = createGuard(live.verifier, { onError: fail, requestId: fail });
    const response = await protect(LIST_MEMBERS, { project: fail }, welcome)(request(await live.token()));
    expect(response.status).toBe(500);
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("an error is written to the console when nobody else wants to hear of it, without the token", async () => {
    const write = vi.spyOn(console, "error").mockImplementation(() => {});
    try {
      const { protect } = createGuard(live.verifier);
      const token = await live.token();
      expect((await protect(UNKNOWN, {}, welcome)(request(token))).status).toBe(500);
      expect(write).toHaveBeenCalledTimes(1);
      expect(String(write.mock.calls[0]?.[1])).toContain(UNKNOWN);
      expect(String(write.mock.calls)).not.toContain(token);
    } finally {
      write.mockRestore();
    }
  });
});

describe("the request's name", () => {
  test.each([
    ["req-7", /^req-7$/],
    ["two\r\nlines: 1", /^[0-9a-f-]{36}$/],
    ["", /^[0-9a-f-]{36}$/],
  ])("%o stands in the header and the body if it can stand there", async (given, expected) => {
    const { protect } = createGuard(live.verifier, { requestId: () => given });
    const response = await protect(LIST_MEMBERS, {}, welcome)(request("nonsense"));
    expect(response.headers.get("x-request-id")).toMatch(expected);
    expect(await response.json()).toMatchObject({ requestId: response.headers.get("x-request-id") });
  });
});

describe("a verifier that asks a server for every check when it may not decide", () => {
  const answering = (data: object) => {
    const fetch = (async () => Response.json({ data })) as unknown as typeof globalThis.fetch;
    const options = { credential: "credential", issuer: ISSUER, audience: AUDIENCE };
    const verifier = createVerifier({ url: ISSUER, ...options, onStale: "introspect", fetch });
    return createGuard(verifier).protect(READ_VALUES, {}, (_request, access) => Response.json(access));
  };

  test("lets in whom the server allows, and the handler knows who asks", async () => {
    const principal = { tokenId: "tok_1", keyId: "key_1", expiresAt: "2030-01-01T00:00:00.000Z" };
    const token = await live.token({ sub: "tok_1", client_id: "tok_1", jti: "key_1" });
    const response = await answering({ allowed: true, principal, revision: 7 })(request(token));
    expect(await response.json()).toEqual({
      principal: expect.objectContaining({
        tokenId: "tok_1",
        orgId: TEAM_CLAIMS.org,
        teamId: TEAM_CLAIMS.team,
      }),
      revision: 7,
    });
  });

  test("says what the server says, and does not take its own old catalogue for the truth", async () => {
    const denial = { allowed: false, reason: "permission_missing", missing: READ_VALUES, revision: 7 };
    const response = await answering(denial)(request("token"));
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "permission_missing" });
  });

  test("tells when the key ends that the server speaks of, let in or not", async () => {
    const expiresAt = new Date(Date.now() + 3600_000).toISOString();
    const principal = { tokenId: "tok_1", keyId: "key_1", expiresAt };
    const token = await live.token({ sub: "tok_1", client_id: "tok_1", jti: "key_1" });
    const denial = { allowed: false, reason: "origin_not_allowed", revision: 7 };
    for (const data of [
      { ...denial, principal },
      { allowed: true, revision: 7, principal },
    ]) {
      const response = await answering(data)(request(token));
      expect(response.status).toBe(data.allowed ? 200 : 403);
      expect(response.headers.get("keywright-key-ends")).toBe(new Date(expiresAt).toUTCString());
    }
    expect((await answering(denial)(request(token))).headers.get("keywright-key-ends")).toBeNull();
  });

  test("lets nobody in for a reason that this version does not know", async () => {
    const denial = { allowed: false, reason: "too_early_in_the_day", revision: 7 };
    const write = vi.spyOn(console, "error").mockImplementation(() => {});
    expect((await answering(denial)(request("token"))).status).toBe(500);
    write.mockRestore();
  });
});
