import { expect, test } from "vitest";
import { change, http, startPlatform } from "../platform.test-support.ts";
import { keywright } from "./keywright.ts";

const headers = { authorization: "Bearer kw-token", accept: "application/json" };
const me = { body: { data: { principal: { type: "token", entityType: "team" } } } };
const none = { body: { data: { projects: [] }, pagination: { hasNextPage: false, count: 0 } } };
const destination = { projectId: "shop", secretGroupId: "web" };

function credentialsFor({ url }: { url: string }) {
  return keywright.credentials.parse({ apiToken: "kw-token", baseUrl: url });
}

test("a revoked token is told from a role that is too small", async () => {
  const revoked = await startPlatform({
    status: 401,
    body: { error: { message: "The token has been revoked." } },
  });
  await expect(keywright.validate(http, credentialsFor(revoked))).rejects.toMatchObject({
    code: "credentials_rejected",
    message: expect.stringContaining("The token has been revoked."),
  });
  const small = await startPlatform(me, { status: 403, body: { error: { message: "Missing." } } });
  await expect(keywright.validate(http, credentialsFor(small))).rejects.toMatchObject({
    code: "permission_missing",
  });
});

test("validation asks who this is, then for the projects", async () => {
  const platform = await startPlatform(me, none);
  await keywright.validate(http, credentialsFor(platform));
  expect(platform.seen).toEqual([
    { method: "GET", path: "/v1/me", headers },
    { method: "GET", path: "/v1/projects", headers },
  ]);
});

test("a server that is no Keywright is not taken for one", async () => {
  const platform = await startPlatform({ body: { data: { user: "somebody" } } });
  await expect(keywright.validate(http, credentialsFor(platform))).rejects.toMatchObject({
    code: "unexpected_answer",
    message: expect.stringContaining(platform.url),
  });
});

test("places and variables are asked for as of Northflank", async () => {
  const platform = await startPlatform(
    { body: { data: { projects: [{ id: "shop", name: "Shop" }] } } },
    { body: { data: { secrets: [{ id: "web", name: "Web" }] } } },
    { body: { data: { secrets: { variables: { A: "1" } } } } },
    { body: { data: {} } },
  );
  const credentials = credentialsFor(platform);
  expect(await keywright.places?.listProjects(http, credentials)).toEqual([{ id: "shop", name: "Shop" }]);
  const groups = await keywright.places?.listSecretGroups?.(http, credentials, "shop");
  expect(groups).toEqual([{ id: "web", name: "Web" }]);
  expect(await keywright.variables?.read?.(http, credentials, destination)).toEqual({ A: "1" });
  await keywright.variables?.write(http, credentials, destination, change({ set: { A: "2" } }));
  expect(platform.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /v1/projects?per_page=100",
    "GET /v1/projects/shop/secrets?per_page=100",
    "GET /v1/projects/shop/secrets/web/details",
    "PATCH /v1/projects/shop/secrets/web",
  ]);
});
