import { createVerifier } from "fast-jwt";
import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import { createPublicKey, type JsonWebKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { issueEveryKind, type TokenKinds } from "./token-kinds.ts";

const ISSUER = "https://keywright.eu-central-1.example.com";
/** Who belongs to a person must expire. */
const EXPIRING = ["an expiring one", "a member's"];
const EXPECTED = { issuer: ISSUER, audience: ISSUER, typ: "at+jwt" };

let kw: TestService;
let kinds: TokenKinds;
let all: Record<string, string>;
let pattern: RegExp;

beforeAll(async () => {
  kw = await startTestService({ env: { KEYWRIGHT_PUBLIC_URL: ISSUER } });
  kinds = await issueEveryKind(kw);
  all = { ...kinds.plain, "a narrowed one": kinds.narrowed };
  pattern = new RegExp(
    ((await getJson("/.well-known/keywright/secret-scanning")) as { pattern: string }).pattern,
  );
});
afterAll(() => kw.close());

async function getJson(path: string): Promise<unknown> {
  return (await fetch(kw.url + path)).json();
}

const part = (token: string, index: number) => token.split(".")[index] ?? "";
const textOf = (encoded: string) => Buffer.from(encoded, "base64url").toString("utf8");
const claimsOf = (name: string) => decodeJwt(all[name] ?? "");

/** Another token with the same signature. */
function forged(token: string, claims: object): string {
  const payload = Buffer.from(JSON.stringify({ ...decodeJwt(token), ...claims })).toString("base64url");
  return [part(token, 0), payload, part(token, 2)].join(".");
}

describe("jose, with the served JWKS", () => {
  const jwks = () => createRemoteJWKSet(new URL(`${kw.url}/.well-known/jwks.json`));

  test("refuses a token for another audience, of another issuer, of another type, or changed", async () => {
    const token = kw.operatorToken;
    const claim = (name: string) => ({ code: errors.JWTClaimValidationFailed.code, claim: name });
    const verify = (expected: object) => jwtVerify(token, jwks(), { ...EXPECTED, ...expected });
    await expect(verify({ audience: "https://other.example.com" })).rejects.toMatchObject(claim("aud"));
    await expect(verify({ issuer: "https://other.example.com" })).rejects.toMatchObject(claim("iss"));
    await expect(verify({ typ: "JWT" })).rejects.toMatchObject(claim("typ"));
    await expect(jwtVerify(forged(token, { org: "org_other" }), jwks(), EXPECTED)).rejects.toThrow(
      errors.JWSSignatureVerificationFailed,
    );
  });

  test("verifies every kind of token, unmodified", async () => {
    const keys = jwks();
    for (const [name, token] of Object.entries(all)) {
      const { payload, protectedHeader } = await jwtVerify(token, keys, EXPECTED);
      expect(payload.sub, name).toMatch(/^tok_/);
      expect(protectedHeader.alg, name).toBe("EdDSA");
    }
  });
});

describe("fast-jwt, with the served JWKS", () => {
  async function verifier(options: object = {}) {
    const { keys } = (await getJson("/.well-known/jwks.json")) as { keys: (JsonWebKey & { kid: string })[] };
    return createVerifier({
      key: async ({ header }: { header: Record<string, unknown> }) => {
        const jwk = keys.find(({ kid }) => kid === header["kid"]);
        if (!jwk) throw new Error("no such key");
        return createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" }) as string;
      },
      algorithms: ["EdDSA"],
      allowedIss: ISSUER,
      allowedAud: ISSUER,
      checkTyp: "at+jwt",
      requiredClaims: ["iss", "aud", "sub", "jti", "client_id", "iat"],
      ...options,
    });
  }

  test("refuses a token for another audience, of another issuer, of another type, or changed", async () => {
    const token = kw.operatorToken;
    const refusal = (code: string) => ({ code });
    for (const option of ["allowedAud", "allowedIss"]) {
      const verify = await verifier({ [option]: "https://other.example.com" });
      await expect(verify(token)).rejects.toMatchObject(refusal("FAST_JWT_INVALID_CLAIM_VALUE"));
    }
    const plainJwt = await verifier({ checkTyp: "jwt" });
    await expect(plainJwt(token)).rejects.toMatchObject(refusal("FAST_JWT_INVALID_TYPE"));
    const verify = await verifier();
    await expect(verify(forged(token, { org: "org_other" }))).rejects.toMatchObject(
      refusal("FAST_JWT_INVALID_SIGNATURE"),
    );
  });

  test("verifies every kind of token, unmodified", async () => {
    const verify = await verifier();
    for (const [name, token] of Object.entries(all)) {
      expect(await verify(token), name).toEqual(decodeJwt(token));
    }
  });
});

describe("the header", () => {
  test("begins with kw, the host of the issuer, and says nothing but type, algorithm and key", () => {
    for (const token of Object.values(all)) {
      const text = textOf(part(token, 0));
      expect(text.startsWith(`{"kw":"${new URL(ISSUER).host}",`)).toBe(true);
      const { kid } = decodeProtectedHeader(token);
      expect(JSON.parse(text)).toEqual({ kw: new URL(ISSUER).host, typ: "at+jwt", alg: "EdDSA", kid });
    }
  });

  test("names a key of the JWKS, which shows no private part", async () => {
    const { keys } = (await getJson("/.well-known/jwks.json")) as { keys: JsonWebKey[] };
    const kids = keys.map((key) => key["kid"]);
    for (const token of Object.values(all)) expect(kids).toContain(decodeProtectedHeader(token).kid);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
      expect(key).toMatchObject({ kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" });
    }
  });
});

describe("the payload", () => {
  test("has the claims of RFC 9068, and exp exactly when the token expires", () => {
    const nowSeconds = Date.now() / 1000;
    for (const name of Object.keys(all)) {
      const claims = claimsOf(name);
      expect(claims, name).toMatchObject({ iss: ISSUER, aud: ISSUER, client_id: claims.sub });
      expect(claims.sub, name).toMatch(/^tok_[0-9a-z]{26}$/);
      expect(claims.jti, name).toMatch(/^key_[0-9a-z]{26}$/);
      expect(Number.isInteger(claims.iat), name).toBe(true);
      expect(Math.abs(nowSeconds - (claims.iat ?? 0)), name).toBeLessThan(600);
      expect("exp" in claims, name).toBe(EXPIRING.includes(name));
    }
    const { iat = 0, exp } = claimsOf("an expiring one");
    expect(exp).toBe(iat + 3600);
  });

  test("says where the token belongs, and no permission: authority is looked up live", () => {
    const always = ["aud", "client_id", "entityType", "iat", "iss", "jti", "org", "role", "sub"];
    const extra: Record<string, string[]> = {
      "the operator's": [],
      "the organization's": [],
      "another organization's": [],
      "an expiring one": ["exp", "team"],
      "a member's": ["exp", "team"],
      "a publishable one": ["nrw", "pub", "team"],
      "a narrowed one": ["nrw", "team"],
    };
    for (const name of Object.keys(all)) {
      const claims = [...always, ...(extra[name] ?? ["team"])].sort();
      expect(Object.keys(claimsOf(name)).sort(), name).toEqual(claims);
    }
    const types = Object.keys(all).map((name) => [name, claimsOf(name)["entityType"]]);
    expect(Object.fromEntries(types)).toEqual({
      "the operator's": "platform",
      "the organization's": "org",
      "another organization's": "org",
      "the team's": "team",
      "a rotated one": "team",
      "an expiring one": "team",
      "a member's": "team",
      "a publishable one": "team",
      "a narrowed one": "team",
    });
  });

  test("stays the same token with another key when it is rotated", () => {
    const [before, after] = [claimsOf("the team's"), claimsOf("a rotated one")];
    expect(after.sub).toBe(before.sub);
    expect(after.jti).not.toBe(before.jti);
  });

  test("takes less than 600 bytes, encoded, unless the token is narrowed", () => {
    for (const [name, token] of Object.entries(kinds.plain)) {
      expect(Buffer.byteLength(part(token, 1)), name).toBeLessThan(600);
    }
  });

  test("of a token narrowed as far as it goes still fits, and the server takes the token", async () => {
    expect(kinds.narrowed.length).toBeLessThan(8000);
    expect((await kw.client(kinds.narrowed).login()).entityType).toBe("team");
  });
});

describe("the pattern for secret scanners", () => {
  test("all tokens of the installation begin with the same characters", () => {
    const prefix = /^[\w-]+/.exec(pattern.source)?.[0] ?? "";
    expect(prefix.length).toBeGreaterThan(40);
    for (const token of Object.values(all)) expect(token.startsWith(prefix)).toBe(true);
  });

  test("finds every kind of token, whole, in other text", () => {
    for (const [name, token] of Object.entries(all)) {
      for (const text of [token, `KEY="${token}"`, `curl -H 'authorization: Bearer ${token}' https://x.y.`]) {
        expect(pattern.exec(text)?.[0], name).toBe(token);
      }
    }
  });

  test("finds no JWT of anyone else, not even of another installation", async () => {
    const { privateKey } = await generateKeyPair("EdDSA");
    const host = new URL(ISSUER).host;
    const kid = "k".repeat(43);
    const headers = [
      { alg: "EdDSA" },
      { typ: "JWT", alg: "EdDSA", kid },
      { typ: "at+jwt", alg: "EdDSA", kid },
      { kw: host.replace("eu", "us"), typ: "at+jwt", alg: "EdDSA", kid },
      { kw: `x${host}`, typ: "at+jwt", alg: "EdDSA", kid },
      { typ: "at+jwt", kw: host, alg: "EdDSA", kid },
      { kw: host, typ: "JWT", alg: "EdDSA", kid },
    ];
    for (const header of headers) {
      const jwt = new SignJWT({ ...decodeJwt(kw.operatorToken) }).setProtectedHeader(header);
      expect(pattern.test(await jwt.sign(privateKey)), JSON.stringify(header)).toBe(false);
    }
    expect(pattern.test(new UnsecuredJWT({ sub: "x".repeat(400) }).encode())).toBe(false);
  });

  test("finds no token that has been cut off", () => {
    const [header, payload] = kw.operatorToken.split(".");
    expect(pattern.test(`${header}.${payload}`)).toBe(false);
    expect(pattern.test(kw.operatorToken.slice(0, -1))).toBe(false);
  });
});
