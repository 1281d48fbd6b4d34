import { createHash } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { PublicJwk } from "./changes.ts";
import { authenticateKey, check } from "./check.ts";
import {
  AUDIENCE,
  change,
  createSigner,
  installed,
  ISSUER,
  NOW_SECONDS,
  READ_VALUES,
  TEAM_CLAIMS,
  type Signer,
} from "./installation.test-support.ts";
import { createKeyReader, type KeyReader } from "./key-reader.ts";
import { snapshotOf } from "./snapshot.ts";
import { AuthorityState } from "./state.ts";
import { VerifiedKey } from "./verified-key.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("base64url");
const setKeys = (state: AuthorityState, ...keys: PublicJwk[]) =>
  change(state, { kind: "signing_keys_set", keys });
const readerOf = (state: AuthorityState, more: { maxKeys?: number } = {}) =>
  createKeyReader({ state, issuer: ISSUER, audience: AUDIENCE, hash, ...more });

let signer: Signer;
let token: string;
let state: AuthorityState;
let reader: KeyReader;

beforeAll(async () => {
  signer = await createSigner();
  token = await signer.sign(TEAM_CLAIMS);
});

beforeEach(() => {
  state = installed([signer.jwk]);
  reader = readerOf(state);
});

const verdictOf = (key: unknown) =>
  key instanceof VerifiedKey ? authenticateKey(state, key, NOW_SECONDS) : (key as { reason: string });

describe("a token seen before", () => {
  test("is read at once, as the same key, without another signature check", async () => {
    const verify = vi.spyOn(crypto.subtle, "verify");
    const first = await reader.read(token);
    expect(first).toBeInstanceOf(VerifiedKey);
    expect(reader.read(token)).toBe(first);
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });

  test("is checked once when many ask for it at the same time", async () => {
    const verify = vi.spyOn(crypto.subtle, "verify");
    const keys = await Promise.all(Array.from({ length: 50 }, () => reader.read(token)));
    expect(new Set(keys).size).toBe(1);
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });

  test("is refused when its time is over, although it was accepted before", async () => {
    const exp = NOW_SECONDS + 10;
    const key = (await reader.read(await signer.sign({ ...TEAM_CLAIMS, exp }))) as VerifiedKey;
    expect(authenticateKey(state, key, exp - 1).allowed).toBe(true);
    expect(authenticateKey(state, key, exp)).toMatchObject({ reason: "expired" });
  });
});

test("a token that is not quite one seen before is not read as that one", async () => {
  const key = await reader.read(token);
  for (let index = 0; index < token.length; index++) {
    for (const character of ["A", "B", ".", "é"]) {
      if (token[index] === character) continue;
      const altered = token.slice(0, index) + character + token.slice(index + 1);
      expect(await reader.read(altered)).toHaveProperty("reason");
    }
  }
  for (const altered of [`${token}.`, `.${token}`, token.slice(1), token.slice(0, -1), ` ${token}`]) {
    expect(await reader.read(altered)).toHaveProperty("reason");
  }
  expect(reader.read(token)).toBe(key);
});

test("a token is never found under the promise of another that is being read", async () => {
  const [payload, signature] = [token.slice(0, token.lastIndexOf(".")), token.slice(token.lastIndexOf("."))];
  const altered = `${payload.slice(0, -1)}${payload.endsWith("A") ? "B" : "A"}${signature}`;
  const outcomes = await Promise.all([reader.read(token), reader.read(altered)]);
  expect(outcomes).toEqual([expect.any(VerifiedKey), { reason: "bad_signature" }]);
});

