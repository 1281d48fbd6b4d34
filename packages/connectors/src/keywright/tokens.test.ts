import { expect, test } from "vitest";
import { http, nobody, startPlatform } from "../platform.test-support.ts";
import { keywrightTokens as tokens } from "./tokens.ts";

const headers = { authorization: "Bearer kw-token", accept: "application/json" };
const spec = { roleId: "ci" };
const order = { id: "ekey_1", name: "deploys ekey_1", spec };

function credentialsFor({ url }: { url: string }) {
  return { apiToken: "kw-token", baseUrl: url };
}

test("a role that covers too much is a permission that is missing, and the sentence says which", async () => {
  const message = "'Project > Secrets > Delete' is not covered by your own authority.";
  const platform = await startPlatform({ status: 403, body: { error: { message } } });
  await expect(tokens.issue(http, credentialsFor(platform), order)).rejects.toMatchObject({
    code: "permission_missing",
    message: expect.stringMatching(/^Could not issue a token: .*Project > Secrets > Delete/),
  });
});

test("an answer without a value is not taken for a token", async () => {
  const platform = await startPlatform({ body: { data: { id: "tok_1", expiresAt: null } } });
  await expect(tokens.issue(http, credentialsFor(platform), order)).rejects.toMatchObject({
    code: "unexpected_answer",
  });
});

test("a token is ordered for the team, under the order's id, so that asking again makes no second one", async () => {
  const expiresAt = new Date("2030-01-01T00:00:00Z");
  const issued = { data: { id: "tok_1", token: "jwt", expiresAt: "2030-01-01T00:00:00.000Z" } };
  const platform = await startPlatform({ body: issued });
  let repeatable: boolean | undefined;
  const watched: typeof http = (request) => {
    repeatable = request.repeatable;
    return http(request);
  };
  const minted = await tokens.issue(watched, credentialsFor(platform), { ...order, expiresAt });
  expect(minted).toEqual({ externalId: "tok_1", value: "jwt", expiresAt });
  expect(repeatable).toBe(true);
  expect(platform.seen).toEqual([
    {
      method: "POST",
      path: "/v1/tokens",
      headers: { ...headers, "content-type": "application/json", "idempotency-key": "ekey_1" },
      body: { name: "deploys ekey_1", roleId: "ci", owner: "team", expiresAt: "2030-01-01T00:00:00.000Z" },
    },
  ]);
});

test("only what bears the whole name is what was ordered, on whatever page it is", async () => {
  const named = (id: string, name: string) => ({ id, name });
  const platform = await startPlatform(
    {
      body: {
        data: { tokens: [named("tok_1", "deploys ekey_11"), named("tok_2", "x deploys ekey_1")] },
        pagination: { cursor: "next" },
      },
    },
    { body: { data: { tokens: [named("tok_3", "deploys ekey_1")] }, pagination: {} } },
  );
  expect(await tokens.find(http, credentialsFor(platform), spec, order.name)).toEqual(["tok_3"]);
  const search = "search=deploys+ekey_1&per_page=100";
  expect(platform.seen).toEqual([
    { method: "GET", path: `/v1/tokens?${search}`, headers },
    { method: "GET", path: `/v1/tokens?${search}&cursor=next`, headers },
  ]);
});

test("a token that is not known there is not taken for a revoked one: it may be out of reach", async () => {
  const platform = await startPlatform(
    { status: 404, body: { error: { message: "Not found." } } },
    { body: { data: { id: "tok_1" } } },
  );
  const credentials = credentialsFor(platform);
  await expect(tokens.revoke(http, credentials, spec, "tok_1")).rejects.toMatchObject({ code: "not_found" });
  await tokens.revoke(http, credentials, spec, "tok_1");
  expect(platform.seen[1]).toEqual({ method: "DELETE", path: "/v1/tokens/tok_1", headers });
  await expect(tokens.revoke(nobody, credentials, spec, "..")).rejects.toMatchObject({ code: "not_found" });
});

test("roles to choose from are those that a team may own a token of", async () => {
  const roles = [
    { id: "ci", name: "CI", owners: ["member", "team"] },
    { id: "own", name: "Own", owners: ["member"] },
  ];
  const platform = await startPlatform({ body: { data: { roles, truncated: false } } });
  const listed = await tokens.list(http, credentialsFor(platform), "roleId", {});
  expect(listed).toEqual([{ id: "ci", name: "CI" }]);
  expect(platform.seen).toEqual([{ method: "GET", path: "/v1/issuable-roles", headers }]);
});
