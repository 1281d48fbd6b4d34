import { expect, test } from "vitest";
import { http, startPlatform } from "../platform.test-support.ts";
import { unleash } from "./unleash.ts";

const headers = { authorization: "user:abc", accept: "application/json" };

function credentialsFor({ url }: { url: string }) {
  return unleash.credentials.parse({ apiToken: "user:abc", baseUrl: url });
}

test("a backend token is no token for this", async () => {
  const message = "invalid token: expected a different token type for this endpoint";
  const platform = await startPlatform({ status: 403, body: { name: "NoAccess", message } });
  await expect(unleash.validate(http, credentialsFor(platform))).rejects.toMatchObject({
    code: "permission_missing",
    message: expect.stringContaining(message),
  });
});

test("projects and their environments are listed", async () => {
  const platform = await startPlatform(
    { body: { version: 1, projects: [] } },
    { body: { version: 1, projects: [{ id: "default", name: "Default", health: 100 }] } },
    { body: { version: 1, environments: [{ name: "production", enabled: true }] } },
  );
  const credentials = credentialsFor(platform);
  await unleash.validate(http, credentials);
  expect(await unleash.places?.listProjects(http, credentials)).toEqual([{ id: "default", name: "Default" }]);
  expect(await unleash.places?.listSecretGroups?.(http, credentials, "default")).toEqual([
    { id: "production", name: "production" },
  ]);
  expect(platform.seen).toEqual([
    { method: "GET", path: "/api/admin/projects", headers },
    { method: "GET", path: "/api/admin/projects", headers },
    { method: "GET", path: "/api/admin/environments/project/default", headers },
  ]);
});
