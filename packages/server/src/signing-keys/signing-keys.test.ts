import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { ageSigningKeys } from "../../test/signing-key-age.ts";
import { claimsOf, endOf, newTenant, type Tenant } from "../../test/tenants.ts";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Signing");
});
afterAll(() => kw.close());

const keys = async () => (await kw.operator.listSigningKeys()).signingKeys;
const inState = async (state: string) =>
  (await keys()).filter((key) => key.state === state).map(({ kid }) => kid);
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

/** Once the next key is known everywhere. */
async function rotate() {
  await ageSigningKeys(kw.database);
  return kw.operator.rotateSigningKey();
}

async function published(): Promise<Record<string, unknown>[]> {
  const answer = await fetch(`${kw.url}/.well-known/jwks.json`);
  return ((await answer.json()) as { keys: Record<string, unknown>[] }).keys;
}

describe("the keys that sign tokens", () => {
  test("are listed and rotated by the operator alone", async () => {
    for (const client of [tenant.owner, (await tenant.token("owner")).client]) {
      expect(await endOf(client.listSigningKeys())).toBe("permission_missing");
      await refuses(tenant.owner, "permission_missing", () => client.rotateSigningKey());
    }
  });

  test("show nothing of their private halves, listed, published or logged", async () => {
    const rows = await kw.database.kysely.selectFrom("signing_key").selectAll().execute();
    expect(rows.length).toBeGreaterThan(1);
    for (const { public_jwk, ciphertext } of rows) {
      expect(Object.keys(public_jwk).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
      expect(Buffer.from(ciphertext).includes('"d"')).toBe(false);
    }
    for (const key of await published()) expect(key).not.toHaveProperty("d");
    for (const key of await keys()) {
      expect(Object.keys(key).toSorted()).toEqual(["algorithm", "createdAt", "kid", "state"]);
    }
    expect(kw.logs()).not.toContain('"d":');
  });

  test("are one that signs and one that is published before it does", async () => {
    const [current, next] = [await inState("current"), await inState("next")];
    expect([current.length, next.length]).toEqual([1, 1]);
    expect(kidOf((await tenant.token("admin")).value)).toBe(current[0]);
    const kids = (await published()).map(({ kid }) => kid);
    expect(kids).toEqual(expect.arrayContaining([...current, ...next]));
  });
});

describe("rotating them", () => {
  test("again is refused while a JWKS without the next key may still be kept, and says until when", async () => {
    await rotate();
    const before = await keys();
    const { message } = await refuses(kw.operator, "signing_key_too_new", () =>
      kw.operator.rotateSigningKey(),
    );
    const createdAt = Date.parse(before.find(({ state }) => state === "next")?.createdAt ?? "");
    const [knownAt = ""] = /[\d-]{10}T[\d:.]+Z/.exec(message) ?? [];
    const jwks = await fetch(`${kw.url}/.well-known/jwks.json`);
    const maxAgeSeconds = Number(/max-age=(\d+)/.exec(jwks.headers.get("cache-control") ?? "")?.[1]);
    expect(Date.parse(knownAt) - createdAt).toBeGreaterThan(maxAgeSeconds * 1000);
    expect(await keys()).toEqual(before);
    expect(kidOf((await tenant.token("admin")).value)).toBe((await inState("current"))[0]);
    await rotate();
    expect(await inState("current")).toEqual(
      before.filter(({ state }) => state === "next").map(({ kid }) => kid),
    );
  });

  test("signs with the next key from then on, and tokens of the old one go on", async () => {
    const old = await tenant.token("admin");
    const [current, next] = [await inState("current"), await inState("next")];
    const { result, event } = await leavesOneEvent(kw.operator, "signing-key.rotate", () => rotate());
    expect(result).toMatchObject({ kid: next[0], state: "current", algorithm: "EdDSA" });
    expect(event).toMatchObject({
      target: { type: "signing-key", id: next[0] },
      before: { current: current[0] },
      after: { current: next[0] },
      revision: result.revision,
    });
    expect(await inState("current")).toEqual(next);
    expect(await inState("previous")).toEqual(expect.arrayContaining(current));
    expect(await inState("next")).not.toEqual(next);
    const fresh = await tenant.token("admin");
    expect(kidOf(fresh.value)).toBe(next[0]);
    expect(await Promise.all([old, fresh].map(({ client }) => endOf(client.login())))).toEqual([
      "done",
      "done",
    ]);
  });

  test("keeps what any JWT library needs to check every token that is valid", async () => {
    const tokens = [await tenant.token("admin", { lifetimeSeconds: 3600 })];
    await rotate();
    tokens.push(await tenant.token("admin", { lifetimeSeconds: 3600 }));
    const jwks = createRemoteJWKSet(new URL(`${kw.url}/.well-known/jwks.json`));
    for (const { value } of tokens) {
      const { iss, aud } = claimsOf(value) as { iss: string; aud: string };
      const { payload } = await jwtVerify(value, jwks, { issuer: iss, audience: aud, typ: "at+jwt" });
      expect(payload.sub).toBe(claimsOf(value).sub);
    }
  });

  test("drops no key that a token which never ends was signed with, however often", async () => {
    const { value, client } = await tenant.token("admin");
    for (let round = 0; round < 3; round++) await rotate();
    expect((await keys()).map(({ kid }) => kid)).toContain(kidOf(value));
    expect(await endOf(client.login())).toBe("done");
  });

  test("leaves tokens that are rotated with a key of today", async () => {
    const { owner, params } = tenant;
    const { id, value } = await tenant.token("admin");
    await rotate();
    const { token } = await owner.rotateToken({ params: { ...params, tokenId: id } });
    expect(kidOf(token)).not.toBe(kidOf(value));
    expect(await inState("current")).toEqual([kidOf(token)]);
  });
});

test("all tokens of an installation match the pattern that it gives to secret scanners, and no other text does", async () => {
  const answer = await fetch(`${kw.url}/.well-known/keywright/secret-scanning`);
  const { pattern } = (await answer.json()) as { pattern: string };
  const exact = new RegExp(`^${pattern}$`);
  await rotate();
  const values = [
    kw.operatorToken,
    (await tenant.token("admin")).value,
    (await tenant.orgToken("admin", { lifetimeSeconds: 60 })).value,
  ];
  for (const value of values) {
    expect(value).toMatch(exact);
    expect(value.slice(0, -1)).not.toMatch(exact);
    expect(value.split(".").slice(1).join(".")).not.toMatch(exact);
  }
});
