import { expect, test } from "vitest";
import { change, http, startPlatform } from "../platform.test-support.ts";
import { qovery } from "./qovery.ts";

const headers = { authorization: "Token qv-token", accept: "application/json" };
const withBody = { ...headers, "content-type": "application/json" };
const listing = { method: "GET", path: "/variable?parent_id=env-1&scope=ENVIRONMENT", headers };
const secrets = { projectId: "p1", environmentId: "env-1", kind: "secret" } as const;
const { places, variables } = qovery;

function credentialsFor({ url }: { url: string }) {
  return qovery.credentials.parse({ apiToken: "qv-token", baseUrl: url });
}

function variable(key: string, value: string | null, more: object = {}) {
  const is_secret = value === null;
  return { id: `id-${key}`, key, value, is_secret, scope: "ENVIRONMENT", variable_type: "VALUE", ...more };
}

test("a token that is not accepted fails validation", async () => {
  const platform = await startPlatform({ status: 401, body: { status: 401, message: "Unauthorized" } });
  await expect(qovery.validate(http, credentialsFor(platform))).rejects.toMatchObject({
    code: "credentials_rejected",
    message: expect.stringContaining("Qovery says: Unauthorized"),
  });
  expect(platform.seen).toEqual([{ method: "GET", path: "/organization", headers }]);
});

test("projects of every organization, and environments of a project", async () => {
  const platform = await startPlatform(
    { body: { results: [{ id: "o1", name: "Acme" }] } },
    { body: { results: [{ id: "p1", name: "Shop" }] } },
    { body: { results: [{ id: "env-1", name: "production" }] } },
  );
  const credentials = credentialsFor(platform);
  expect(await places?.listProjects(http, credentials)).toEqual([{ id: "p1", name: "Acme / Shop" }]);
  const environments = await places?.listSecretGroups?.(http, credentials, "p1");
  expect(environments).toEqual([{ id: "env-1", name: "production" }]);
  expect(platform.seen.map(({ path }) => path)).toEqual([
    "/organization",
    "/organization/o1/project",
    "/project/p1/environment",
  ]);
});

test("values of secrets are unknown, and what is inherited, an alias or Qovery's own is not there", async () => {
  const results = [
    variable("OPEN", "1"),
    variable("CLOSED", null),
    variable("INHERITED", "x", { scope: "PROJECT" }),
    variable("ALIAS", "x", { variable_type: "ALIAS" }),
    variable("QOVERY_ID", "x", { variable_type: "BUILT_IN" }),
  ];
  const platform = await startPlatform({ body: { results } });
  const read = await variables?.read?.(http, credentialsFor(platform), secrets);
  expect(read).toEqual({ OPEN: "1", CLOSED: null });
  expect(platform.seen).toEqual([listing]);
});

test("a secret is never put into a variable that everybody can read", async () => {
  const platform = await startPlatform({ body: { results: [variable("OPEN", "1")] } });
  const writing = variables?.write(
    http,
    credentialsFor(platform),
    secrets,
    change({ set: { NEW: "2", OPEN: "3" } }),
  );
  await expect(writing).rejects.toMatchObject({ code: "rejected", message: expect.stringContaining("OPEN") });
  expect(platform.seen).toEqual([listing]);
});

test("secrets are created, set and deleted, each by its own request", async () => {
  const platform = await startPlatform(
    { body: { results: [variable("OLD", null), variable("GONE", null)] } },
    { status: 201, body: {} },
    { body: {} },
    { status: 204 },
  );
  await variables?.write(
    http,
    credentialsFor(platform),
    secrets,
    change({ set: { NEW: "1", OLD: "2" }, remove: ["GONE", "GONE_ALREADY"] }),
  );
  expect(platform.seen).toEqual([
    listing,
    {
      method: "POST",
      path: "/variable",
      headers: withBody,
      body: {
        key: "NEW",
        value: "1",
        is_secret: true,
        variable_scope: "ENVIRONMENT",
        variable_parent_id: "env-1",
      },
    },
    { method: "PUT", path: "/variable/id-OLD", headers: withBody, body: { key: "OLD", value: "2" } },
    { method: "DELETE", path: "/variable/id-GONE", headers },
  ]);
});

test("a variable that has its value already is left alone", async () => {
  const platform = await startPlatform(
    { body: { results: [variable("A", "1"), variable("B", "1")] } },
    { body: {} },
  );
  const to = { ...secrets, kind: "variable" } as const;
  await variables?.write(http, credentialsFor(platform), to, change({ set: { A: "1", B: "2" } }));
  expect(platform.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `GET ${listing.path}`,
    "PUT /variable/id-B",
  ]);
});

test("a page for people instead of an answer is not taken for a variable that was created", async () => {
  const platform = await startPlatform({ body: { results: [] } }, { body: "<!doctype html>Sign in" });
  const writing = variables?.write(http, credentialsFor(platform), secrets, change({ set: { NEW: "1" } }));
  await expect(writing).rejects.toMatchObject({ code: "unexpected_answer" });
});
