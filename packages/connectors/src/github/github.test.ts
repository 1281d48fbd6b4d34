import sodium from "libsodium-wrappers";
import { expect, expectTypeOf, test } from "vitest";
import { change, http, nobody, startPlatform } from "../platform.test-support.ts";
import { github } from "./github.ts";

const headers = {
  authorization: "Bearer gh-token",
  accept: "application/vnd.github+json",
  "x-github-api-version": "2022-11-28",
  "user-agent": "keywright",
};
const repository = { repository: "acme/shop" };
const { places, variables } = github;

function credentialsFor({ url }: { url: string }) {
  return github.credentials.parse({ token: "gh-token", baseUrl: url });
}

test("the permission that GitHub names is named", async () => {
  const platform = await startPlatform({
    status: 403,
    headers: { "x-accepted-github-permissions": "secrets=read" },
    body: { message: "Resource not accessible by personal access token" },
  });
  await expect(variables?.read?.(http, credentialsFor(platform), repository)).rejects.toMatchObject({
    code: "permission_missing",
    message: expect.stringContaining("What is needed there: secrets=read."),
  });
});

test("a limit on requests is one, although GitHub answers 403", async () => {
  const platform = await startPlatform({
    status: 403,
    headers: { "retry-after": "60" },
    body: { message: "slow" },
  });
  await expect(github.validate(http, credentialsFor(platform))).rejects.toMatchObject({
    code: "rate_limited",
    message: expect.stringContaining("in 60 seconds"),
  });
});

test("validation asks who this is", async () => {
  const platform = await startPlatform({ body: { login: "octo", id: 1 } });
  await github.validate(http, credentialsFor(platform));
  expect(platform.seen).toEqual([{ method: "GET", path: "/user", headers }]);
});

test("repositories of all pages, and environments", async () => {
  const full = Array.from({ length: 100 }, (_, at) => ({ full_name: `acme/r${at}` }));
  const platform = await startPlatform(
    { body: full },
    { body: [{ full_name: "acme/shop" }] },
    { body: { total_count: 1, environments: [{ id: 1, name: "production" }] } },
  );
  const credentials = credentialsFor(platform);
  const repositories = await places?.listProjects(http, credentials);
  expect(repositories).toHaveLength(101);
  expect(repositories?.at(-1)).toEqual({ id: "acme/shop", name: "acme/shop" });
  const environments = await places?.listSecretGroups?.(http, credentials, "acme/shop");
  expect(environments).toEqual([{ id: "production", name: "production" }]);
  expect(platform.seen.map(({ path }) => path)).toEqual([
    "/user/repos?per_page=100&page=1",
    "/user/repos?per_page=100&page=2",
    "/repos/acme/shop/environments?per_page=100&page=1",
  ]);
});

test("names are read and values are not, and the type says so", async () => {
  const platform = await startPlatform({
    body: { total_count: 1, secrets: [{ name: "A", updated_at: "" }] },
  });
  const read = await variables?.read?.(http, credentialsFor(platform), repository);
  expectTypeOf(read).toEqualTypeOf<Readonly<Record<string, null>> | undefined>();
  expect(read).toEqual({ A: null });
  expect(platform.seen).toEqual([
    { method: "GET", path: "/repos/acme/shop/actions/secrets?per_page=100&page=1", headers },
  ]);
});

test("a secret is sealed so that only the holder of the repository's key can open it", async () => {
  await sodium.ready;
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  const key = sodium.to_base64(publicKey, sodium.base64_variants.ORIGINAL);
  const platform = await startPlatform(
    { body: { key_id: "k1", key } },
    { status: 201, body: {} },
    { status: 204 },
    { status: 404, body: { message: "Not Found" } },
  );
  const to = { ...repository, environment: "prod/eu" };
  await variables?.write(
    http,
    credentialsFor(platform),
    to,
    change({ set: { A: "wört" }, remove: ["B", "GONE"] }),
  );
  const base = "/repos/acme/shop/environments/prod%2Feu/secrets";
  expect(platform.seen).toEqual([
    { method: "GET", path: `${base}/public-key`, headers },
    {
      method: "PUT",
      path: `${base}/A`,
      headers: { ...headers, "content-type": "application/json" },
      body: { key_id: "k1", encrypted_value: expect.any(String) },
    },
    { method: "DELETE", path: `${base}/B`, headers },
    { method: "DELETE", path: `${base}/GONE`, headers },
  ]);
  const { encrypted_value } = platform.seen[1]?.body as { encrypted_value: string };
  const sealed = sodium.from_base64(encrypted_value, sodium.base64_variants.ORIGINAL);
  expect(sodium.to_string(sodium.crypto_box_seal_open(sealed, publicKey, privateKey))).toBe("wört");
});

test.each(["", "bm8=", "not base64!"])("with %j for a key, no secret is sent", async (key) => {
  const platform = await startPlatform({ body: { key_id: "k1", key } });
  const writing = variables?.write(http, credentialsFor(platform), repository, change({ set: { A: "1" } }));
  await expect(writing).rejects.toMatchObject({ code: "unexpected_answer" });
  expect(platform.seen).toHaveLength(1);
});

test.each(["lower", "1ST", "GITHUB_TOKEN", "A-B", ""])(
  "the name %j is refused before anything is sent",
  async (name) => {
    const credentials = credentialsFor({ url: "http://x" });
    const writing = variables?.write(
      nobody,
      credentials,
      repository,
      change({ set: { GOOD: "1", [name]: "2" } }),
    );
    await expect(writing).rejects.toMatchObject({ code: "rejected" });
  },
);

test.each(["shop", "acme/shop/more", "acme/", "../shop/x", "acme/sh op"])(
  "%j is no repository",
  (repository) => {
    expect(variables?.destination.safeParse({ repository }).success).toBe(false);
  },
);