describe("a token that cannot be read", () => {
  test("is not remembered: it is read as soon as its signing key is published", async () => {
    const next = await createSigner("key-2");
    const early = await next.sign(TEAM_CLAIMS);
    expect(await reader.read(early)).toEqual({ reason: "bad_signature" });
    setKeys(state, signer.jwk, next.jwk);
    expect(await reader.read(early)).toBeInstanceOf(VerifiedKey);
  });

  test("does not push out one that can", async () => {
    const small = readerOf(state, { maxKeys: 2 });
    await small.read(token);
    for (let index = 0; index < 20; index++) await small.read(`${token.slice(0, -2)}${index % 10}A`);
    expect(small.read(token)).toBeInstanceOf(VerifiedKey);
  });

  test("is not even hashed when it is too long", async () => {
    const hashed = vi.fn<(text: string) => string>(hash);
    const careful = createKeyReader({ state, issuer: ISSUER, audience: AUDIENCE, hash: hashed });
    expect(await careful.read("e".repeat(100_000))).toEqual({ reason: "malformed" });
    expect(hashed).not.toHaveBeenCalled();
  });

  test.each([{ p: "?" }, { ip: ["10.0.0.1/8"] }, { ip: ["anywhere"] }, { o: "anywhere" }, { hours: [] }])(
    "is one with the narrowing %j, which would otherwise hold more than was given",
    async (nrw) => {
      expect(await reader.read(await signer.sign({ ...TEAM_CLAIMS, nrw }))).toEqual({ reason: "malformed" });
    },
  );

  test("is stale, and not bad, while no signing key can be known", async () => {
    const empty = new AuthorityState();
    const waiting = readerOf(empty);
    expect(await waiting.read(token)).toEqual({ reason: "stale" });
    empty.applySnapshot({ revision: 1, changes: [{ kind: "signing_keys_set", keys: [signer.jwk] }] });
    expect(await waiting.read(token)).toBeInstanceOf(VerifiedKey);
  });

  test("fails for everyone who waits when the machine fails, and is tried again afterwards", async () => {
    const verify = vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new Error("out of memory"));
    const failing = readerOf(installed([signer.jwk]));
    const outcomes = await Promise.allSettled([failing.read(token), failing.read(token)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    verify.mockRestore();
    expect(await failing.read(token)).toBeInstanceOf(VerifiedKey);
  });
});

describe("a signing key that is withdrawn", () => {
  test("takes its tokens along, those already read too", async () => {
    const next = await createSigner("key-2");
    setKeys(state, signer.jwk, next.jwk);
    const [old, young] = [await reader.read(token), await reader.read(await next.sign(TEAM_CLAIMS))];
    setKeys(state, next.jwk);
    expect(verdictOf(old)).toMatchObject({ allowed: false, reason: "bad_signature" });
    expect(verdictOf(await reader.read(token))).toMatchObject({ reason: "bad_signature" });
    expect(verdictOf(young)).toMatchObject({ allowed: true });
  });

  test("takes along a token whose signature was being checked meanwhile", async () => {
    const reading = reader.read(token);
    setKeys(state);
    expect(verdictOf(await reading)).toMatchObject({ reason: "bad_signature" });
    expect(verdictOf(await reader.read(token))).toMatchObject({ reason: "bad_signature" });
  });

  test("and replaced under the same kid vouches for nothing it did not sign", async () => {
    const key = await reader.read(token);
    const impostor = await createSigner(signer.jwk.kid);
    setKeys(state, impostor.jwk);
    expect(verdictOf(key)).toMatchObject({ reason: "bad_signature" });
    expect(verdictOf(await reader.read(await impostor.sign(TEAM_CLAIMS)))).toMatchObject({ allowed: true });
  });

  test("leaves everything as it is when a snapshot only repeats it", async () => {
    const key = await reader.read(token);
    state.applySnapshot({ revision: 9, changes: installedChanges() });
    expect(reader.read(token)).toBe(key);
    expect(verdictOf(key)).toMatchObject({ allowed: true, revision: 9 });
  });
});

test("a narrowing in the token is in force", async () => {
  const key = (await reader.read(
    await signer.sign({ ...TEAM_CLAIMS, nrw: { pr: ["acme-blog-id"] } }),
  )) as VerifiedKey;
  const ask = (project: string) => check(state, key, { permission: READ_VALUES, project }, NOW_SECONDS);
  expect(ask("blog").allowed).toBe(true);
  expect(ask("shop")).toMatchObject({ reason: "project_restricted" });
});

test("two tokens are two keys, whoever signed them", async () => {
  const [first, second] = await Promise.all([
    reader.read(token),
    reader.read(await signer.sign({ ...TEAM_CLAIMS, jti: "key-2-of-token-1" })),
  ]);
  expect((second as VerifiedKey).claims.jti).not.toBe((first as VerifiedKey).claims.jti);
});

function installedChanges() {
  return snapshotOf(installed([signer.jwk])).changes;
}
