import { expect, test } from "vitest";
import { change, http, nobody, startPlatform } from "../platform.test-support.ts";
import { infisical } from "./infisical.ts";

const json = { accept: "application/json", "content-type": "application/json" };
const headers = { accept: "application/json", authorization: "Bearer access-1" };
const login = {
  method: "POST",
  path: "/api/v1/auth/universal-auth/login",
  headers: json,
  body: { clientId: "id-1", clientSecret: "secret-1" },
};
const loggedIn = { body: { accessToken: "access-1", expiresIn: 7200, tokenType: "Bearer" } };
const destination = { projectId: "p1", environment: "prod", secretPath: "/apps/web" };
const { places, variables } = infisical;

function credentialsFor({ url }: { url: string }) {
  return infisical.credentials.parse({ clientId: "id-1", clientSecret: "secret-1", baseUrl: url });
}

test("credentials that are not accepted fail validation", async () => {
  const platform = await startPlatform({
    status: 401,
    body: { statusCode: 401, message: "Invalid credentials" },
  });
  await expect(infisical.validate(http, credentialsFor(platform))).rejects.toMatchObject({
    code: "credentials_rejected",
    message: expect.stringContaining("Could not log in"),
  });
  expect(platform.seen).toEqual([login]);
});

test("projects and their environments are listed", async () => {
  const environments = [{ id: "e1", slug: "prod", name: "Production" }];
  const projects = { body: { projects: [{ id: "p1", name: "Shop", slug: "shop", environments }] } };
  const platform = await startPlatform(loggedIn, projects, loggedIn, projects);
  const credentials = credentialsFor(platform);
  expect(await places?.listProjects(http, credentials)).toEqual([{ id: "p1", name: "Shop" }]);
  const listed = await places?.listSecretGroups?.(http, credentials, "p1");
  expect(listed).toEqual([{ id: "prod", name: "Production" }]);
  const request = { method: "GET", path: "/api/v1/projects", headers };
  expect(platform.seen).toEqual([login, request, login, request]);
});

test("hidden values are a missing permission, not values", async () => {
  const secrets = [{ secretKey: "A", secretValue: "<hidden-by-infisical>", secretValueHidden: true }];
  const platform = await startPlatform(loggedIn, { body: { secrets } });
  await expect(variables?.read?.(http, credentialsFor(platform), destination)).rejects.toMatchObject({
    code: "permission_missing",
  });
});

test("a folder is read without what it imports, and without its folders", async () => {
  const secrets = [{ secretKey: "A", secretValue: "${B}", secretValueHidden: false }];
  const platform = await startPlatform(loggedIn, { body: { secrets, imports: [] } });
  expect(await variables?.read?.(http, credentialsFor(platform), destination)).toEqual({ A: "${B}" });
  expect(platform.seen).toEqual([
    login,
    {
      method: "GET",
      path:
        "/api/v4/secrets?projectId=p1&environment=prod&secretPath=%2Fapps%2Fweb" +
        "&viewSecretValue=true&expandSecretReferences=false&recursive=false&include_imports=false",
      headers,
    },
  ]);
});

test("secrets are set in one request and deleted in one", async () => {
  const platform = await startPlatform(loggedIn, { body: { secrets: [] } }, { body: { secrets: [] } });
  await variables?.write(
    http,
    credentialsFor(platform),
    destination,
    change({ set: { A: "1\n" }, remove: ["B"] }),
  );
  const place = { projectId: "p1", environment: "prod", secretPath: "/apps/web" };
  const request = {
    path: "/api/v4/secrets/batch",
    headers: { ...headers, "content-type": "application/json" },
  };
  expect(platform.seen).toEqual([
    login,
    {
      ...request,
      method: "PATCH",
      body: { ...place, mode: "upsert", secrets: [{ secretKey: "A", secretValue: "1\n" }] },
    },
    { ...request, method: "DELETE", body: { ...place, secrets: [{ secretKey: "B", type: "shared" }] } },
  ]);
});

test("a change that waits for approval there has not been made", async () => {
  const platform = await startPlatform(loggedIn, { body: { approval: { id: "a1" } } });
  const writing = variables?.write(http, credentialsFor(platform), destination, change({ set: { A: "1" } }));
  await expect(writing).rejects.toMatchObject({
    code: "rejected",
    message: expect.stringContaining("approve"),
  });
});

test("a value that would arrive trimmed is not sent", async () => {
  const credentials = credentialsFor({ url: "http://x" });
  const writing = variables?.write(
    nobody,
    credentials,
    destination,
    change({ set: { A: "1", PADDED: " 1 " } }),
  );
  await expect(writing).rejects.toMatchObject({
    code: "rejected",
    message: expect.stringContaining("PADDED"),
  });
});

test.each(["apps", "/apps/", "/a/../b", "//a", "/a b"])("%j is no folder", (secretPath) => {
  expect(variables?.destination.safeParse({ ...destination, secretPath }).success).toBe(false);
});
