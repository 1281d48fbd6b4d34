import { expect, test } from "vitest";
import { http, nobody, startPlatform } from "../platform.test-support.ts";
import { unleashTokens as tokens } from "./tokens.ts";

const headers = { authorization: "user:abc", accept: "application/json" };
const spec = { kind: "backend", projectId: "shop", environment: "production" } as const;
const order = { id: "ekey_1", name: "flags ekey_1", spec };
const SECRET = "shop:production.0123456789abcdef";
const listing = { method: "GET", path: "/api/admin/projects/shop/api-tokens", headers };

function credentialsFor({ url }: { url: string }) {
  return { apiToken: "user:abc", baseUrl: url };
}

function token(tokenName: string, secret: string) {
  return { tokenName, secret, projects: ["shop"], type: "backend", environment: "production" };
}

test("an environment that is not there is refused with the platform's words", async () => {
  const message = "Environment=production does not exist";
  const platform = await startPlatform({ status: 400, body: { name: "BadDataError", message } });
  await expect(tokens.issue(http, credentialsFor(platform), order)).rejects.toMatchObject({
    code: "rejected",
    message: expect.stringContaining(message),
  });
});

test("a token is made for one project and one environment", async () => {
  const expiresAt = new Date("2030-01-01T00:00:00Z");
  const made = { ...token(order.name, SECRET), expiresAt: "2030-01-01T00:00:00.000Z" };
  const platform = await startPlatform({ status: 201, body: made });
  expect(await tokens.issue(http, credentialsFor(platform), { ...order, expiresAt })).toEqual({
    externalId: order.name,
    value: SECRET,
    expiresAt,
  });
  expect(platform.seen).toEqual([
    {
      ...listing,
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: {
        tokenName: "flags ekey_1",
        type: "backend",
        environment: "production",
        expiresAt: "2030-01-01T00:00:00.000Z",
      },
    },
  ]);
});

test("it is deleted by the value that the platform lists under its name, and nothing else is", async () => {
  const others = [token("flags ekey_11", "shop:production.other"), token("flags", "shop:production.third")];
  const platform = await startPlatform(
    { body: { tokens: [...others, token(order.name, SECRET)] } },
    { status: 200 },
  );
  await tokens.revoke(http, credentialsFor(platform), spec, order.name);
  expect(platform.seen).toEqual([
    listing,
    { method: "DELETE", path: `/api/admin/projects/shop/api-tokens/${encodeURIComponent(SECRET)}`, headers },
  ]);
});

test("one that is not listed, or goes while it is deleted, is gone", async () => {
  const platform = await startPlatform(
    { body: { tokens: [] } },
    { body: { tokens: [token(order.name, SECRET)] } },
    { status: 404 },
  );
  const credentials = credentialsFor(platform);
  await tokens.revoke(http, credentials, spec, order.name);
  await tokens.revoke(http, credentials, spec, order.name);
  expect(platform.left).toEqual([]);
});

test("a list that does not show values is no list without the token", async () => {
  const hidden = { ...token(order.name, SECRET), secret: null };
  const platform = await startPlatform({ body: { tokens: [hidden] } });
  const revoking = tokens.revoke(http, credentialsFor(platform), spec, order.name);
  await expect(revoking).rejects.toMatchObject({ code: "unexpected_answer" });
});

test("a refusal to delete does not repeat the value that stands in the address", async () => {
  const platform = await startPlatform(
    { body: { tokens: [token(order.name, SECRET)] } },
    { status: 400, body: { message: `cannot delete ${SECRET}` } },
  );
  await expect(tokens.revoke(http, credentialsFor(platform), spec, order.name)).rejects.toMatchObject({
    code: "rejected",
    message: "Could not delete the token: Unleash turned the request down (400).",
  });
});

test("what was ordered is found by its whole name", async () => {
  const platform = await startPlatform(
    { body: { tokens: [token("flags ekey_11", SECRET)] } },
    { body: { tokens: [token(order.name, SECRET)] } },
  );
  const credentials = credentialsFor(platform);
  expect(await tokens.find(http, credentials, spec, order.name)).toEqual([]);
  expect(await tokens.find(http, credentials, spec, order.name)).toEqual([order.name]);
});

test("projects are listed, then the environments of the one that was chosen", async () => {
  const platform = await startPlatform(
    { body: { projects: [{ id: "shop", name: "Shop" }] } },
    { body: { environments: [{ name: "production" }] } },
  );
  const credentials = credentialsFor(platform);
  expect(await tokens.list(http, credentials, "projectId", {})).toEqual([{ id: "shop", name: "Shop" }]);
  expect(await tokens.list(nobody, credentials, "environment", {})).toEqual([]);
  const environments = await tokens.list(http, credentials, "environment", { projectId: "shop" });
  expect(environments).toEqual([{ id: "production", name: "production" }]);
});
