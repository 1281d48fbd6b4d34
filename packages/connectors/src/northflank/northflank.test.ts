import { expect, test } from "vitest";
import { change, http, nobody, startPlatform } from "../platform.test-support.ts";
import { northflank } from "./northflank.ts";

const headers = { authorization: "Bearer nf-token", accept: "application/json" };
const destination = { projectId: "shop", secretGroupId: "web" };
const { places, variables } = northflank;

function credentialsFor(platform: { url: string }) {
  return northflank.credentials.parse({ apiToken: " nf-token\n", baseUrl: `${platform.url}/` });
}

test("a token without the right to see projects fails validation with the permission's name", async () => {
  const message =
    "The token used to authenticate does not have permission to access this endpoint.\n" +
    "The required permission is 'Projects > Manage > Read'.";
  const platform = await startPlatform({ status: 403, body: { error: { status: 403, message } } });
  await expect(northflank.validate(http, credentialsFor(platform))).rejects.toMatchObject({
    code: "permission_missing",
    message: expect.stringMatching(/^Could not list projects: .*Projects > Manage > Read/),
  });
});

test("validation asks for the projects and nothing else", async () => {
  const platform = await startPlatform({
    body: { data: { projects: [] }, pagination: { hasNextPage: false } },
  });
  await northflank.validate(http, credentialsFor(platform));
  expect(platform.seen).toEqual([{ method: "GET", path: "/v1/projects", headers }]);
});

test("projects of all pages are listed", async () => {
  const platform = await startPlatform(
    { body: { data: { projects: [{ id: "shop", name: "Shop", extra: 1 }] }, pagination: { cursor: "a b" } } },
    { body: { data: { projects: [{ id: "blog", name: "Blog" }] }, pagination: {} } },
  );
  expect(await places?.listProjects(http, credentialsFor(platform))).toEqual([
    { id: "shop", name: "Shop" },
    { id: "blog", name: "Blog" },
  ]);
  expect(platform.seen).toEqual([
    { method: "GET", path: "/v1/projects?per_page=100", headers },
    { method: "GET", path: "/v1/projects?per_page=100&cursor=a+b", headers },
  ]);
});

test("secret groups of all pages are listed", async () => {
  const platform = await startPlatform(
    { body: { data: { secrets: [{ id: "web", name: "Web" }] }, pagination: { cursor: "next" } } },
    { body: { data: { secrets: [{ id: "db", name: "Db" }] } } },
  );
  expect(await places?.listSecretGroups?.(http, credentialsFor(platform), "shop")).toEqual([
    { id: "web", name: "Web" },
    { id: "db", name: "Db" },
  ]);
  expect(platform.seen).toEqual([
    { method: "GET", path: "/v1/projects/shop/secrets?per_page=100", headers },
    { method: "GET", path: "/v1/projects/shop/secrets?per_page=100&cursor=next", headers },
  ]);
});

test.each(["..", ".", ""])("a project called %j leads to no request", async (project) => {
  const listing = places?.listSecretGroups?.(nobody, { apiToken: "t", baseUrl: "http://x" }, project);
  await expect(listing).rejects.toMatchObject({ code: "not_found" });
});

test("a project with slashes in its name stays one segment of the path", async () => {
  const platform = await startPlatform({ body: { data: { secrets: [] } } });
  await places?.listSecretGroups?.(http, credentialsFor(platform), "../tokens?all=");
  expect(platform.seen[0]?.path).toBe("/v1/projects/..%2Ftokens%3Fall%3D/secrets?per_page=100");
});

test("a secret group is read from its details", async () => {
  const body = { data: { id: "web", secrets: { variables: { A: "1", B: 2, C: true }, files: {} } } };
  const platform = await startPlatform({ body });
  expect(await variables?.read?.(http, credentialsFor(platform), destination)).toEqual({
    A: "1",
    B: "2",
    C: "true",
  });
  expect(platform.seen).toEqual([{ method: "GET", path: "/v1/projects/shop/secrets/web/details", headers }]);
});

test("variables called __proto__ and constructor are variables", async () => {
  const body = `{"data":{"secrets":{"variables":{"constructor":"a","A":"1"}}}}`;
  const platform = await startPlatform({ body }, { body: { data: {} } });
  const credentials = credentialsFor(platform);
  const read = await variables?.read?.(http, credentials, destination);
  expect(Object.entries(read ?? {})).toEqual([
    ["constructor", "a"],
    ["A", "1"],
  ]);
});

test("an answer with variables of another kind is not taken for an empty group", async () => {
  const platform = await startPlatform({ body: { data: { secrets: { variables: { A: null } } } } });
  const reading = variables?.read?.(http, credentialsFor(platform), destination);
  await expect(reading).rejects.toMatchObject({ code: "unexpected_answer" });
});

test("writing sends the whole map: what is set, and what stays", async () => {
  const platform = await startPlatform({ body: { data: {} } });
  await variables?.write(
    http,
    credentialsFor(platform),
    destination,
    change({ set: { A: "new" }, remove: ["GONE"], keep: { A: "old", B: "2" } }),
  );
  expect(platform.seen).toEqual([
    {
      method: "PATCH",
      path: "/v1/projects/shop/secrets/web",
      headers: { ...headers, "content-type": "application/json" },
      body: { secrets: { variables: { A: "new", B: "2" } } },
    },
  ]);
});

test("a page for people instead of an answer is not taken for a write that was done", async () => {
  const platform = await startPlatform({ body: "<!doctype html>Sign in" });
  const writing = variables?.write(http, credentialsFor(platform), destination, change({ set: { A: "1" } }));
  await expect(writing).rejects.toMatchObject({ code: "unexpected_answer" });
});

test("a refused write names the permission, and repeats no value that the platform repeats", async () => {
  const platform = await startPlatform(
    { status: 403, body: { error: { message: "Needed: Secrets > SecretGroups > Update" } } },
    { status: 400, body: { error: { message: "hunter2-is-the-word is not valid" } } },
  );
  const credentials = credentialsFor(platform);
  const set = { PASSWORD: "hunter2-is-the-word" };
  await expect(variables?.write(http, credentials, destination, change({ set }))).rejects.toMatchObject({
    code: "permission_missing",
    message: expect.stringContaining("Secrets > SecretGroups > Update"),
  });
  await expect(variables?.write(http, credentials, destination, change({ set }))).rejects.toMatchObject({
    code: "rejected",
    message: "Could not update the secret group: Northflank turned the request down (400).",
  });
});
