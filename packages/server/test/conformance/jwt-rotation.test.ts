import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { ageSigningKeys } from "../signing-key-age.ts";

const EXPECTED = { issuer: "http://127.0.0.1:4600", audience: "http://127.0.0.1:4600", typ: "at+jwt" };

const HOUR_SECONDS = 3600;

let kw: TestService;
beforeAll(async () => {
  kw = await startTestService();
});
afterAll(() => kw.close());
afterEach(() => void vi.useRealTimers());

async function servedKeys(): Promise<JSONWebKeySet> {
  return (await (await fetch(`${kw.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
}
const servedKids = async () => (await servedKeys()).keys.map(({ kid }) => kid);
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

/** Once the next key is known everywhere. */
async function rotate() {
  await ageSigningKeys(kw.database);
  return kw.operator.rotateSigningKey();
}

async function issue(lifetimeSeconds?: number): Promise<string> {
  const body = { name: "ci", roleId: "default", ...(lifetimeSeconds && { lifetimeSeconds }) };
  return (await kw.operator.issueToken({ body })).token;
}

async function kidIn(state: "next" | "current"): Promise<string> {
  const { signingKeys } = await kw.operator.listSigningKeys();
  return signingKeys.find((key) => key.state === state)?.kid ?? "";
}

/** Moves the service's clock, and nothing but the clock: its timers go on. */
function waitSeconds(seconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1000 });
}

describe("after the signing key is rotated", () => {
  test("new tokens are signed by the key that was published before as next", async () => {
    const before = await servedKeys();
    const next = await kidIn("next");
    expect(before.keys.map(({ kid }) => kid)).toContain(next);
    expect(kidOf(await issue())).not.toBe(next);

    const { kid } = await rotate();
    expect(kid).toBe(next);
    const token = await issue();
    expect(kidOf(token)).toBe(next);
    // Whoever fetched the keys before the rotation, and holds them still, takes the new token.
    await jwtVerify(token, createLocalJWKSet(before), EXPECTED);
  });

  test("another key stands ready as next, and has signed nothing", async () => {
    const { kid: current } = await rotate();
    const next = await kidIn("next");
    expect(next).not.toBe(current);
    expect(await servedKids()).toEqual(expect.arrayContaining([current, next]));
    expect(kidOf(await issue())).toBe(current);
  });

  test("tokens signed before still verify, and the service takes them", async () => {
    const token = await issue();
    for (let round = 0; round < 3; round++) {
      await rotate();
      await jwtVerify(token, createLocalJWKSet(await servedKeys()), EXPECTED);
      expect(await kw.client(token).login()).toMatchObject({ entityType: "team" });
      await kw.operator.login();
    }
  });

  test("a rotated token's new key is signed by the new signing key", async () => {
    const issued = await kw.operator.issueToken({ body: { name: "ci", roleId: "default" } });
    const { kid } = await rotate();
    const rotated = await kw.operator.rotateToken({ params: { tokenId: issued.id } });
    expect(kidOf(rotated.token)).toBe(kid);
  });
});

describe("a signing key leaves the JWKS", () => {
  test("when the last token it signed has expired, not before", async () => {
    const { kid } = await rotate();
    const tokens = [await issue(HOUR_SECONDS), await issue(2 * HOUR_SECONDS)];
    expect(tokens.map(kidOf)).toEqual([kid, kid]);
    await rotate();
    for (const _ of tokens) {
      waitSeconds(HOUR_SECONDS + 1);
      expect(await servedKids()).toContain(kid);
      await rotate();
    }
    expect(await servedKids()).not.toContain(kid);
  });

  test("never while a token without expiry carries its signature", async () => {
    const kid = kidOf(kw.operatorToken);
    waitSeconds(10 * 365 * 24 * HOUR_SECONDS);
    for (let round = 0; round < 3; round++) await rotate();
    expect(await servedKids()).toContain(kid);
    expect((await kw.operator.getMe()).principal.entityType).toBe("platform");
  });
});
