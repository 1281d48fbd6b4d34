import { expect, test } from "vitest";
import { http, nobody, startPlatform } from "../platform.test-support.ts";
import { qoveryTokens as tokens } from "./tokens.ts";

const headers = { authorization: "Token qv-token", accept: "application/json" };
const spec = { organizationId: "o1", roleId: "r1" };
const order = { id: "ekey_1", name: "terraform ekey_1", spec };
const listing = { method: "GET", path: "/organization/o1/apiToken", headers };

function credentialsFor({ url }: { url: string }) {
  return { apiToken: "qv-token", baseUrl: url };
}

test("no token is made without a role: it would be an administrator's", () => {
  for (const given of [
    { organizationId: "o1" },
    { organizationId: "o1", roleId: null },
    { organizationId: "o1", roleId: " " },
  ])
    expect(tokens.spec.safeParse(given).success).toBe(false);
});

test("a token is made with its role", async () => {
  const made = { id: "t1", name: order.name, token: "qov_value", role_id: "r1" };
  const platform = await startPlatform({ status: 201, body: made });
  expect(await tokens.issue(http, credentialsFor(platform), order)).toEqual({
    externalId: "t1",
    value: "qov_value",
  });
  expect(platform.seen).toEqual([
    {
      ...listing,
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: { name: "terraform ekey_1", role_id: "r1" },
    },
  ]);
});

test("a name that is taken is refused", async () => {
  const platform = await startPlatform({ status: 409, body: { message: "Name already used" } });
  await expect(tokens.issue(http, credentialsFor(platform), order)).rejects.toMatchObject({
    code: "rejected",
    message: expect.stringContaining("Name already used"),
  });
});

test("what was ordered is found by its whole name", async () => {
  const results = [
    { id: "t1", name: "terraform ekey_11" },
    { id: "t2", name: "terraform ekey_1" },
    { id: "t3", name: null },
  ];
  const platform = await startPlatform({ body: { results } });
  expect(await tokens.find(http, credentialsFor(platform), spec, order.name)).toEqual(["t2"]);
  expect(platform.seen).toEqual([{ ...listing, path: `${listing.path}?name=terraform+ekey_1` }]);
});

test("a token is deleted, and one that the organization does not list is gone", async () => {
  const platform = await startPlatform(
    { body: { results: [{ id: "t1", name: "a" }] } },
    { status: 204 },
    { body: { results: [{ id: "t2", name: "b" }] } },
  );
  const credentials = credentialsFor(platform);
  await tokens.revoke(http, credentials, spec, "t1");
  await tokens.revoke(http, credentials, spec, "t1");
  expect(platform.seen).toEqual([
    listing,
    { method: "DELETE", path: "/organization/o1/apiToken/t1", headers },
    listing,
  ]);
});

test("an organization that is out of reach does not make its tokens look gone", async () => {
  const platform = await startPlatform({ status: 404, body: { message: "Not found" } });
  const revoking = tokens.revoke(http, credentialsFor(platform), spec, "t1");
  await expect(revoking).rejects.toMatchObject({ code: "not_found" });
});

test("organizations are listed, then the roles of the one that was chosen", async () => {
  const platform = await startPlatform(
    { body: { results: [{ id: "o1", name: "Acme" }] } },
    { body: { results: [{ id: "r1", name: "Deployer" }] } },
  );
  const credentials = credentialsFor(platform);
  expect(await tokens.list(http, credentials, "organizationId", {})).toEqual([{ id: "o1", name: "Acme" }]);
  expect(await tokens.list(nobody, credentials, "roleId", {})).toEqual([]);
  const roles = await tokens.list(http, credentials, "roleId", { organizationId: "o1" });
  expect(roles).toEqual([{ id: "r1", name: "Deployer" }]);
  expect(platform.seen.map(({ path }) => path)).toEqual(["/organization", "/organization/o1/availableRole"]);
});
